import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import { dropInDirectories, loadCatalogue } from '../../src/system/attribution/catalogueFiles.js';
import { deepEqual, equal, match, ok, test } from './harness.js';

const source = GLib.getenv('EDGEWISE_SOURCE') ?? '.';
const shipped = GLib.build_filenamev([source, 'data', 'components']);

/** The drop-in directory of the user, with those files in it. */
function dropIns(files: Readonly<Record<string, string>>): string {
    const path = GLib.dir_make_tmp('components-XXXXXX');
    for (const [name, content] of Object.entries(files)) {
        GLib.file_set_contents(GLib.build_filenamev([path, name]), content);
    }
    return path;
}

const weather = {
    id: 'org.gnome.Shell/weather',
    name: 'Our weather',
    kind: 'part',
    icon: null,
    partOf: 'org.gnome.Shell',
    hosts: [{ host: 'weather.example.org' }],
    purpose: 'It shows our weather.',
    loss: null,
    turnOff: null,
    source: 'our distribution',
    checked: '2026-11-23',
};
const ours = JSON.stringify({ components: [weather] });

test('what ships is read, and nothing is wrong with it', async () => {
    const { entries, problems } = await loadCatalogue(shipped, []);
    deepEqual(problems, []);
    ok(entries.length >= 90);
});

test('drop-ins are looked for in the data directories of the user first', () => {
    const [first] = dropInDirectories();
    equal(first, `${GLib.get_user_data_dir()}/edgewise/components`);
});

test('a drop-in replaces the entry of its id; directories that are not there say nothing', async () => {
    const nowhere = '/nowhere/edgewise/components';
    const { entries, problems } = await loadCatalogue(shipped, [nowhere, dropIns({ 'ours.json': ours })]);
    deepEqual(problems, []);
    deepEqual(
        entries.filter(({ id }) => id === weather.id).map(({ name }) => name),
        ['Our weather'],
    );
});

test('a bad drop-in is named and left out, the others are read', async () => {
    const path = dropIns({
        'broken.json': '{',
        'notes.txt': 'not for us',
        'ours.json': ours,
        'wrong.json': JSON.stringify({ components: [{ ...weather, kind: 'demon' }] }),
    });
    const directory = Gio.File.new_for_path(path);
    directory.get_child('folder.json').make_directory(null);
    directory.get_child('gone.json').make_symbolic_link('nowhere', null);
    GLib.file_set_contents(directory.get_child('bytes.json').get_path() ?? '', new Uint8Array([0xff, 0xfe]));
    const { entries, problems } = await loadCatalogue(shipped, [path]);
    ok(entries.some(({ name }) => name === 'Our weather'));
    equal(problems.length, 5);
    const said = problems.join('\n');
    match(said, /broken\.json: not JSON/);
    match(said, /wrong\.json: components\[0\]\.kind: must be one of/);
    match(said, /folder\.json: it is not a regular file/);
    match(said, /gone\.json: /);
    match(said, /bytes\.json: /);
});

test('a file that is too large is not even read', async () => {
    const { problems } = await loadCatalogue(shipped, [dropIns({ 'large.json': ' '.repeat(600_000) })]);
    match(problems.join('\n'), /large\.json: it has more than/);
});

test('a shipped directory that is missing is said', async () => {
    const { entries, problems } = await loadCatalogue('/nowhere', []);
    equal(entries.length, 0);
    match(problems.join('\n'), /^\/nowhere: /);
});
