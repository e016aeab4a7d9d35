import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import System from 'system';
import type { Socket } from '../../../src/engine/sockets/socket.js';
import { SsRows } from '../../../src/engine/sockets/ssRows.js';
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

test('what is kept of a row does not keep the text that it was read from', () => {
    const kept: Socket[] = [];
    const read = (looks: number) => {
        for (let look = 0; look < looks; look += 1) {
            const rows = new SsRows().begin();
            const cookie = `${kept.length + 1}`;
            // A look's text, of which one row is of interest; built anew each time.
            const others = 'x'.repeat(60_000 + look);
            rows.feed(`tcp ESTAB 0 0 10.0.0.1:1 10.0.0.2:443 ino:7 sk:${cookie} <->\n${others}\n`);
            kept.push(...rows.end().sockets);
        }
        System.gc();
    };
    read(50);
    const before = anonymous();
    read(500);
    const grown = anonymous() - before;
    equal(kept[549]?.cookie, '550');
    ok(grown < 17_000, `it grew by ${grown} kB after ${before} kB`);
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
