import type { Closure, Protocol, Sample, Socket, SocketAddress, SocketState } from '../sockets/socket.js';
import { ClosureTallies, type ClosureTally } from './closureTallies.js';
import type { Connection, ConnectionState, StateChange } from './connection.js';
import { scopeOf } from './scope.js';

/** The wall clock may jump: it only dates what happened. What has to wait for its time waits by `elapsed`. */
export interface Instant {
    /** Milliseconds since the epoch. */
    readonly wall: number;
    /** Milliseconds from some point on; it never goes back. */
    readonly elapsed: number;
}

interface TableLimits {
    /** Milliseconds for which a closed connection stays listed. */
    readonly keepClosed: number;
    readonly mostClosed: number;
    /** State changes remembered of each connection. */
    readonly mostStates: number;
    /** Listed connections of one far side that only their closures told of; more are tallied. */
    readonly mostClosureOnlyOfRemote: number;
    readonly mostClosureOnly: number;
}

const defaultLimits: TableLimits = {
    keepClosed: 60_000,
    mostClosed: 2000,
    mostStates: 32,
    mostClosureOnlyOfRemote: 20,
    mostClosureOnly: 500,
};

/** What one call changed. Nothing is in more than one of the four. */
export interface ConnectionChanges {
    readonly opened: readonly Connection[];
    /** In more than timers, round trips and silence, which move all the time. */
    readonly changed: readonly Connection[];
    /** Also those of which only the closure was seen. */
    readonly closed: readonly Connection[];
    /** Ids. */
    readonly removed: readonly string[];
}

interface ConnectionCounts {
    /** Every connection that was ever followed, tallied ones included. */
    readonly seen: number;
    readonly ended: number;
    /** Of `ended`: those that no sample had shown. */
    readonly closureOnly: number;
    /** Of `closureOnly`: those that are only in the tallies. */
    readonly tallied: number;
}

/** What a sample was meant to hold (SampleWish): what was left out has not ended. */
interface SampleCoverage {
    readonly local: boolean;
}

interface Entry {
    connection: Connection;
    /** As the sampler gave it; the very same object again means that nothing has changed. */
    row: Socket | null;
    cookie: string | null;
    inode: number;
    tuple: string;
    round: number;
    missed: number;
    /** The kernel itself told its end: its cookie will not come back. */
    destroyed: boolean;
    closedElapsed: number;
}

class Changes implements ConnectionChanges {
    readonly opened: Connection[] = [];
    readonly changed: Connection[] = [];
    readonly closed: Connection[] = [];
    readonly removed: string[] = [];
}

/** A leftover row of TIME_WAIT lives for a minute (TCP_TIMEWAIT_LEN, include/net/tcp.h); some more for the clock. */
export const leftoverLife = 70_000;
const mostLeftovers = 20_000;

/**
 * Follows sockets over time: by cookie, or else by protocol, both addresses and inode.
 *
 * The kernel destroys a socket that closes actively and keeps a leftover of it (TIME_WAIT, or FIN_WAIT2 in
 * time-wait form) that has a cookie of its own, no inode and no owner. It is the same connection, found by its
 * addresses. Once the socket's destruction has been told, the connection is closed, whatever is left over.
 */
export class ConnectionTable {
    readonly #limits: TableLimits;
    readonly #entries = new Map<string, Entry>();
    readonly #byCookie = new Map<string, Entry>();
    readonly #byTuple = new Map<string, Entry>();
    /** Closed, oldest first. */
    readonly #closed = new Map<string, Entry>();
    /** Addresses of destroyed sockets whose leftovers may still be seen → until when (elapsed). */
    readonly #leftovers = new Map<string, number>();
    /** Until then (elapsed) a leftover may be of a closure that `#leftovers` had no room for. */
    #leftoversLostUntil = -Infinity;
    readonly #closureOnlyOfRemote = new Map<string, number>();
    #listedClosureOnly = 0;
    readonly #tallies = new ClosureTallies();
    readonly #counts = { seen: 0, ended: 0, closureOnly: 0, tallied: 0 };
    #round = 0;
    #serial = 0;

    constructor(limits: Partial<TableLimits> = {}) {
        this.#limits = { ...defaultLimits, ...limits };
    }

