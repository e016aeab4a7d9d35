import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { button, collector, desktopTest, menuTexts, state, zip } from './desktop.js';
import { userCgroup, uuid, type Sandbox } from './sandbox/sandbox.js';

const top = join(import.meta.dirname, '..', '..');
const schema = 'org.gnome.shell.extensions.edgewise';
const folder = `/home/visitor/.local/share/gnome-shell/extensions/${uuid}`;
const archive = `${uuid}.shell-extension.zip`;

/** The checkout as far as `scripts/install` needs it, inside the sandbox. */
function copyCheckout(sandbox: Sandbox): string {
    const checkout = join(sandbox.directory, 'checkout');
    mkdirSync(join(checkout, 'scripts'), { recursive: true });
    cpSync(join(top, 'scripts', 'install'), join(checkout, 'scripts', 'install'));
    cpSync(join(top, 'build', uuid), join(checkout, 'build', uuid), { recursive: true });
    cpSync(zip, join(checkout, 'build', archive));
    return '/run/edgewise/checkout/scripts/install';
}

desktopTest(
    'installed, it says that a new login is needed, and is there after it',
    { zip: null },
    async sandbox => {
        const install = copyCheckout(sandbox);
        await sandbox.startShell();
        assert.match(await sandbox.check([install]), /new login/);
        assert.match(await sandbox.check([install]), /new login/, 'asking again makes no difference');
        await sandbox.endShell();
        await sandbox.startShell();
        await sandbox.waitFor(`${state} === 1`);
        assert.match(await sandbox.check([install]), /look at the top bar/);

        await sandbox.check(['touch', `.local/share/gnome-shell/extensions/${uuid}/of-another-version`]);
        assert.match(await sandbox.check([install]), /new login/, 'another version than the running one');
        assert.equal(await sandbox.evalInShell(`return ${state}`), 1, 'the running one goes on');
    },
);

/** The extension as an older version: its number, and a setting that the present one has no more. */
function olderVersion(): string {
    const work = mkdtempSync(join(tmpdir(), 'edgewise-older-'));
    cpSync(join(top, 'build', uuid), join(work, uuid), { recursive: true });
    rmSync(join(work, uuid, 'schemas', 'gschemas.compiled'), { force: true });
    const change = (name: string, from: RegExp, to: string) => {
        const path = join(work, uuid, name);
        const text = readFileSync(path, 'utf8');
        assert.match(text, from);
        writeFileSync(path, text.replace(from, to));
    };
    change('metadata.json', /"version-name": "[^"]*"/, '"version-name": "0.0.9"');
    const old = '<key name="of-the-past" type="s"><default>\'\'</default><summary>-</summary></key>';
    change(`schemas/${schema}.gschema.xml`, /<key name="interval"/, `${old}<key name="interval"`);
    const older = join(work, archive);
    execFileSync('zip', ['-qr', older, '.'], { cwd: join(work, uuid) });
    return older;
}

interface RememberedHistory {
    readonly version: number;
    readonly began: number;
    readonly destinations: { readonly componentId: string; readonly count: number }[];
}

const home = (path: string) => `/home/visitor/${path}`;
const historyFile = home('.local/state/edgewise/history.json');
const namesFile = home('.cache/edgewise/names.json');
const weather = 'org.gnome.Weather';
const edgeName = 'a110-232-152-33.deploy.akamaitechnologies.com';

async function readHistory(sandbox: Sandbox): Promise<RememberedHistory> {
    return JSON.parse(await sandbox.check(['cat', historyFile])) as RememberedHistory;
}

async function installedVersion(sandbox: Sandbox): Promise<string> {
    return sandbox.evalInShell(`return Main.extensionManager.lookup('${uuid}').metadata['version-name'];`);
}

async function nextSession(sandbox: Sandbox): Promise<void> {
    await sandbox.endShell();
    await collectorsGone(sandbox);
    await sandbox.startShell();
    await sandbox.waitFor(`${state} === 1`);
}

async function collectorsGone(sandbox: Sandbox): Promise<void> {
    for (let tries = 0; (await sandbox.processes(collector)).length > 0; tries++) {
        assert.ok(tries < 100, 'the collector ends within five seconds');
        await sleep(50);
    }
}

/** Names of files and folders below the home that the extension could have made. */
async function traces(sandbox: Sandbox): Promise<string[]> {
    const command = 'find . -iname "*edgewise*" -o -path "*edgewise*" | sort';
    return (await sandbox.check(['sh', '-c', command])).split('\n').filter(Boolean);
}

const older = olderVersion();
process.once('exit', () => rmSync(join(older, '..'), { recursive: true }));

