import type Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { readEngineSettings } from '../../../src/protocol/settingsKeys.js';
import { equal, match, ok, test } from '../harness.js';
import { Installation, ended, farSide, pause, aliveCalled, run, until } from './installation.js';
import { Traffic } from './traffic.js';
import { View } from './view.js';

const settings = { ...readEngineSettings(() => undefined, []), dns: false };

async function withCollector(
    body: (view: View, traffic: Traffic, installation: Installation) => Promise<void>,
    options: { readonly reading?: boolean; readonly path?: (folder: string) => string } = {},
): Promise<void> {
    const installation = new Installation();
    const traffic = new Traffic(4_430);
    const path = options.path?.(installation.folder);
    const environment = path === undefined ? [] : [`PATH=${path}`];
    const view = new View(installation.start('collector.js', [], { environment }), options.reading ?? true);
    try {
        await body(view, traffic, installation);
    } finally {
        view.process.force_exit();
        await ended(view.process);
        traffic.end();
        installation.remove();
    }
}

test('it greets, says how it reads, and tells what is there', () =>
    withCollector(async (view, traffic) => {
        traffic.open(3);
        await until('three connections', () => view.open === 6);
        const [first, second] = view.messages;
        ok(first?.type === 'hello' && second?.type === 'status');
        equal(second.status.sampler, 'ss');
        await until('closures', () => view.of('status').at(-1)?.status.closures.active === true);
    }));

test('a connection that opens or closes is told within one interval, without a full telling', () =>
    withCollector(async (view, traffic) => {
        view.send({ command: 'configure', settings: { ...settings, interval: 500 } });
        view.send({ command: 'watch', watching: true });
        await until('a first telling', () => view.of('components').length > 0);
        traffic.open(1);
        ok((await until('it opens', () => view.open === 2)) < 1_000);
        const owner = () => [...view.components.values()].find(({ open }) => open === 2)?.component.id;
        await until('whose they are', () => owner() !== undefined);
        view.send({ command: 'open', componentId: owner(), limit: 10 });
        await until('its connections', () => view.connections.size === 2);
        const record = [...view.connections.values()].find(({ remote }) => remote.port === 4_430);
        ok(record);
        equal(record.remote.address, farSide);
        equal(record.state, 'ESTABLISHED');
        traffic.send(777);
        await until('its bytes', () => view.connections.get(record.id)?.bytesSent === 777);
        traffic.close();
        ok((await until('it closes', () => view.open === 0)) < 1_000);
        equal(view.of('components').filter(({ first }) => first).length, 1);
        await until('the same of the connection', () => view.connections.get(record.id)?.state === 'CLOSED');
    }));

test('it ends within a second of its standard input, and leaves no child', () =>
    withCollector(async view => {
        await until('the follower of closures', () => aliveCalled('ss') === 1);
        view.closeInput();
        const start = GLib.get_monotonic_time();
        equal(await ended(view.process), 0);
        ok(GLib.get_monotonic_time() - start < 1_000_000, 'it took too long');
        equal(aliveCalled('ss'), 0);
    }));

test('it ends with a signal, and leaves no child', () =>
    withCollector(async view => {
        await until('the follower of closures', () => aliveCalled('ss') === 1);
        view.process.send_signal(15);
        equal(await ended(view.process), 0);
        await until('no child', () => aliveCalled('ss') === 0, 500);
    }));

test('killed without warning, it leaves no child', () =>
    withCollector(async view => {
        await until('the follower of closures', () => aliveCalled('ss') === 1);
        view.process.send_signal(9);
        await ended(view.process);
        await until('no child', () => aliveCalled('ss') === 0, 500);
    }));

test('it ends when nobody reads it any more', () =>
    withCollector(async (view, traffic) => {
        await until('a first telling', () => view.of('components').length > 0);
        view.stopReading();
        view.send({ command: 'refresh' });
        await pause(300);
        view.closeOutput();
        traffic.open(1);
        view.send({ command: 'refresh' });
        const code = await ended(view.process);
        ok(code === 0 || code === 141, `ended with ${code}`);
        await until('no child', () => aliveCalled('ss') === 0, 500);
    }));

test('a view that does not read costs no memory, and hears how things are when it reads again', () =>
    withCollector(
        async (view, traffic) => {
            traffic.open(200);
            await pause(2_000);
            view.send({ command: 'open', componentId: 'process:gjs', limit: 1_000 });
            view.send({ command: 'watch', watching: true }, { command: 'interval', milliseconds: 500 });
            await pause(1_500);
            const rounds = async (count: number) => {
                for (let n = 0; n < count; n += 1) {
                    traffic.send(1 + n);
                    view.send({ command: 'refresh' });
                    await pause(100);
                }
            };
            // The garbage of some rounds piles up before it is first collected.
            await rounds(200);
            const before = memoryOf(view.process);
            await rounds(100);
            const grown = memoryOf(view.process) - before;
            ok(grown < 16_000, `it grew by ${grown} kB after ${before} kB`);
            traffic.close();
            await pause(1_000);
            view.read();
            // What had been taken for it before it stopped reading comes first.
            await until('how things are', () => view.open === 0);
            ok(view.messages.length < 100, `${view.messages.length} messages were queued`);
        },
        { reading: false },
    ));