    get counts(): ConnectionCounts {
        return { ...this.#counts };
    }

    get tallies(): readonly ClosureTally[] {
        return this.#tallies.all;
    }

    get size(): number {
        return this.#entries.size;
    }

    get(id: string): Connection | null {
        return this.#entries.get(id)?.connection ?? null;
    }

    *connections(): Generator<Connection> {
        for (const entry of this.#entries.values()) yield entry.connection;
    }

    observe(sample: Sample, now: Instant, coverage: SampleCoverage = { local: true }): ConnectionChanges {
        const changes = new Changes();
        this.#round += 1;
        for (const socket of sample.sockets) {
            if (!socket.remote) continue;
            if (!coverage.local && scopeOf(socket) === 'local') continue;
            this.#observeSocket(socket, socket.remote, now, changes);
        }
        this.#closeMissing(sample, now, coverage, changes);
        return changes;
    }

    close(closure: Closure, now: Instant): ConnectionChanges {
        const changes = new Changes();
        const entry = this.#entryOfClosure(closure);
        const tuple = tupleOf(closure.protocol, closure.local, closure.remote);
        if (closure.protocol === 'tcp') this.#rememberLeftover(entry?.tuple ?? tuple, now);
        if (!entry) this.#addClosureOnly(closure, tuple, now, changes);
        else if (!entry.destroyed) this.#destroy(entry, closure, now, changes);
        return changes;
    }

    /** So many sockets were destroyed of which nothing could be read in time. */
    closeUnread(count: number, now: Instant): void {
        this.#tallies.addUnread(count, now.wall);
        this.#counts.seen += count;
        this.#counts.ended += count;
        this.#counts.closureOnly += count;
        this.#counts.tallied += count;
        if (count > 0) this.#leftoversLostUntil = now.elapsed + leftoverLife;
    }

    /** Drops closed connections whose time is over, or that are too many. */
    expire(now: Instant): ConnectionChanges {
        const changes = new Changes();
        for (const entry of this.#closed.values()) {
            const old = now.elapsed - entry.closedElapsed >= this.#limits.keepClosed;
            if (!old && this.#closed.size <= this.#limits.mostClosed) break;
            this.#remove(entry, changes);
        }
        for (const [tuple, until] of this.#leftovers) {
            if (until > now.elapsed) break;
            this.#leftovers.delete(tuple);
        }
        return changes;
    }

    #observeSocket(socket: Socket, remote: SocketAddress, now: Instant, changes: Changes): void {
        const known = socket.cookie === null ? undefined : this.#byCookie.get(socket.cookie);
        if (known?.row === socket && known.connection.closedAt === null) {
            known.round = this.#round;
            known.missed = 0;
            return;
        }
        const leftover = isLeftover(socket);
        const tuple = known && !leftover ? known.tuple : tupleOf(socket.protocol, socket.local, remote);
        const entry = known ?? this.#entryOfTuple(socket, tuple, leftover);
        if (entry) this.#update(entry, socket, now, changes);
        else if (!leftover || !this.#isExplained(tuple, now)) this.#open(socket, remote, tuple, now, changes);
    }

    #entryOfTuple(socket: Socket, tuple: string, leftover: boolean): Entry | null {
        const entry = this.#byTuple.get(tuple);
        if (!entry) return null;
        if (leftover) return entry;
        // Two cookies are two sockets; without one, the same addresses with another inode are.
        if (socket.cookie !== null && entry.cookie !== null) return null;
        if (entry.connection.closedAt !== null || (entry.row && isLeftover(entry.row))) return null;
        const sameInode = socket.inode === entry.inode || socket.inode === 0 || entry.inode === 0;
        return sameInode ? entry : null;
    }

    /** A leftover of a connection that has been counted. */
    #isExplained(tuple: string, now: Instant): boolean {
        return this.#leftovers.has(tuple) || now.elapsed < this.#leftoversLostUntil;
    }

    #open(socket: Socket, remote: SocketAddress, tuple: string, now: Instant, changes: Changes): void {
        const connection: Connection = {
            id: this.#newId(socket.cookie),
            protocol: socket.protocol,
            local: socket.local,
            remote,
            state: socket.state,
            since: now.wall,
            before: this.#round === 1,
            states: [{ state: socket.state, at: now.wall }],
            bytesSent: socket.bytesSent,
            bytesReceived: socket.bytesReceived,
            uid: socket.uid,
            socket,
            closedAt: null,
            closureOnly: false,
        };
        // A leftover's cookie is not the one that the closure of its socket will tell.
        const cookie = isLeftover(socket) ? null : socket.cookie;
        this.#add(connection, socket, cookie, tuple, now);
        this.#counts.seen += 1;
        changes.opened.push(connection);
    }

    #newId(cookie: string | null): string {
        const id = cookie === null ? null : `c${cookie}`;
        if (id !== null && !this.#entries.has(id)) return id;
        this.#serial += 1;
        return `n${this.#serial}`;
    }

