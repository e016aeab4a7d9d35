import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { readSome } from '../../../src/system/process/reading.js';
import { equal, ok, test } from '../harness.js';

/** Kilobytes that are not of a file, proc(5). */
function anonymous(): number {
    const [, status] = GLib.file_get_contents('/proc/self/status');
    return Number(/RssAnon:\s*(\d+)/.exec(new TextDecoder().decode(status))?.[1]);
}

test('what was read does not pile up, though the garbage collector of JavaScript knows nothing of it', async () => {
    const stream = Gio.File.new_for_path('/dev/zero').read(null);
    const read = async (times: number) => {
        for (let n = 0; n < times; n += 1) equal((await readSome(stream, 65_536, null)).length, 65_536);
    };
    await read(100);
    const before = anonymous();
    await read(1_000);
    const grown = anonymous() - before;
    ok(grown < 16_000, `it grew by ${grown} kB after ${before} kB`);
    stream.close(null);
});

test('the end is no bytes, and an error is an error', async () => {
    const stream = Gio.File.new_for_path('/dev/null').read(null);
    equal((await readSome(stream, 10, null)).length, 0);
    stream.close(null);
    let refused = false;
    try {
        await readSome(stream, 10, null);
    } catch (error) {
        refused = error instanceof GLib.Error;
    }
    ok(refused, 'a closed stream was read');
});
