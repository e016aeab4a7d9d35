import { join } from 'node:path';
import { rootOf } from '../../scripts/roots.js';
import type { Observation, Quantiles } from '../shell/sandbox/loopMeter.js';
import { Sandbox, userCgroup, uuid, type Program } from '../shell/sandbox/sandbox.js';
import { spreadOf, spreadText, table } from './statistics.js';

export interface ShellOptions {
    readonly zip: string;
    /** Screenshots and logs go there. */
    readonly scratch: string;
    readonly version: 48 | 50 | 51;
    readonly sizes: readonly number[];
    readonly rounds: number;
    /** Milliseconds of each look at the main loop. */
    readonly window: number;
}

type Mode = 'off' | 'shut' | 'open';
const modes: readonly Mode[] = ['off', 'shut', 'open'];

interface Look extends Observation {
    /** Milliseconds a second in which the main loop was in the extension's code, and the longest at once. */
    readonly own: number;
    readonly longest: number;
}

/** Ours, and two of the shell's own to compare with: their places in the panel. */
type Menu = typeof uuid | 'dateMenu' | 'quickSettings';

interface Size {
    readonly size: number;
    readonly looks: Readonly<Record<Mode, Look[]>>;
    readonly content: number[];
    readonly enable: number[];
    readonly opening: Readonly<Record<Menu, number[]>>;
}

const programs = 20;
const buttonOf = (role: string) => `Main.panel.statusArea['${role}']`;
const button = buttonOf(uuid);
const state = `Main.extensionManager.lookup('${uuid}')?.state`;
const address = (number: number) => `110.232.152.${number}`;

/** The main loop of a real GNOME Shell, without the extension, with its menu shut, and with it open. */
export async function measureShell(options: ShellOptions): Promise<string> {
    const sizes: Size[] = [];
    for (const size of options.sizes) sizes.push(await measureSize(size, options));
    return tables(sizes);
}

async function measureSize(size: number, options: ShellOptions): Promise<Size> {
    const { zip, scratch, version, rounds, window } = options;
    const sandbox = await Sandbox.create({ root: rootOf(version), zip, output: join(scratch, 'shell') });
    const result: Size = {
        size,
        looks: { off: [], shut: [], open: [] },
        content: [],
        enable: [],
        opening: { [uuid]: [], dateMenu: [], quickSettings: [] },
    };
    try {
        const all = await openConnections(sandbox, size);
        await sandbox.startShell();
        await disable(sandbox);
        await sandbox.evalInShell('hook.watchOurCode()');
        const life = liven(all);
        for (let round = 0; round < rounds; round++) {
            for (const mode of modes) {
                await enter(sandbox, mode, result);
                result.looks[mode].push(await look(sandbox, window));
            }
            await disable(sandbox);
            process.stderr.write(`${size} connections, round ${round + 1}\n`);
        }
        await life.end();
    } finally {
        await sandbox.stop();
    }
    return result;
}

async function openConnections(sandbox: Sandbox, size: number): Promise<Program[]> {
    const numbers = Array.from({ length: programs }, (_, index) => index + 1);
    await sandbox.startNames({
        hosts: numbers.map(number => [
            `a110-232-152-${number}.deploy.static.akamaitechnologies.com`,
            address(number),
        ]),
    });
    await sandbox.listen({ port: 443 });
    const all: Program[] = [];
    for (const number of numbers) {
        const program = await sandbox.program(`program-${number}`, {
            cgroup: `${userCgroup}/app.slice/app-gnome-program\\x2d${number}-${number}.scope`,
        });
        const count = Math.round((size * number) / programs) - Math.round((size * (number - 1)) / programs);
        const talking = Math.ceil(count / 100);
        await program.open(address(number), 443, { count: talking, id: 'talking' });
        if (count > talking) await program.open(address(number), 443, { count: count - talking });
        all.push(program);
    }
    return all;
}

/** Each second one in a hundred says something, and one comes and goes. */
function liven(all: readonly Program[]): { end(): Promise<void> } {
    let going = true;
    const [first] = all;
    const run = async () => {
        for (let turn = 0; going; turn++) {
            for (const program of all) await program.send(100, 'talking');
            await first?.open(address(1), 443, { id: `visitor ${turn}` });
            if (turn > 0) await first?.close(`visitor ${turn - 1}`);
            await new Promise(resolve => setTimeout(resolve, 1000));
        }
    };
    const running = run();
    return {
        end: () => {
            going = false;
            return running;
        },
    };
}

