import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { writeHistory } from '../../../src/engine/history/historyDocument.js';
import { defaultHistoryPath, HistoryFile } from '../../../src/system/history/historyFile.js';
import { equal, match, ok, test } from '../harness.js';
import { sighting } from './sighting.js';

const now = Date.UTC(2026, 5, 1, 12);
const folder = GLib.build_filenamev([GLib.get_home_dir(), 'state of tests']);

function freshPath(name: string): string {
    return GLib.build_filenamev([folder, name, 'history.json']);
}

function put(path: string, text: string): void {
    GLib.mkdir_with_parents(GLib.path_get_dirname(path), 0o700);
    GLib.file_set_contents(path, text);
}

function namesIn(path: string): string[] {
    const children = Gio.File.new_for_path(path).enumerate_children('standard::name', 0, null);
    const names: string[] = [];
    for (let info = children.next_file(null); info; info = children.next_file(null))
        names.push(info.get_name());
    return names.sort();
}

test('it stands in the state directory', () => {
    equal(defaultHistoryPath(), `${GLib.get_user_state_dir()}/edgewise/history.json`);
});

test('where there is no file there is no problem; what is saved is loaded, for the user alone', () => {
    const file = new HistoryFile(freshPath('plain'));
    const history = file.load(now);
    equal(file.problem, null);
    history.observe([sighting(1, now), sighting(2, now)]);
    ok(file.save(history, now));
    equal(writeHistory(new HistoryFile(file.path).load(now)), writeHistory(history));
    const info = Gio.File.new_for_path(file.path).query_info('unix::mode', 0, null);
    equal(info.get_attribute_uint32('unix::mode') & 0o777, 0o600);
});

test('it is written when there is something new, every five minutes at most', () => {
    const file = new HistoryFile(freshPath('paced'));
    const history = file.load(now);
    const text = () => new TextDecoder().decode(GLib.file_get_contents(file.path)[1]);
    history.observe([sighting(1, now)]);
    file.saveIfDue(history, now);
    const first = text();
    history.observe([sighting(2, now)]);
    file.saveIfDue(history, now + 299_000);
    equal(text(), first);
    file.saveIfDue(history, now + 300_000);
    ok(text() !== first);
    Gio.File.new_for_path(file.path).delete(null);
    file.saveIfDue(history, now + 900_000);
    ok(!Gio.File.new_for_path(file.path).query_exists(null), 'nothing new, nothing written');
});

test('a damaged file is set aside and reported, and the next one is written in its place', () => {
    for (const text of ['{"version":1,', '', '\ufffd\0', '{"version":0}']) {
        const path = freshPath('damaged');
        put(path, text);
        const file = new HistoryFile(path);
        const history = file.load(now);
        equal(history.size, 0);
        match(file.problem ?? '', /history\.json\.damaged/);
        equal(new TextDecoder().decode(GLib.file_get_contents(`${path}.damaged`)[1]), text);
        ok(file.save(history, now));
        equal(file.problem, null);
        equal(file.remove(), null);
        equal(namesIn(GLib.path_get_dirname(path)).join(), '');
    }
});

test('the file of a later version is kept for it, whatever happens to others', () => {
    const path = freshPath('later');
    const later = '{"version":2,"dreams":[]}';
    put(path, later);
    const file = new HistoryFile(path);
    const history = file.load(now);
    match(file.problem ?? '', /later version.*history\.json\.version-2/);
    history.observe([sighting(1, now)]);
    ok(file.save(history, now));
    put(path, 'damaged');
    new HistoryFile(path).load(now + 600_000);
    equal(new TextDecoder().decode(GLib.file_get_contents(`${path}.version-2`)[1]), later);
    equal(file.remove(), null);
    equal(namesIn(GLib.path_get_dirname(path)).join(), '', 'forgotten with all the rest');
});

test('what is no file is neither waited for nor deleted', () => {
    const path = freshPath('fifo');
    GLib.mkdir_with_parents(GLib.path_get_dirname(path), 0o700);
    Gio.Subprocess.new(['mkfifo', path], 0).wait(null);
    const file = new HistoryFile(path);
    file.load(now);
    match(file.problem ?? '', /not a regular file/);
    equal(namesIn(GLib.path_get_dirname(path)).join(), 'history.json');
});

