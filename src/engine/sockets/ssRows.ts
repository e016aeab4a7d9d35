import { LineSplitter, UnreadableLines, longestLine } from './lines.js';
import { copyText, RowTexts } from './rowTexts.js';
import type { Protocol, Sample, Socket, SocketAddress, SocketState, SocketTimer } from './socket.js';

/** iproute2 misc/ss.c, sstate_name. */
const states: ReadonlyMap<string, SocketState> = new Map<string, SocketState>([
    ['ESTAB', 'ESTABLISHED'],
    ['SYN-SENT', 'SYN_SENT'],
    ['SYN-RECV', 'SYN_RECV'],
    ['FIN-WAIT-1', 'FIN_WAIT1'],
    ['FIN-WAIT-2', 'FIN_WAIT2'],
    ['TIME-WAIT', 'TIME_WAIT'],
    ['UNCONN', 'CLOSE'],
    ['CLOSE-WAIT', 'CLOSE_WAIT'],
    ['LAST-ACK', 'LAST_ACK'],
    ['LISTEN', 'LISTEN'],
    ['CLOSING', 'CLOSING'],
]);

const timerKinds: ReadonlyMap<string, SocketTimer['kind']> = new Map<string, SocketTimer['kind']>([
    ['on', 'retransmit'],
    ['keepalive', 'keepalive'],
    ['timewait', 'timewait'],
    ['persist', 'persist'],
]);

/** The far side's FIN has arrived; the kernel counts it as a byte received. */
const afterFin: ReadonlySet<SocketState> = new Set<SocketState>([
    'CLOSE_WAIT',
    'LAST_ACK',
    'CLOSING',
    'TIME_WAIT',
]);

const sixColumns = /^ *(\S+) +([A-Z][A-Z0-9-]*) +(-?\d{1,16}) +(-?\d{1,16}) +(\S+) +(\S+)/;
/** `1min3sec`, `200ms`; `5.123ms` is 5 s and 123 ms (iproute2 misc/ss.c, print_ms_timer). */
const duration = /^(?:(\d{1,9})min)?(?:(\d{1,9})(?:sec|\.(?=\d{3}ms$)))?(?:(\d{1,9})ms)?$/;

/** Characters before the TCP information; what has more is read anew each time. */
const longestPlain = 512;
/** The first arrow: what stands before it depends on nothing that stands behind. */
const arrow = / (?:<->|-->|<--|---)(?= |$)/;

/** Of `-e -i -o`, in whatever order: a key that is not there leaves what stands here. */
class Fields {
    uid: number | null = null;
    inode: number | null = null;
    cookie: string | null = null;
    cgroup: string | null = null;
    shut: Socket['shut'] = null;
    timer: SocketTimer | null = null;
    bytesSent: number | null = null;
    bytesAcked: number | null = null;
    bytesReceived: number | null = null;
    lastSent: number | null = null;
    lastReceived: number | null = null;
    retransmits: number | null = null;
    rtt: number | null = null;
    /** There was a block of TCP information, in which what is zero is left out. */
    informed = false;
}

/** The start of a row, and where its fields begin. */
interface RowHead {
    readonly protocol: Protocol;
    readonly state: SocketState;
    readonly receiveQueue: number;
    readonly sendQueue: number;
    readonly local: SocketAddress;
    readonly remote: SocketAddress;
    readonly fieldsAt: number;
}

/**
 * Reads what `ss -H -O -n -e -o -t -u` prints, with or without `-i`, of iproute2 5.8 or later: the first six
 * columns by place, the rest by key. A line that is word for word that of the sample before gives the same
 * Socket object, so that whoever follows sockets sees at once that nothing has changed. TCP information
 * changes all the time: what stands before it is looked up, and only the information read.
 */
export class SsRows {
    readonly #texts = new RowTexts();
    #before = new Map<string, Socket>();

