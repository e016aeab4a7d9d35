export type Protocol = 'tcp' | 'udp';

/** The kernel's names, include/net/tcp_states.h. UDP uses ESTABLISHED (has a peer) and CLOSE (has none). */
export const socketStates = [
    'ESTABLISHED',
    'SYN_SENT',
    'SYN_RECV',
    'FIN_WAIT1',
    'FIN_WAIT2',
    'TIME_WAIT',
    'CLOSE',
    'CLOSE_WAIT',
    'LAST_ACK',
    'LISTEN',
    'CLOSING',
] as const;
export type SocketState = (typeof socketStates)[number] | 'UNKNOWN';

/** `address` is canonical text; an IPv4-mapped IPv6 address is written as IPv4, a scope id is kept (`fe80::1%eth0`). */
export interface SocketAddress {
    readonly address: string;
    readonly port: number;
}

export interface SocketTimer {
    readonly kind: 'retransmit' | 'keepalive' | 'timewait' | 'persist' | 'other';
    /** Milliseconds until it fires, null where it is not told. */
    readonly expires: number | null;
    readonly retries: number;
}

/** One row that the kernel reports. What a sampler cannot tell is null. */
export interface Socket {
    readonly protocol: Protocol;
    readonly state: SocketState;
    readonly local: SocketAddress;
    /** null where there is no peer: a listening or unconnected socket. */
    readonly remote: SocketAddress | null;
    /** Bytes. In CLOSE_WAIT the far side's FIN counts as one. */
    readonly receiveQueue: number;
    readonly sendQueue: number;
    readonly uid: number | null;
    /** 0: no process has it open (TIME_WAIT, or not yet accepted). */
    readonly inode: number;
    /** Unique until reboot, never reused (sock_diag). */
    readonly cookie: string | null;
    /** Path in the cgroup v2 tree; null: not told or not reachable. */
    readonly cgroup: string | null;
    /** Which direction is shut: `receive` means that the far side has finished. null: not told. */
    readonly shut: 'none' | 'receive' | 'send' | 'both' | null;
    readonly timer: SocketTimer | null;
    readonly bytesSent: number | null;
    readonly bytesReceived: number | null;
    /** Milliseconds since the last data segment was sent or received. */
    readonly lastSent: number | null;
    readonly lastReceived: number | null;
    /** Segments retransmitted over the whole life of the connection. */
    readonly retransmits: number | null;
    /** Smoothed round-trip time in milliseconds. */
    readonly rtt: number | null;
}

export type SamplerName = 'ss' | 'procfs';

/** One look at the kernel's sockets. */
export interface Sample {
    readonly sockets: readonly Socket[];
    /** Lines that could not be read, for the report: how many, and the first of them cleaned. */
    readonly unreadable: { readonly count: number; readonly first: string | null };
}

/** A socket's end as `ss -E` reports it. */
export interface Closure {
    readonly protocol: Protocol;
    readonly local: SocketAddress;
    readonly remote: SocketAddress;
    readonly cookie: string | null;
    readonly bytesSent: number | null;
    readonly bytesReceived: number | null;
}