    #add(
        connection: Connection,
        row: Socket | null,
        cookie: string | null,
        tuple: string,
        now: Instant,
    ): Entry {
        const entry: Entry = {
            connection,
            row,
            cookie,
            inode: row?.inode ?? 0,
            tuple,
            round: this.#round,
            missed: 0,
            destroyed: false,
            closedElapsed: now.elapsed,
        };
        this.#entries.set(connection.id, entry);
        if (cookie !== null) this.#byCookie.set(cookie, entry);
        this.#byTuple.set(tuple, entry);
        return entry;
    }

    #update(entry: Entry, socket: Socket, now: Instant, changes: Changes): void {
        entry.round = this.#round;
        entry.missed = 0;
        // A sample that was under way when the socket was destroyed, or the leftover of it.
        if (entry.destroyed) return;
        const leftover = isLeftover(socket);
        if (!leftover) this.#adopt(entry, socket);
        entry.row = socket;
        const before = entry.connection;
        // Its leftover knows neither its owner nor its bytes.
        const row = leftover && before.socket ? { ...before.socket, ...leftoverOf(socket) } : socket;
        const next: Connection = {
            ...before,
            state: socket.state,
            states: this.#withState(before.states, socket.state, now),
            bytesSent: socket.bytesSent ?? before.bytesSent,
            bytesReceived: socket.bytesReceived ?? before.bytesReceived,
            uid: socket.uid ?? before.uid,
            socket: withEarlierDetails(row, before.socket),
            closedAt: null,
        };
        entry.connection = next;
        if (before.closedAt !== null) {
            this.#closed.delete(before.id);
            this.#counts.ended -= 1;
        }
        if (before.closedAt !== null || hasChanged(before, next)) changes.changed.push(next);
    }

    /** Its inode comes with accept(), its cookie with a better sampler. */
    #adopt(entry: Entry, socket: Socket): void {
        if (socket.inode !== 0) entry.inode = socket.inode;
        if (entry.cookie !== null || socket.cookie === null) return;
        entry.cookie = socket.cookie;
        this.#byCookie.set(socket.cookie, entry);
    }

    #withState(states: readonly StateChange[], state: ConnectionState, now: Instant): readonly StateChange[] {
        const last = states.at(-1);
        if (last?.state === state) return states;
        // A clock that was put back must not turn the order around.
        const at = Math.max(now.wall, last?.at ?? now.wall);
        return [...states, { state, at }].slice(-this.#limits.mostStates);
    }

    #closeMissing(sample: Sample, now: Instant, coverage: SampleCoverage, changes: Changes): void {
        // Where lines were lost, a socket that is missing once may have been one of them.
        const proof = sample.unreadable.count === 0 ? 1 : 2;
        for (const entry of this.#entries.values()) {
            if (entry.round === this.#round || entry.connection.closedAt !== null) continue;
            if (!coverage.local && scopeOf(entry.connection) === 'local') {
                this.#remove(entry, changes);
                continue;
            }
            entry.missed += 1;
            if (entry.missed >= proof) this.#markClosed(entry, {}, now, changes);
        }
    }

    #markClosed(
        entry: Entry,
        bytes: { readonly bytesSent?: number | null; readonly bytesReceived?: number | null },
        now: Instant,
        changes: Changes,
    ): void {
        const before = entry.connection;
        const states = this.#withState(before.states, 'CLOSED', now);
        entry.connection = {
            ...before,
            ...bytes,
            state: 'CLOSED',
            states,
            closedAt: states.at(-1)?.at ?? now.wall,
        };
        entry.closedElapsed = now.elapsed;
        this.#closed.set(before.id, entry);
        this.#counts.ended += 1;
        changes.closed.push(entry.connection);
    }

    #entryOfClosure(closure: Closure): Entry | null {
        const known = closure.cookie === null ? undefined : this.#byCookie.get(closure.cookie);
        if (known) return known;
        const entry = this.#byTuple.get(tupleOf(closure.protocol, closure.local, closure.remote));
        return entry && !entry.destroyed && (entry.cookie === null || closure.cookie === null) ? entry : null;
    }

    #destroy(entry: Entry, closure: Closure, now: Instant, changes: Changes): void {
        entry.destroyed = true;
        const { bytesSent, bytesReceived } = entry.connection;
        // A socket that was reset has lost its counts.
        const bytes = {
            bytesSent: larger(bytesSent, closure.bytesSent),
            bytesReceived: larger(bytesReceived, closure.bytesReceived),
        };
        if (entry.connection.closedAt === null) {
            this.#markClosed(entry, bytes, now, changes);
        } else if (bytes.bytesSent !== bytesSent || bytes.bytesReceived !== bytesReceived) {
            entry.connection = { ...entry.connection, ...bytes };
            changes.changed.push(entry.connection);
        }
    }

    #rememberLeftover(tuple: string, now: Instant): void {
        this.#leftovers.delete(tuple);
        this.#leftovers.set(tuple, now.elapsed + leftoverLife);
        if (this.#leftovers.size <= mostLeftovers) return;
        for (const oldest of this.#leftovers.keys()) {
            this.#leftovers.delete(oldest);
            break;
        }
        this.#leftoversLostUntil = now.elapsed + leftoverLife;
    }

    #addClosureOnly(closure: Closure, tuple: string, now: Instant, changes: Changes): void {
        this.#counts.seen += 1;
        this.#counts.closureOnly += 1;
        const remote = remoteKey(closure.remote);
        const ofRemote = this.#closureOnlyOfRemote.get(remote) ?? 0;
        if (
            ofRemote >= this.#limits.mostClosureOnlyOfRemote ||
            this.#listedClosureOnly >= this.#limits.mostClosureOnly
        ) {
            this.#tallies.add(closure, now.wall);
            this.#counts.ended += 1;
            this.#counts.tallied += 1;
            return;
        }
        this.#closureOnlyOfRemote.set(remote, ofRemote + 1);
        this.#listedClosureOnly += 1;
        const connection: Connection = {
            id: this.#newId(closure.cookie),
            protocol: closure.protocol,
            local: closure.local,
            remote: closure.remote,
            state: 'CLOSED',
            since: now.wall,
            before: false,
            states: [],
            bytesSent: closure.bytesSent,
            bytesReceived: closure.bytesReceived,
            uid: null,
            socket: null,
            closedAt: null,
            closureOnly: true,
        };
        const entry = this.#add(connection, null, closure.cookie, tuple, now);
        entry.destroyed = true;
        this.#markClosed(entry, {}, now, changes);
    }

    #remove(entry: Entry, changes: Changes): void {
        const { id, closureOnly, remote } = entry.connection;
        this.#entries.delete(id);
        this.#closed.delete(id);
        if (entry.cookie !== null && this.#byCookie.get(entry.cookie) === entry)
            this.#byCookie.delete(entry.cookie);
        if (this.#byTuple.get(entry.tuple) === entry) this.#byTuple.delete(entry.tuple);
        if (closureOnly) this.#forgetClosureOnly(remoteKey(remote));
        changes.removed.push(id);
    }

    #forgetClosureOnly(remote: string): void {
        this.#listedClosureOnly -= 1;
        const left = (this.#closureOnlyOfRemote.get(remote) ?? 1) - 1;
        if (left > 0) this.#closureOnlyOfRemote.set(remote, left);
        else this.#closureOnlyOfRemote.delete(remote);
    }
}

