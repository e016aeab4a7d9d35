import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from './sandbox/sandbox.js';

/** Runs code inside the process that shows the preferences; what is in reach: sandbox/preferencesAgent.js. */
export type Evaluate = <T = unknown>(code: string) => Promise<T>;

export interface Preferences {
    readonly evaluate: Evaluate;
    /** Closes the window; nothing may have been complained of. */
    close(): Promise<void>;
}

/** Opens the preferences with the code of GNOME’s own process for them, in one that can be asked. */
export async function openPreferences(sandbox: Sandbox): Promise<Preferences> {
    const name = 'preferencesAgent.js';
    copyFileSync(join(import.meta.dirname, 'sandbox', name), join(sandbox.directory, name));
    const agent = sandbox.spawn(['gjs', '-m', `/run/edgewise/${name}`], {
        // There is no portal that tells it whether the desktop is dark.
        environment: { ADW_DISABLE_PORTAL: '1' },
    });
    const answers = new Map<number, { resolve: (line: string) => void; reject: (cause: Error) => void }>();
    let errors = '';
    agent.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    createInterface({ input: agent.stdout }).on('line', line => {
        const { id } = JSON.parse(line) as { id: number };
        answers.get(id)?.resolve(line);
        answers.delete(id);
    });
    agent.once('exit', () => {
        for (const { reject } of answers.values()) reject(new Error(`the preferences ended: ${errors}`));
    });
    const answer = (id: number) =>
        new Promise<string>((resolve, reject) => {
            answers.set(id, { resolve, reject });
        });
    await answer(0);
    await sandbox.waitFor(`global.get_window_actors().some(actor => actor.width > 100 && actor.visible)`, {
        timeout: 30_000,
    });
    let last = 0;
    const evaluate = async <T>(code: string) => {
        const answered = answer(++last);
        agent.stdin.write(`${JSON.stringify({ id: last, code })}\n`);
        const { value, error } = JSON.parse(await answered) as { value: T; error?: string };
        if (error !== undefined) throw new Error(`in the preferences: ${error}\n${code}`);
        return value;
    };
    const close = async () => {
        await sandbox.closePreferences();
        assert.deepEqual(complaintsOf(errors), []);
    };
    return { evaluate, close };
}

/** What GTK and libadwaita held against us, but for what every window of GNOME’s is told. */
function complaintsOf(log: string): string[] {
    return log.split('\n').filter(line => /(Gtk|Adwaita|GLib-GObject)-(WARNING|CRITICAL)/.test(line));
}

export async function until(evaluate: Evaluate, expression: string): Promise<void> {
    for (let tries = 0; !(await evaluate<boolean>(`return Boolean(${expression})`)); tries++) {
        assert.ok(tries < 100, `not within ten seconds: ${expression}`);
        await sleep(100);
    }
}

/** Code that shows a page, by its name. */
export const showPage = (name: string) => `window.visible_page_name = '${name}'; await sleep(300);`;
