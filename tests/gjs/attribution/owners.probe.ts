import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import System from 'system';
import { Attributor } from '../../../src/engine/attribution/attributor.js';
import type { Connection } from '../../../src/engine/connections/connection.js';
import type { Endpoint } from '../../../src/engine/identification/endpoint.js';
import { loadCatalogue } from '../../../src/system/attribution/catalogueFiles.js';
import { machineSurroundings } from '../../../src/system/attribution/machine.js';

/**
 * `gjs -m owners.probe.js UID ss|procfs`: what an ordinary user's attributor says of each outgoing connection,
 * as JSON by the port of its far side. On a line at its standard input it looks again.
 */
const [uidText = '', sampler = 'ss'] = System.programArgs;
const source = GLib.getenv('EDGEWISE_SOURCE') ?? '.';

interface Row {
    readonly localPort: number;
    readonly port: number;
    readonly inode: number;
    readonly uid: number;
    readonly cgroup: string | null;
    readonly state: 'ESTABLISHED' | 'TIME_WAIT';
}

function rowsOfSs(): Row[] {
    const [, output] = GLib.spawn_sync(null, ['ss', '-HOtne'], null, GLib.SpawnFlags.SEARCH_PATH, null);
    const lines = new TextDecoder().decode(output ?? new Uint8Array()).split('\n');
    return lines.flatMap(line => {
        const ports = /^(ESTAB|TIME-WAIT)\s+\S+\s+\S+\s+\S+:([0-9]+)\s+\S+:([0-9]+)/.exec(line);
        if (!ports) return [];
        const number = (key: string) => Number(new RegExp(`\\b${key}:([0-9]+)`).exec(line)?.[1] ?? '0');
        return {
            localPort: Number(ports[2]),
            port: Number(ports[3]),
            inode: number('ino'),
            uid: number('uid'),
            cgroup: / cgroup:(\/.*?) (?:<->|-->|<--|---)\s*$/.exec(line)?.[1] ?? null,
            state: ports[1] === 'ESTAB' ? 'ESTABLISHED' : 'TIME_WAIT',
        };
    });
}

function rowsOfProcfs(): Row[] {
    const [, output] = GLib.file_get_contents('/proc/net/tcp');
    const lines = new TextDecoder().decode(output).split('\n').slice(1);
    return lines.flatMap(line => {
        const [, local, remote, state, , , , uid, , inode] = line.trim().split(/\s+/);
        const hex = (address = '') => parseInt(address.slice(address.indexOf(':') + 1), 16);
        if (state !== '01') return [];
        return {
            localPort: hex(local),
            port: hex(remote),
            inode: Number(inode),
            uid: Number(uid),
            cgroup: null,
            state: 'ESTABLISHED' as const,
        };
    });
}

const endpoint: Endpoint = {
    address: '127.0.0.1',
    provider: null,
    network: null,
    placement: 'unknown',
    name: null,
    nameConfirmed: null,
    confidence: null,
    special: null,
    warnings: [],
    evidence: [],
};

function connectionOf({ localPort, port, inode, uid, cgroup, state }: Row): Connection {
    const local = { address: '127.0.0.1', port: localPort };
    const remote = { address: '127.0.0.1', port };
    return {
        id: `${localPort}`,
        protocol: 'tcp',
        local,
        remote,
        state,
        since: 0,
        before: false,
        states: [],
        bytesSent: null,
        bytesReceived: null,
        uid,
        socket: {
            protocol: 'tcp',
            state,
            local,
            remote,
            receiveQueue: 0,
            sendQueue: 0,
            uid,
            inode,
            cookie: null,
            cgroup,
            shut: null,
            timer: null,
            bytesSent: null,
            bytesReceived: null,
            lastSent: null,
            lastReceived: null,
            retransmits: null,
            rtt: null,
        },
        closedAt: null,
        closureOnly: false,
    };
}

async function main(): Promise<void> {
    const { entries } = await loadCatalogue(`${source}/data/components`, []);
    const problems: string[] = [];
    const connections = new Map<string, Connection>();
    const attributor = new Attributor({
        catalogue: entries,
        rules: [],
        surroundings: machineSurroundings({
            viewerUid: Number(uidText),
            hosts: null,
            problem: (what, cause) => problems.push(`${what}: ${String(cause)}`),
            cancellable: null,
        }),
        changed: ids => {
            for (const id of ids) {
                const connection = connections.get(id);
                if (connection) attributor.attribute(connection, endpoint);
            }
        },
    });
    const input = new Gio.DataInputStream({ base_stream: Gio.UnixInputStream.new(0, false) });
    for (;;) {
        for (const row of sampler === 'ss' ? rowsOfSs() : rowsOfProcfs()) {
            const connection = connectionOf(row);
            connections.set(connection.id, connection);
            attributor.attribute(connection, endpoint);
        }
        await attributor.settled();
        const answers = Array.from(connections.values()).map(connection => {
            const { component, process, evidence } = attributor.attribute(connection, endpoint);
            return [String(connection.remote.port), { component, process, evidence }] as const;
        });
        print(JSON.stringify({ problems, answers: Object.fromEntries(answers) }));
        if (input.read_line_utf8(null)[0] === null) return;
    }
}

const loop = new GLib.MainLoop(null, false);
main()
    .catch((error: unknown) => printerr(String(error)))
    .finally(() => loop.quit());
loop.run();