test('a pause stops the looking, a refresh looks once, and going on looks at once', () =>
    withCollector(async (view, traffic) => {
        view.send({ command: 'configure', settings: { ...settings, interval: 500 } });
        await until('a first telling', () => view.of('components').length > 0);
        view.send({ command: 'pause', paused: true });
        await until('it says so', () => view.of('status').at(-1)?.status.paused === true);
        traffic.open(1);
        await pause(1_500);
        equal(view.open, 0);
        await view.refresh();
        equal(view.open, 2);
        traffic.open(1);
        await pause(1_500);
        equal(view.open, 2);
        view.send({ command: 'pause', paused: false });
        ok((await until('it goes on', () => view.open === 4)) < 1_000);
    }));

test('when nobody looks and nothing changes it looks more seldom, and says so', () =>
    withCollector(async view => {
        view.send({ command: 'configure', settings: { ...settings, interval: 500 } });
        await until(
            'five times the interval',
            () => view.of('status').at(-1)?.status.interval === 2_500,
            30_000,
        );
        view.send({ command: 'watch', watching: true });
        await until('the interval again', () => view.of('status').at(-1)?.status.interval === 500);
    }));

test('commands that make no sense are told of and do no harm', () =>
    withCollector(async (view, traffic) => {
        view.send('garbage', '{"command":"toString"}', '[]', '\u0000\ufffd', `"${'x'.repeat(1_500_000)}"`);
        view.send({ command: 'configure', settings: { interval: 'soon', ignored: { a: 1 } } });
        traffic.open(1);
        await view.refresh();
        equal(view.open, 2);
        view.closeInput();
        equal(await ended(view.process), 0);
        const errors = await textOf(view.process.get_stderr_pipe());
        match(errors, /too long/);
        match(errors, /not JSON/);
        match(errors, /interval/);
        ok(!errors.includes('garbage') && !errors.includes('JS ERROR'), errors);
    }));

test('without ss it reads /proc/net, says why, and still knows whose the user’s own are', () =>
    withCollector(
        async (view, traffic) => {
            traffic.open(1);
            await until('the connection', () => view.open === 2);
            const status = view.of('status').at(-1)?.status;
            ok(status);
            equal(status.sampler, 'procfs');
            equal(status.samplerReason, 'missing');
            equal(status.closures.active, false);
            equal(status.closures.reason, 'missing');
        },
        { path: folder => withoutSs(folder) },
    ));

test('an export is whole, for its owner only, and a failure is told', () =>
    withCollector(async (view, traffic, installation) => {
        traffic.open(2);
        await until('the connections', () => view.open === 4);
        const path = `${installation.folder}/home/list.csv`;
        view.send({ command: 'export', format: 'csv', path });
        await until('the answer', () => view.of('exported').length === 1);
        equal(view.of('exported')[0]?.error, null);
        equal(run(['stat', '-c', '%a', path]).trim(), '600');
        const [, bytes] = GLib.file_get_contents(path);
        equal(new TextDecoder().decode(bytes).trim().split('\r\n').length, 5);
        view.send({ command: 'export', format: 'json', path: '/proc/nowhere/list.json' });
        await until('the failure', () => view.of('exported').length === 2);
        ok((view.of('exported')[1]?.error ?? '') !== '');
        equal(run(['ls', '-A', `${installation.folder}/home`]).includes('list.csv.'), false);
    }));

test('no registry is asked about an address without consent, nor about one that no registry has', () =>
    withCollector(async view => {
        view.send({ command: 'register', address: '1.1.1.1' });
        await until('the answer', () => view.of('registration').length === 1);
        equal(view.of('registration')[0]?.failure, 'no-consent');
        view.send({ command: 'configure', settings: { ...settings, registrationConsent: true } });
        view.send({ command: 'register', address: '192.168.1.1' });
        await until('the answer', () => view.of('registration').length === 2);
        equal(view.of('registration')[1]?.failure, 'special-address');
    }));

/** Resident memory in kilobytes, of the program that the process has become. */
function memoryOf(process: Gio.Subprocess): number {
    const [, status] = GLib.file_get_contents(`/proc/${process.get_identifier() ?? ''}/status`);
    return Number(/VmRSS:\s*(\d+)/.exec(new TextDecoder().decode(status))?.[1]);
}

/** A PATH in which everything but ss is found; /usr/sbin is looked at besides, so that must lack it too. */
function withoutSs(folder: string): string {
    run(['mkdir', '-m', '755', `${folder}/bin`]);
    for (const name of ['gjs', 'stdbuf', 'setpriv', 'sh'])
        run(['ln', '-s', GLib.find_program_in_path(name) ?? '', `${folder}/bin/${name}`]);
    for (const place of ['/usr/sbin/ss', '/sbin/ss'])
        if (GLib.file_test(place, GLib.FileTest.EXISTS)) run(['mount', '--bind', '/dev/null', place]);
    return `${folder}/bin`;
}

async function textOf(stream: Gio.InputStream | null): Promise<string> {
    let text = '';
    for (;;) {
        const bytes = stream?.read_bytes(65_536, null).toArray() ?? new Uint8Array();
        if (bytes.length === 0) return text;
        text += new TextDecoder().decode(bytes);
        await pause(1);
    }
}
