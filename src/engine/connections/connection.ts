import type { Socket, SocketAddress, Protocol, SocketState } from '../sockets/socket.js';

/** `CLOSED`: gone from the kernel; kept in the list for a while. */
export type ConnectionState = SocketState | 'CLOSED';

export interface StateChange {
    readonly state: ConnectionState;
    /** Wall clock, milliseconds since the epoch. */
    readonly at: number;
}

/** A socket with a remote peer, followed over time by its cookie, or else its 4-tuple and inode. */
export interface Connection {
    readonly id: string;
    readonly protocol: Protocol;
    readonly local: SocketAddress;
    readonly remote: SocketAddress;
    readonly state: ConnectionState;
    /** First seen, milliseconds since the epoch. */
    readonly since: number;
    /** It was already there at the first sample, so it is older than `since`. */
    readonly before: boolean;
    /** Oldest first, bounded; the last one is `state`. */
    readonly states: readonly StateChange[];
    readonly bytesSent: number | null;
    readonly bytesReceived: number | null;
    readonly uid: number | null;
    /** The last row that the kernel gave; null for a connection that only its closure told of. */
    readonly socket: Socket | null;
    /** Milliseconds since the epoch; null while it is open. */
    readonly closedAt: number | null;
    /** Never sampled: only its closure was seen, so whose it is can only be inferred. */
    readonly closureOnly: boolean;
}
