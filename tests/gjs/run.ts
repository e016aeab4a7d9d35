import GLib from 'gi://GLib?version=2.0';
import System from 'system';
import { registeredTests } from './harness.js';

/** `gjs -m run.js FILE`: runs the tests that FILE registers; exits with 1 when one fails. */
const longestTest = 60_000;

async function withTimeout(body: () => void | Promise<void>): Promise<void> {
    let source = 0;
    const timeout = new Promise<void>((_resolve, reject) => {
        source = GLib.timeout_add(GLib.PRIORITY_DEFAULT, longestTest, () => {
            source = 0;
            reject(new Error(`not done after ${longestTest} ms`));
            return GLib.SOURCE_REMOVE;
        });
    });
    try {
        await Promise.race([body(), timeout]);
    } finally {
        if (source) GLib.source_remove(source);
    }
}

async function run(file: string): Promise<number> {
    await import(GLib.filename_to_uri(file, null));
    if (registeredTests.length === 0) throw new Error(`${file} has no tests`);
    let failed = 0;
    for (const { name, body } of registeredTests) {
        try {
            await withTimeout(body);
            print(`ok - ${name}`);
        } catch (error) {
            failed += 1;
            print(`not ok - ${name}`);
            print(error instanceof Error ? `${error.message}\n${error.stack}` : String(error));
        }
    }
    return failed;
}

const loop = new GLib.MainLoop(null, false);
let status = 1;
run(System.programArgs[0] ?? '')
    .then(failed => (status = failed === 0 ? 0 : 1))
    .catch((error: unknown) =>
        printerr(error instanceof Error ? `${error.message}\n${error.stack}` : String(error)),
    )
    .finally(() => loop.quit());
loop.run();
System.exit(status);
