import type { Component, ProcessName, Request } from '../engine/attribution/component.js';
import type { ConnectionState, StateChange } from '../engine/connections/connection.js';
import type { Evidence } from '../engine/evidence.js';
import type { Finding } from '../engine/findings/finding.js';
import type { Endpoint } from '../engine/identification/endpoint.js';
import type { Protocol, SamplerName, SocketAddress, SocketTimer } from '../engine/sockets/socket.js';

export const snapshotVersion = 1;

/** A connection with all that is known of it. Times are milliseconds since the epoch, sizes are bytes. */
export interface ConnectionRecord {
    readonly id: string;
    readonly protocol: Protocol;
    readonly local: SocketAddress;
    readonly remote: SocketAddress;
    readonly state: ConnectionState;
    readonly since: number;
    /** It was there before Edgewise looked, so it is older than `since`. */
    readonly before: boolean;
    readonly states: readonly StateChange[];
    readonly bytesSent: number | null;
    readonly bytesReceived: number | null;
    readonly receiveQueue: number | null;
    readonly timer: SocketTimer | null;
    readonly rtt: number | null;
    readonly retransmits: number | null;
    readonly closedAt: number | null;
    readonly component: Component;
    readonly process: ProcessName | null;
    readonly uid: number | null;
    readonly request: Request | null;
    readonly attribution: { readonly evidence: readonly Evidence[]; readonly inferred: boolean };
    readonly endpoint: Endpoint;
    /** This component had never been seen with this provider or host before. */
    readonly firstSeen: boolean;
    /** Ids of the findings that are about it. */
    readonly findings: readonly string[];
}

/** What `edgewise --once --json` prints. */
export interface Snapshot {
    readonly version: typeof snapshotVersion;
    readonly sampler: SamplerName;
    readonly time: number;
    readonly connections: readonly ConnectionRecord[];
    readonly findings: readonly Finding[];
}