test('left-overs of killed writers are swept away, other files are not', () => {
    const path = freshPath('swept');
    put(path, '');
    for (const name of ['.Ab12Cd', '.damaged', '.txt', 'x.Ab12Cd']) put(`${path}${name}`, 'x');
    new HistoryFile(path).load(Date.now());
    ok(namesIn(GLib.path_get_dirname(path)).includes('history.json.Ab12Cd'), 'it may still be in use');
    new HistoryFile(path).load(Date.now() + 120_000);
    equal(
        namesIn(GLib.path_get_dirname(path)).join(),
        'history.json.damaged,history.json.txt,history.jsonx.Ab12Cd',
    );
});

test('a full disk is reported once, and the last good file stays', () => {
    const mount = GLib.build_filenamev([folder, 'small disk']);
    GLib.mkdir_with_parents(mount, 0o700);
    ok(Gio.Subprocess.new(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount], 0).wait_check(null));
    const file = new HistoryFile(`${mount}/history.json`);
    const history = file.load(now);
    history.observe([sighting(1, now)]);
    ok(file.save(history, now));
    const good = writeHistory(history);
    history.observe(Array.from({ length: 1000 }, (_, index) => sighting(index, now)));
    ok(!file.save(history, now));
    match(file.problem ?? '', /space/i);
    const first = file.problem;
    ok(!file.save(history, now + 60_000));
    equal(file.problem, first, 'the same trouble is the same report');
    equal(writeHistory(new HistoryFile(file.path).load(now)), good);
    equal(namesIn(mount).join(), 'history.json', 'no half file is left');
});

test('a directory that cannot be written is reported, and nothing else happens', () => {
    const mount = GLib.build_filenamev([folder, 'read only']);
    GLib.mkdir_with_parents(mount, 0o700);
    ok(Gio.Subprocess.new(['mount', '-t', 'tmpfs', '-o', 'ro', 'tmpfs', mount], 0).wait_check(null));
    const file = new HistoryFile(`${mount}/edgewise/history.json`);
    const history = file.load(now);
    equal(file.problem, null);
    history.observe([sighting(1, now)]);
    ok(!file.save(history, now));
    match(file.problem ?? '', /folder cannot be made/);
});

async function readLine(stream: Gio.DataInputStream): Promise<string | null> {
    const { promise, resolve, reject } = deferred<string | null>();
    stream.read_line_async(GLib.PRIORITY_DEFAULT, null, (_source, result) => {
        try {
            resolve(stream.read_line_finish_utf8(result)[0]);
        } catch (error) {
            reject(error);
        }
    });
    return promise;
}

function deferred<T>() {
    let resolve!: (value: T) => void;
    let reject!: (reason: unknown) => void;
    const promise = new Promise<T>((yes, no) => {
        resolve = yes;
        reject = no;
    });
    return { promise, resolve, reject };
}

test('killed at any moment while writing, it loads, and nothing of the last whole writing is lost', async () => {
    const path = freshPath('killed');
    const writer = GLib.build_filenamev([
        GLib.path_get_dirname(GLib.filename_from_uri(import.meta.url)[0]),
        'writer.js',
    ]);
    let told = 0;
    let tornLeftOvers = 0;
    for (let round = 0; round < 100; round += 1) {
        const child = Gio.Subprocess.new(
            ['gjs', '-m', writer, path, String(now)],
            Gio.SubprocessFlags.STDOUT_PIPE,
        );
        const output = child.get_stdout_pipe();
        if (!output) throw new Error('the child has no output');
        const stream = Gio.DataInputStream.new(output);
        told = Math.max(told, Number(await readLine(stream)));
        await new Promise<void>(resolve => {
            // From at once to several writings later, in steps that are no multiple of one.
            GLib.timeout_add(GLib.PRIORITY_DEFAULT, (round * 7) % 23, () => {
                resolve();
                return GLib.SOURCE_REMOVE;
            });
        });
        child.force_exit();
        child.wait(null);
        for (let line = await readLine(stream); line !== null; line = await readLine(stream)) {
            if (line !== '') told = Math.max(told, Number(line));
        }
        tornLeftOvers += namesIn(GLib.path_get_dirname(path)).length > 1 ? 1 : 0;
        const file = new HistoryFile(path);
        const history = file.load(now + 10_000_000);
        equal(file.problem, null);
        ok(history.size >= told, `round ${round}: ${history.size} of ${told} writings are there`);
    }
    ok(told > 100, `only ${told} writings were made`);
    print(`# ${told} writings, killed within one in ${tornLeftOvers} rounds of 100`);
});