/** Of the kernel alone: the socket that it was of is gone. */
function isLeftover(socket: Socket): boolean {
    if (socket.protocol !== 'tcp' || socket.inode !== 0) return false;
    return (
        socket.state === 'TIME_WAIT' || (socket.state === 'FIN_WAIT2' && socket.timer?.kind === 'timewait')
    );
}

function leftoverOf(socket: Socket): { state: SocketState } & Partial<Socket> {
    const { state, timer, inode, receiveQueue, sendQueue } = socket;
    return { state, timer, inode, receiveQueue, sendQueue };
}

/** Without zones, which not every sampler tells. */
function tupleOf(protocol: Protocol, local: SocketAddress, remote: SocketAddress): string {
    return `${protocol} ${withoutZone(local.address)} ${local.port} ${withoutZone(remote.address)} ${remote.port}`;
}

function withoutZone(address: string): string {
    const percent = address.indexOf('%');
    return percent < 0 ? address : address.slice(0, percent);
}

function remoteKey(remote: SocketAddress): string {
    return `${remote.address} ${remote.port}`;
}

/** A look without details leaves those of the last one with them standing: they are as old as that look. */
function withEarlierDetails(socket: Socket, before: Socket | null): Socket {
    if (!before || socket === before || socket.lastSent !== null || before.lastSent === null) return socket;
    return {
        ...socket,
        bytesSent: socket.bytesSent ?? before.bytesSent,
        bytesReceived: socket.bytesReceived ?? before.bytesReceived,
        lastSent: before.lastSent,
        lastReceived: socket.lastReceived ?? before.lastReceived,
        retransmits: socket.retransmits ?? before.retransmits,
        rtt: socket.rtt ?? before.rtt,
    };
}

function hasChanged(a: Connection, b: Connection): boolean {
    const before = a.socket;
    const after = b.socket;
    return (
        a.state !== b.state ||
        a.bytesSent !== b.bytesSent ||
        a.bytesReceived !== b.bytesReceived ||
        a.uid !== b.uid ||
        before?.inode !== after?.inode ||
        before?.cgroup !== after?.cgroup ||
        before?.shut !== after?.shut ||
        before?.receiveQueue !== after?.receiveQueue ||
        before?.sendQueue !== after?.sendQueue ||
        before?.retransmits !== after?.retransmits ||
        before?.timer?.kind !== after?.timer?.kind
    );
}

function larger(a: number | null, b: number | null): number | null {
    if (a === null || b === null) return a ?? b;
    return Math.max(a, b);
}
