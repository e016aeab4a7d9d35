import { addressOfWords, formatAddress, formatIPv4 } from '../address.js';
import { LineSplitter, UnreadableLines } from './lines.js';
import { socketStates } from './socket.js';
import type { Protocol, Sample, Socket, SocketAddress, SocketState, SocketTimer } from './socket.js';

export const procfsTables = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
export type ProcfsTable = (typeof procfsTables)[number];

/** include/net/tcp_states.h; NEW_SYN_RECV is not shown, later ones are not known. */
const states: readonly SocketState[] = ['UNKNOWN', ...socketStates];

/** By the number in `tr` (Documentation/networking/proc_net_tcp.rst); 0 is no timer. */
const timerKinds: readonly SocketTimer['kind'][] = [
    'other',
    'retransmit',
    'keepalive',
    'timewait',
    'persist',
];

/** `when` is told in USER_HZ, which is 100 a second on every architecture that GNOME runs on. */
const millisecondsPerTick = 10;

const socketAddress = '([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})';
const row = new RegExp(
    [
        String.raw`^ *\d+: ${socketAddress} ${socketAddress} ([0-9A-F]{2})`,
        String.raw` ([0-9A-F]{8}):([0-9A-F]{8}) ([0-9A-F]{2}):([0-9A-F]{8}) ([0-9A-F]{8})`,
        String.raw` +(\d{1,10}) +\d+ (\d{1,16})(?: |$)`,
    ].join(''),
);

/**
 * Reads /proc/net/tcp and its like. Addresses are printed there as 32-bit words in the machine's own byte
 * order, which the file does not tell: `littleEndian` must be.
 */
export function readProcfsTables(tables: ReadonlyMap<ProcfsTable, string>, littleEndian: boolean): Sample {
    const sockets: Socket[] = [];
    const unreadable = new UnreadableLines();
    for (const [table, text] of tables) {
        const protocol = table.startsWith('tcp') ? 'tcp' : 'udp';
        const splitter = new LineSplitter(line => {
            if (isHeading(line)) return;
            const socket = readProcfsRow(line, protocol, littleEndian);
            if (socket) sockets.push(socket);
            else unreadable.add(line);
        });
        splitter.feed(text);
        splitter.end();
    }
    return { sockets, unreadable: unreadable.summary };
}

function isHeading(line: string): boolean {
    return line.trim() === '' || /^ *sl +local_address/.test(line);
}

export function readProcfsRow(line: string, protocol: Protocol, littleEndian: boolean): Socket | null {
    const match = row.exec(line);
    if (!match) return null;
    const text = (index: number) => match[index] ?? '';
    const inode = Number(text(12));
    const remote = readAddress(text(3), text(4), littleEndian);
    const isAny = remote.port === 0 && (remote.address === '0.0.0.0' || remote.address === '::');
    return {
        protocol,
        state: states[parseInt(text(5), 16)] ?? 'UNKNOWN',
        local: readAddress(text(1), text(2), littleEndian),
        remote: isAny ? null : remote,
        sendQueue: parseInt(text(6), 16),
        receiveQueue: parseInt(text(7), 16),
        // In rows without an inode the kernel writes 0 for a user that it does not know.
        uid: inode === 0 ? null : Number(text(11)),
        inode,
        cookie: null,
        cgroup: null,
        shut: null,
        timer: readTimer(text(8), text(9), text(10)),
        bytesSent: null,
        bytesReceived: null,
        lastSent: null,
        lastReceived: null,
        retransmits: null,
        rtt: null,
    };
}

function readTimer(kind: string, when: string, retries: string): SocketTimer | null {
    const number = parseInt(kind, 16);
    if (number === 0) return null;
    return {
        kind: timerKinds[number] ?? 'other',
        expires: parseInt(when, 16) * millisecondsPerTick,
        retries: parseInt(retries, 16),
    };
}

function readAddress(hexadecimal: string, port: string, littleEndian: boolean): SocketAddress {
    const word = (index: number) => {
        const value = parseInt(hexadecimal.slice(index * 8, index * 8 + 8), 16);
        return littleEndian ? swapBytes(value) : value;
    };
    const address =
        hexadecimal.length === 8
            ? formatIPv4(word(0))
            : formatAddress(addressOfWords([word(0), word(1), word(2), word(3)]));
    return { address, port: parseInt(port, 16) };
}

function swapBytes(word: number): number {
    const swapped = ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
    return swapped >>> 0;
}
