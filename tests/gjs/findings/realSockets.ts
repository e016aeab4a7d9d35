import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { ConnectionTable } from '../../../src/engine/connections/connectionTable.js';
import { findingKinds, type Finding, type FindingKind } from '../../../src/engine/findings/finding.js';
import { FindingsEngine } from '../../../src/engine/findings/findingsEngine.js';
import type { Observation } from '../../../src/engine/findings/observation.js';
import { History } from '../../../src/engine/history/history.js';
import type { FindingSetting } from '../../../src/engine/settings.js';
import { SsRows } from '../../../src/engine/sockets/ssRows.js';
import { sighting } from '../history/sighting.js';

/** An address of the namespace's own that is not a loopback one: the far side. */
export const farAddress = '110.232.152.33';
const nearAddress = '192.0.2.1';

export function command(...argv: string[]): string {
    const process = Gio.Subprocess.new(
        argv,
        Gio.SubprocessFlags.STDOUT_PIPE | Gio.SubprocessFlags.STDERR_PIPE,
    );
    const [, output, errors] = process.communicate_utf8(null, null);
    if (!process.get_successful()) throw new Error(`${argv.join(' ')}: ${errors}`);
    return output;
}

/**
 * The far side's address is on the loopback interface; everything else goes into a device that swallows it,
 * so that taking the address away makes the far side silent.
 */
export function layNetwork(): void {
    addVoid();
    command('ip', 'addr', 'add', `${nearAddress}/32`, 'dev', 'lo');
    command('ip', 'link', 'set', 'void', 'up', 'arp', 'off');
    command('ip', 'route', 'add', 'default', 'dev', 'void', 'src', nearAddress);
    appear();
}

/** Any of these swallows what is sent; which of them there are depends on the kernel. */
function addVoid(): void {
    const failures: unknown[] = [];
    for (const type of ['dummy', 'bridge', 'ifb']) {
        try {
            command('ip', 'link', 'add', 'void', 'type', type);
            return;
        } catch (error) {
            failures.push(error);
        }
    }
    throw new Error(failures.join('\n'));
}

export function appear(): void {
    command('ip', 'addr', 'replace', `${farAddress}/32`, 'dev', 'lo');
}

export function vanish(): void {
    command('ip', 'addr', 'del', `${farAddress}/32`, 'dev', 'lo');
}

export function pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
        GLib.timeout_add(GLib.PRIORITY_DEFAULT, milliseconds, () => {
            resolve();
            return GLib.SOURCE_REMOVE;
        });
    });
}

/** SO_RCVBUF of Linux; a small one is full soon. */
function shrinkBuffer(socket: Gio.Socket): void {
    socket.set_option(1, 8, 2304);
}

export function listen(port: number, small = false): Gio.Socket {
    const socket = Gio.Socket.new(Gio.SocketFamily.IPV4, Gio.SocketType.STREAM, Gio.SocketProtocol.TCP);
    if (small) shrinkBuffer(socket);
    socket.bind(Gio.InetSocketAddress.new_from_string(farAddress, port), true);
    socket.listen();
    return socket;
}

/** A socket of this side; it connects without waiting. */
export function connect(port: number, address = farAddress): Gio.Socket {
    const socket = Gio.Socket.new(Gio.SocketFamily.IPV4, Gio.SocketType.STREAM, Gio.SocketProtocol.TCP);
    socket.bind(Gio.InetSocketAddress.new_from_string(nearAddress, 0), true);
    socket.set_blocking(false);
    try {
        socket.connect(Gio.InetSocketAddress.new_from_string(address, port), null);
    } catch (error) {
        if (!(error instanceof GLib.Error) || !error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.PENDING))
            throw error;
    }
    return socket;
}

/** Everything from the kernel to the findings, for the connections to one far port. */
export class Watch {
    readonly #rows = new SsRows();
    readonly #table = new ConnectionTable();
    readonly #engine = new FindingsEngine();
    readonly #history: History;
    readonly #settings: Record<FindingKind, FindingSetting>;
    readonly #port: number;

    constructor(port: number, kind: FindingKind, threshold: number | null) {
        this.#port = port;
        this.#history = new History(Date.now());
        const settings = findingKinds.map(name => [name, { enabled: name === kind, threshold }]);
        this.#settings = Object.fromEntries(settings) as Record<FindingKind, FindingSetting>;
    }

    look(): readonly Finding[] {
        const sample = this.#rows.begin();
        sample.feed(command('ss', '-H', '-O', '-n', '-e', '-i', '-o', '-t', '-u', '-a'));
        const now = Date.now();
        this.#table.observe(sample.end(), { wall: now, elapsed: GLib.get_monotonic_time() / 1000 });
        const observations: Observation[] = [];
        for (const connection of this.#table.connections()) {
            if (connection.remote.port === this.#port) observations.push({ ...sighting(1, now), connection });
        }
        this.#history.observe(observations);
        return this.#engine.update({
            now,
            observations,
            history: this.#history,
            settings: { findings: this.#settings, ignored: [] },
        });
    }

    /** Looks until it finds (or no longer finds) something. Milliseconds. */
    async until(found: boolean, atMost: number): Promise<Finding | null> {
        for (const end = Date.now() + atMost; Date.now() < end;) {
            const [finding] = this.look();
            if ((finding !== undefined) === found) return finding ?? null;
            await pause(200);
        }
        throw new Error(found ? 'nothing was found' : 'it did not clear');
    }
}
