import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isShellVersion, rootOf } from '../../scripts/roots.js';
import { Sandbox, type SandboxOptions, uuid } from './sandbox/sandbox.js';

/** GNOME Shell's version that this run of the tests is about. */
export const version = Number(process.env['EDGEWISE_SHELL'] ?? 50);
if (!isShellVersion(version)) throw new Error(`EDGEWISE_SHELL=${version}`);
const top = join(import.meta.dirname, '..', '..');
export const zip = join(top, 'build', `${uuid}.shell-extension.zip`);
const root = process.env['EDGEWISE_ROOT'] ?? rootOf(version);

/** The extension's button in the top bar, as an expression inside the shell. */
export const button = `Main.panel.statusArea['${uuid}']`;
export const menu = `${button}.menu`;
/** All that can be read in the open menu. */
export const menuTexts = `hook.texts(${menu}.box)`;
export const state = `Main.extensionManager.lookup('${uuid}')?.state`;
export const collector = 'collector\\.js$';

export interface DesktopTest extends Partial<Omit<SandboxOptions, 'root' | 'output'>> {
    /** Complaints in the shell's log that the test itself causes. */
    readonly provoked?: readonly RegExp[];
}

/**
 * A test in a sandbox of its own. The shell's log is part of the judgement: a complaint about us that was not
 * provoked fails it. A failure leaves the logs and a picture of the screen.
 */
export function desktopTest(
    name: string,
    options: DesktopTest,
    body: (sandbox: Sandbox) => Promise<void>,
): void {
    test(`${name} (${version})`, { timeout: 300_000 }, async () => {
        const { provoked = [], ...rest } = options;
        const folder = name.replaceAll(/[^A-Za-z0-9]+/g, '-');
        const output = join(top, 'build', 'shell-tests', String(version), folder);
        const sandbox = await Sandbox.create({ root, zip, output, ...rest });
        try {
            await body(sandbox);
            assert.deepEqual(sandbox.complaints(provoked), []);
        } catch (error) {
            await sandbox.screenshot('failure').catch(() => undefined);
            const picture = existsSync(join(output, 'failure.png')) ? ' and failure.png' : '';
            console.log(`The logs${picture} of “${name}” are in ${output}`);
            throw error;
        } finally {
            await sandbox.stop();
        }
    });
}
