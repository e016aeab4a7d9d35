import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { ProcFiles } from '../../../src/system/attribution/processFiles.js';
import { ServiceRequesters } from '../../../src/system/attribution/requesters.js';
import { PipeReader } from '../../../src/system/sockets/pipeReader.js';
import { deepEqual, equal, test } from '../harness.js';

const runtime = GLib.getenv('XDG_RUNTIME_DIR') ?? GLib.get_tmp_dir();
const requesters = new ServiceRequesters(new ProcFiles(0, null), null);

/** What listens as a GVfs worker does: on a socket of its own. */
const worker = `
const { Gio, GLib } = imports.gi;
const service = new Gio.SocketService();
const kept = [];
service.connect('incoming', (_service, connection) => { kept.push(connection); return true; });
service.add_address(Gio.UnixSocketAddress.new(ARGV[0]), Gio.SocketType.STREAM, Gio.SocketProtocol.DEFAULT, null);
service.start();
print('ready');
new GLib.MainLoop(null, false).run();`;

const client = `
const { Gio, GLib } = imports.gi;
const connection = new Gio.SocketClient().connect(Gio.UnixSocketAddress.new(ARGV[0]), null);
print('ready');
new GLib.MainLoop(null, false).run();`;

const requester = `
const { Gio, GLib } = imports.gi;
const bus = Gio.bus_get_sync(Gio.BusType.SYSTEM, null);
Gio.bus_own_name_on_connection(bus, 'org.example.Requester', 0, () => print('ready'), null);
new GLib.MainLoop(null, false).run();`;

/** The part of PackageKit 1.2.6's interface that tells of transactions: one that runs, one that is over. */
const packageKit = `
const { Gio, GLib } = imports.gi;
const bus = Gio.bus_get_sync(Gio.BusType.SYSTEM, null);
const owner = bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'GetNameOwner',
    new GLib.Variant('(s)', ['org.example.Requester']), null, 0, -1, null).deepUnpack()[0];
const daemon = Gio.DBusExportedObject.wrapJSObject(
    '<node><interface name="org.freedesktop.PackageKit"><method name="GetTransactionList"><arg type="ao" direction="out"/></method></interface></node>',
    { GetTransactionList: () => ['/1_running', '/2_over'] });
daemon.export(bus, '/org/freedesktop/PackageKit');
const transaction = Gio.DBusExportedObject.wrapJSObject(
    '<node><interface name="org.freedesktop.PackageKit.Transaction"><property name="Sender" type="s" access="read"/></interface></node>',
    { Sender: owner });
transaction.export(bus, '/1_running');
Gio.bus_own_name_on_connection(bus, 'org.freedesktop.PackageKit', 0, () => print('ready'), null);
new GLib.MainLoop(null, false).run();`;

/** A program of that name, which has said that it is ready. */
async function program(name: string, script: string, ...more: string[]): Promise<Gio.Subprocess> {
    const path = `${runtime}/${name}`;
    const gjs = GLib.find_program_in_path('gjs-console') ?? GLib.find_program_in_path('gjs') ?? '';
    const { OVERWRITE } = Gio.FileCopyFlags;
    Gio.File.new_for_path(gjs).copy(Gio.File.new_for_path(path), OVERWRITE, null, null);
    return started([path, '-c', script, ...more]);
}

async function started(command: string[]): Promise<Gio.Subprocess> {
    const child = Gio.Subprocess.new(command, Gio.SubprocessFlags.STDOUT_PIPE);
    const output = child.get_stdout_pipe();
    if (output) await new PipeReader(output).read(null);
    return child;
}

async function namesOf(entryId: string): Promise<readonly string[] | null> {
    const facts = await requesters.of(entryId);
    return facts?.map(({ comm }) => comm).sort() ?? null;
}

test('whoever is connected to a GVfs worker is who it works for', async () => {
    const path = `${runtime}/socket-1`;
    const children = [await program('gvfsd-http', worker, path)];
    deepEqual(await namesOf('gvfsd-http'), []);
    children.push(await program('demo-player', client, path), await program('demo-radio', client, path));
    deepEqual(await namesOf('gvfsd-http'), ['demo-player', 'demo-radio']);
    deepEqual(await namesOf('gvfsd-ftp'), []);
    for (const child of children) child.force_exit();
});

test('PackageKit works for those who have a transaction of it that runs', async () => {
    const address = `unix:path=${runtime}/system-bus`;
    GLib.setenv('DBUS_SYSTEM_BUS_ADDRESS', address, true);
    const bus = await started([
        'dbus-daemon',
        '--session',
        '--nofork',
        '--print-address',
        `--address=${address}`,
    ]);
    equal(await namesOf('packagekit').catch(() => 'not there'), null);
    const children = [await program('demo-software', requester), await program('packagekitd', packageKit)];
    deepEqual(await namesOf('packagekit'), ['demo-software']);
    for (const child of [...children, bus]) child.force_exit();
});

test('of a service that is asked over a message bus alone nobody is told', async () => {
    equal(await namesOf('evolution-calendar-factory'), null);
});