async function enter(sandbox: Sandbox, mode: Mode, result: Size): Promise<void> {
    if (mode === 'shut') {
        await sandbox.evalInShell('hook.held.length = 0;');
        result.content.push(await sandbox.evalInShell<number>(`return await hook.timeToContent('${uuid}')`));
        result.enable.push(
            await sandbox.evalInShell<number>(
                `return hook.held.find(({ by }) => by === 'enable')?.milliseconds ?? NaN`,
            ),
        );
        await sandbox.evalInShell('await hook.pause(8000)');
    }
    if (mode === 'open') {
        for (const role of ['dateMenu', 'quickSettings', uuid] as const) {
            const menu = `${buttonOf(role)}.menu`;
            const time = await sandbox.evalInShell<number>(`return await hook.timeToOpen(${menu})`);
            result.opening[role].push(time);
            if (role !== uuid)
                await sandbox.evalInShell(`await hook.pause(500); ${menu}.close(); await hook.pause(500);`);
        }
        // A component's connections are what changes most.
        await sandbox.waitFor(`hook.texts(${button}.menu.box).includes('program-3')`);
        const row = `hook.pressable('program-3', ${button}.menu.box)`;
        await sandbox.evalInShell(
            `await hook.scrollTo(${row}); await hook.click(${row}); await hook.pause(4000);`,
        );
        const shown = await sandbox.evalInShell<boolean>(
            `return hook.texts(${button}.menu.box).some(text => text.endsWith('${address(3)}:443'))`,
        );
        if (!shown) throw new Error('no connections are shown');
    }
}

async function look(sandbox: Sandbox, window: number): Promise<Look> {
    return sandbox.evalInShell<Look>(`
        hook.held.length = 0;
        const seen = await hook.observe(${window});
        const times = hook.held.map(({ milliseconds }) => milliseconds);
        const own = times.reduce((sum, time) => sum + time, 0) / ${window / 1000};
        return { ...seen, own, longest: Math.max(0, ...times) };`);
}

async function disable(sandbox: Sandbox): Promise<void> {
    await sandbox.evalInShell(`Main.extensionManager.disableExtension('${uuid}')`);
    await sandbox.waitFor(`${state} !== 1 && ${button} === undefined`);
    await sandbox.evalInShell('await hook.pause(3000)');
}

function tables(sizes: readonly Size[]): string {
    const names = ['', ...sizes.map(({ size }) => size.toLocaleString('en'))];
    const row = (name: string, values: (size: Size) => number[]) => [
        name,
        ...sizes.map(size => spreadText(spreadOf(values(size)))),
    ];
    const added =
        (mode: Mode, read: (look: Look) => Quantiles, which: keyof Quantiles) =>
        ({ looks }: Size) =>
            looks[mode].map((look, round) => {
                const off = looks.off[round];
                return off ? read(look)[which] - read(off)[which] : NaN;
            });
    const each = (mode: Mode, read: (look: Look) => number) => (size: Size) => size.looks[mode].map(read);
    const words: Record<Mode, string> = { off: 'off', shut: 'on, menu shut', open: 'on, menu open' };
    const latency = modes.flatMap(mode =>
        (['p50', 'p99', 'max'] as const).map(which =>
            row(
                `${words[mode]}, ${which}`,
                each(mode, look => look.latency[which]),
            ),
        ),
    );
    const addition = (['shut', 'open'] as const).flatMap(mode => [
        row(
            `${words[mode]}, added to the p99`,
            added(mode, look => look.latency, 'p99'),
        ),
        row(
            `the same with what other processes take`,
            added(mode, look => look.latencyOfAll, 'p99'),
        ),
    ]);
    const frames = modes.flatMap(mode => [
        ...(['p50', 'p99', 'max'] as const).map(which =>
            row(
                `${words[mode]}, ${which}`,
                each(mode, look => look.frame[which]),
            ),
        ),
        row(
            `${words[mode]}, missed, %`,
            each(mode, look => look.missed),
        ),
    ]);
    const own = (['shut', 'open'] as const).flatMap(mode => [
        row(
            `${words[mode]}, of each second`,
            each(mode, look => look.own),
        ),
        row(
            `${words[mode]}, longest at once`,
            each(mode, look => look.longest),
        ),
    ]);
    const times = [
        row('`enable()` itself', size => size.enable),
        row('from enabling to the first content', size => size.content),
        row('from opening the menu to its first frame', size => size.opening[uuid]),
        row('the same for the calendar of GNOME Shell', size => size.opening.dateMenu),
        row('the same for its quick settings', size => size.opening.quickSettings),
    ];
    return [
        'Milliseconds by which the main loop is late:',
        table(names, [...latency, ...addition]),
        'Milliseconds of work on a frame, and frames that were missed:',
        table(names, frames),
        'Milliseconds in which the main loop was in the code of the extension:',
        table(names, own),
        'Milliseconds:',
        table(names, times),
    ].join('\n\n');
}