desktopTest(
    'a newer version takes over what an older one has kept, and removed it leaves only that',
    { zip: older },
    async sandbox => {
        const chosen: readonly (readonly [key: string, value: string])[] = [
            ['interval', 'uint32 1500'],
            ['finding-reconnecting', 'false'],
            ['finding-half-closed-threshold', 'uint32 77'],
            ['notification-level', "'off'"],
            ['ignored-findings', `[('stalled', '${weather}', '')]`],
            ['component-rules', "[('host', '*.example.org', 'Mine', '')]"],
            ['of-the-past', "'kept'"],
        ];
        const values = async (keys: readonly string[]) =>
            Promise.all(
                keys.map(async key =>
                    (
                        await sandbox.check([
                            'gsettings',
                            '--schemadir',
                            `${folder}/schemas`,
                            'get',
                            schema,
                            key,
                        ])
                    ).trim(),
                ),
            );
        await sandbox.startNames({ hosts: [[edgeName, '110.232.152.33']] });
        await sandbox.listen({ port: 80 });
        const program = await sandbox.program('gnome-weather', {
            cgroup: `${userCgroup}/app.slice/app-gnome-org.gnome.Weather-4242.scope`,
        });
        for (const [key, value] of chosen) await sandbox.set(schema, key, value);
        await sandbox.startShell();
        assert.equal(await installedVersion(sandbox), '0.0.9');
        await program.open('110.232.152.33', 80);
        await sandbox.openMenu();
        await sandbox.waitFor(`${menuTexts}.some(text => text.includes('Weather'))`);
        await sleep(2000);
        await sandbox.endShell();
        await collectorsGone(sandbox);
        const before = await readHistory(sandbox);
        assert.ok(before.destinations.some(({ componentId }) => componentId === weather));

        const newer = join(sandbox.directory, 'newer.zip');
        cpSync(zip, newer);
        await sandbox.check(['gnome-extensions', 'install', '--force', '/run/edgewise/newer.zip']);
        await sandbox.startShell();
        await sandbox.waitFor(`${state} === 1`);
        const { 'version-name': present } = JSON.parse(readFileSync(join(top, 'metadata.json'), 'utf8')) as {
            'version-name': string;
        };
        assert.equal(await installedVersion(sandbox), present);
        const still = chosen.filter(([key]) => key !== 'of-the-past');
        assert.deepEqual(
            await values(still.map(([key]) => key)),
            still.map(([, value]) => value),
        );
        // The newer version uses them, too.
        await program.open('110.232.152.33', 80, { id: 'second' });
        await nextSession(sandbox);
        const after = await readHistory(sandbox);
        assert.equal(after.began, before.began);
        const count = ({ destinations }: RememberedHistory) =>
            destinations.find(({ componentId }) => componentId === weather)?.count ?? 0;
        assert.ok(count(after) > count(before), `${count(before)} connections, then ${count(after)}`);

        await sandbox.check(['gnome-extensions', 'install', '--force', `/run/edgewise/${basename(older)}`]);
        await nextSession(sandbox);
        assert.equal(await installedVersion(sandbox), '0.0.9');
        assert.deepEqual(
            await values(chosen.map(([key]) => key)),
            chosen.map(([, value]) => value),
            'back at the older version nothing is lost',
        );

        await sandbox.check(['gnome-extensions', 'uninstall', uuid]);
        await sandbox.waitFor(`${button} === undefined`);
        await collectorsGone(sandbox);
        assert.deepEqual(await traces(sandbox), [
            './.cache/edgewise',
            './.cache/edgewise/names.json',
            './.local/state/edgewise',
            './.local/state/edgewise/history.json',
        ]);
    },
);

/** What the button “Forget Everything…” does, in a process of its own as the preferences are. */
async function forgetEverything(sandbox: Sandbox): Promise<void> {
    const script = `
        import Gio from 'gi://Gio';
        import { forgetEverything } from 'file://${folder}/preferences/ownFiles.js';
        const source = Gio.SettingsSchemaSource.new_from_directory('${folder}/schemas', null, false);
        await forgetEverything(new Gio.Settings({ settingsSchema: source.lookup('${schema}', false) }));
        Gio.Settings.sync();`;
    await sandbox.check(['sh', '-c', 'cat >/tmp/forget.js && gjs -m /tmp/forget.js'], { input: script });
}

desktopTest(
    'what is forgotten does not come back, and leaves no trace when it is removed',
    {},
    async sandbox => {
        await sandbox.startNames({ hosts: [[edgeName, '110.232.152.33']] });
        await sandbox.listen({ port: 80 });
        const program = await sandbox.program('gnome-weather', {
            cgroup: `${userCgroup}/app.slice/app-gnome-org.gnome.Weather-4242.scope`,
        });
        await sandbox.set(schema, 'interval', 'uint32 1500');
        await sandbox.startShell();
        await program.open('110.232.152.33', 80);
        await sandbox.openMenu();
        await sandbox.waitFor(`${menuTexts}.some(text => text.includes('Akamai'))`);
        await nextSession(sandbox);
        assert.match(await sandbox.check(['cat', historyFile]), /org\.gnome\.Weather/);
        assert.match(await sandbox.check(['cat', namesFile]), /akamaitechnologies/);
        await program.close();
        await sleep(3000);

        await forgetEverything(sandbox);
        await sleep(1000);
        await sandbox.check(['gnome-extensions', 'disable', uuid]);
        await collectorsGone(sandbox);
        const left = 'cat .local/state/edgewise/* .cache/edgewise/*';
        assert.doesNotMatch((await sandbox.run(['sh', '-c', left])).stdout, /Weather|akamai/);

        await forgetEverything(sandbox);
        await sandbox.check(['gnome-extensions', 'uninstall', uuid]);
        assert.deepEqual(await traces(sandbox), []);
        const settings = await sandbox.check(['cat', '.config/glib-2.0/settings/keyfile']);
        const own = /\[org\/gnome\/shell\/extensions\/edgewise\]\n([^[]*)/.exec(settings)?.[1] ?? '';
        assert.match(own, /^history-forgotten=\d+\n*$/, 'of the settings only when it was forgotten');
    },
);