    /** One sample. Feed it the output in chunks cut anywhere. */
    begin(): { feed(chunk: string): void; end(): Sample } {
        const sockets: Socket[] = [];
        const unreadable = new UnreadableLines();
        const plain = new Map<string, Socket>();
        const splitter = new LineSplitter(line => {
            const socket = this.#readNext(line, plain);
            if (socket === 'unreadable') unreadable.add(line);
            if (typeof socket !== 'string') sockets.push(socket);
        });
        return {
            feed: chunk => splitter.feed(chunk),
            end: () => {
                splitter.end();
                this.#before = plain;
                return { sockets, unreadable: unreadable.summary };
            },
        };
    }

    /** `plain`: takes what stands before the information, to be known in the next sample. */
    #readNext(line: string, plain: Map<string, Socket>): Socket | 'other' | 'unreadable' {
        const match = arrow.exec(line);
        const end = match ? match.index + match[0].length : line.length;
        if (end > longestPlain || line.length > longestLine) return this.read(line);
        const text = line.slice(0, end);
        const socket = this.#before.get(text) ?? this.read(text);
        if (typeof socket === 'string' || hasInformation(socket)) return this.read(line);
        plain.set(text, socket);
        if (line.length <= end + 1) return socket;
        const next = end + 1;
        const informed = arrowAt(line, next) === null && isInformation(line, next, endOfWord(line, next));
        if (!informed) return this.read(line);
        return { ...socket, ...informationOf(socket.state, readInformation(line, end, new Fields())) };
    }

    /** One line. `other`: a socket of a kind that is not followed, or an empty line. */
    read(line: string): Socket | 'other' | 'unreadable' {
        const head = readHead(line, this.#texts);
        if (typeof head === 'string') return head;
        const fields = readFields(line, head.fieldsAt, this.#texts);
        if (!fields || (head.state === 'UNKNOWN' && fields.inode === null)) return 'unreadable';
        return makeSocket(head, fields);
    }
}

function makeSocket(head: RowHead, fields: Fields): Socket {
    const { protocol, state, local, remote, receiveQueue, sendQueue } = head;
    return {
        protocol,
        state,
        local,
        remote: isNobody(remote) ? null : remote,
        receiveQueue,
        sendQueue,
        // ss leaves root's out. Without an inode no process has it open, and the kernel tells no user.
        uid: fields.inode ? (fields.uid ?? 0) : null,
        inode: fields.inode ?? 0,
        cookie: fields.cookie,
        cgroup: fields.cgroup,
        shut: fields.shut,
        timer: fields.timer,
        ...informationOf(state, fields),
    };
}

function hasInformation({
    bytesSent,
    bytesReceived,
    lastSent,
    lastReceived,
    retransmits,
    rtt,
}: Socket): boolean {
    return (bytesSent ?? bytesReceived ?? lastSent ?? lastReceived ?? retransmits ?? rtt) !== null;
}

function informationOf(state: SocketState, fields: Fields) {
    const zero = fields.informed ? 0 : null;
    const received = fields.bytesReceived ?? zero;
    return {
        bytesSent: sentBytes(fields),
        bytesReceived: received !== null && afterFin.has(state) ? Math.max(0, received - 1) : received,
        lastSent: fields.lastSent,
        lastReceived: fields.lastReceived,
        retransmits: fields.retransmits ?? zero,
        rtt: fields.rtt,
    };
}

/** Kernels before 4.19 tell only what was acknowledged, in which the SYN counts as one. */
function sentBytes(fields: Fields): number | null {
    if (fields.bytesSent !== null) return fields.bytesSent;
    if (fields.bytesAcked !== null) return Math.max(0, fields.bytesAcked - 1);
    return fields.informed ? 0 : null;
}

export function isNobody(remote: SocketAddress): boolean {
    return remote.port === 0 && (remote.address === '0.0.0.0' || remote.address === '::');
}

/** `Netid State Recv-Q Send-Q Local:Port Peer:Port`. */
export function readHead(line: string, texts: RowTexts): RowHead | 'other' | 'unreadable' {
    if (line.length > longestLine) return 'unreadable';
    const match = sixColumns.exec(line);
    if (!match) return line.trim() === '' ? 'other' : isOtherKind(firstWord(line)) ? 'other' : 'unreadable';
    const [start, netid = '', stateText = '', received = '', sent = '', localText = '', remoteText = ''] =
        match;
    if (netid !== 'tcp' && netid !== 'udp') return isOtherKind(netid) ? 'other' : 'unreadable';
    const local = readAddress(localText, texts);
    const remote = readAddress(remoteText, texts);
    if (!local || !remote) return 'unreadable';
    const receiveQueue = readQueue(received);
    const sendQueue = readQueue(sent);
    const state = states.get(stateText) ?? 'UNKNOWN';
    return { protocol: netid, state, receiveQueue, sendQueue, local, remote, fieldsAt: start.length };
}

/** Of the kinds that `ss` has (misc/ss.c, proto_name) and that were not asked for. */
function isOtherKind(netid: string): boolean {
    return /^(raw|icmp6?|dccp|sctp|mptcp|ti|xdp|nl|v_str|v_dgr|p_raw|p_dgr|u_str|u_dgr|u_seq|\?\?\?)$/.test(
        netid,
    );
}

/** A queue that is being taken down is told as -1. */
function readQueue(text: string): number {
    return Math.max(0, Number(text));
}

function readAddress(text: string, texts: RowTexts): SocketAddress | null {
    const colon = text.lastIndexOf(':');
    if (colon < 1) return null;
    const portText = text.slice(colon + 1);
    const port = portText === '*' ? 0 : /^\d{1,5}$/.test(portText) ? Number(portText) : -1;
    if (port < 0 || port > 65535) return null;
    const address = texts.address(text.slice(0, colon));
    return address === null ? null : { address, port };
}

function firstWord(line: string): string {
    return /\S+/.exec(line)?.[0] ?? '';
}

function endOfWord(line: string, at: number): number {
    const end = line.indexOf(' ', at);
    return end < 0 ? line.length : end;
}

/**
 * `null`: a key that is looked for has a value that is none. Of a key that comes twice the first counts: what
 * comes before the cgroup is the kernel's word, while a cgroup's name is its owner's.
 */
export function readFields(line: string, from: number, texts: RowTexts): Fields | null {
    const fields = new Fields();
    let at = from;
    for (;;) {
        while (line.charCodeAt(at) === 32) at += 1;
        if (at >= line.length) return fields;
        const end = endOfWord(line, at);
        if (line.startsWith('cgroup:', at)) {
            const pathEnd = endOfPath(line, end);
            fields.cgroup ??= readCgroup(line.slice(at + 7, pathEnd), texts);
            at = pathEnd;
            continue;
        }
        const shut = arrowAt(line, at);
        if (shut !== null) fields.shut ??= shut;
        else if (isInformation(line, at, end)) return readInformation(line, at - 1, fields);
        else if (!readField(line, at, end, fields)) return null;
        at = end;
    }
}

/** A path may hold spaces: it ends where `v6only:`, an arrow or the line's end follows. */
function endOfPath(line: string, from: number): number {
    let end = from;
    while (end < line.length) {
        if (line.startsWith('v6only:', end + 1) || arrowAt(line, end + 1) !== null) return end;
        end = endOfWord(line, end + 1);
    }
    return line.trimEnd().length;
}

function readCgroup(path: string, texts: RowTexts): string | null {
    // `unreachable:ID`: ss has not found the directory with that id.
    return path.startsWith('/') ? texts.path(path) : null;
}

/** Which side of a socket is shut: the arrow shows the directions that are left. */
function arrowAt(line: string, at: number): Socket['shut'] {
    const after = line.charCodeAt(at + 3);
    if (line.charCodeAt(at + 1) !== 45 || !(after === 32 || Number.isNaN(after))) return null;
    if (line.startsWith('<->', at)) return 'none';
    if (line.startsWith('-->', at)) return 'receive';
    if (line.startsWith('<--', at)) return 'send';
    return line.startsWith('---', at) ? 'both' : null;
}

/** TCP information begins with its options (`ts`, `sack`), the congestion control's name or a number. */
function isInformation(line: string, at: number, end: number): boolean {
    const colon = line.indexOf(':', at);
    if (colon < 0 || colon > end) return true;
    return ['wscale:', 'rto:', 'rtt:', 'cwnd:', 'bytes_', 'retrans:'].some(key => line.startsWith(key, at));
}

/** false: the inode is none. */
function readField(line: string, at: number, end: number, fields: Fields): boolean {
    if (line.startsWith('ino:', at)) {
        fields.inode ??= readNumber(line, at + 4, end);
        return fields.inode !== null;
    }
    if (line.startsWith('sk:', at)) fields.cookie ??= readCookie(line.slice(at + 3, end));
    else if (line.startsWith('uid:', at)) fields.uid ??= readNumber(line, at + 4, end);
    else if (line.startsWith('timer:(', at)) fields.timer ??= readTimer(line.slice(at + 7, end));
    return true;
}

/**
 * A hundred words of which few matter: searched for by key, since the search is native and a walk is not.
 * `from` is at the space before it.
 */
function readInformation(line: string, from: number, fields: Fields): Fields {
    const value = (key: string) => {
        const at = line.indexOf(key, from);
        return at < 0 ? '' : line.slice(at + key.length, endOfWord(line, at + key.length));
    };
    fields.bytesSent = toNumber(value(' bytes_sent:'));
    fields.bytesAcked = fields.bytesSent === null ? toNumber(value(' bytes_acked:')) : null;
    fields.bytesReceived = toNumber(value(' bytes_received:'));
    fields.lastSent = toNumber(value(' lastsnd:'));
    fields.lastReceived = toNumber(value(' lastrcv:'));
    fields.rtt = readRoundTrip(value(' rtt:'));
    fields.retransmits = readTotal(value(' retrans:'));
    fields.informed = line.includes(' cwnd:', from);
    return fields;
}

function readNumber(line: string, from: number, end: number): number | null {
    return toNumber(line.slice(from, end));
}

/** A number beyond 2^53 could not be counted with. */
function toNumber(text: string): number | null {
    if (text.length > 16 || !/^\d+$/.test(text)) return null;
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : null;
}

/** `0.018/0.009`: the smoothed time and its mean deviation. */
function readRoundTrip(text: string): number | null {
    const match = /^(\d{1,12}(?:\.\d{1,9})?)(?:\/|$)/.exec(text);
    return match ? Number(match[1]) : null;
}

/** `0/3`: outstanding and over the whole life. */
function readTotal(text: string): number | null {
    const match = /^\d+\/(\d{1,15})$/.exec(text);
    return match ? Number(match[1]) : null;
}

function readCookie(text: string): string | null {
    return /^[0-9a-f]{1,16}$/.test(text) && !/^0+$/.test(text) ? copyText(text) : null;
}

/** `keepalive,119min,0)`. */
function readTimer(text: string): SocketTimer | null {
    const [name = '', time = '', retries = '', ...rest] = text.replace(/\)$/, '').split(',');
    if (rest.length > 0 || !/^[a-z]+$/.test(name)) return null;
    const match = duration.exec(time);
    const part = (index: number) => Number(match?.[index] ?? 0);
    return {
        kind: timerKinds.get(name) ?? 'other',
        expires: match ? part(1) * 60_000 + part(2) * 1000 + part(3) : null,
        retries: /^\d{1,9}$/.test(retries) ? Number(retries) : 0,
    };
}
