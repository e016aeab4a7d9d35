import type { Attribution } from '../attribution/component.js';
import type { Connection } from '../connections/connection.js';
import type { Finding } from '../findings/finding.js';
import type { Endpoint } from '../identification/endpoint.js';
import type { FarSide } from './destination.js';

/** What is told of a connection; the protocol's `ConnectionRecord` has it. */
export interface ConnectionFacts
    extends
        Pick<
            Connection,
            | 'protocol'
            | 'local'
            | 'remote'
            | 'state'
            | 'states'
            | 'since'
            | 'before'
            | 'closedAt'
            | 'bytesSent'
            | 'bytesReceived'
        >,
        Pick<Attribution, 'component' | 'process' | 'request'> {
    readonly receiveQueue: number | null;
    readonly attribution: Pick<Attribution, 'evidence' | 'inferred'>;
    readonly endpoint: Endpoint;
    /** Ids of the findings that are about it. */
    readonly findings: readonly string[];
}

/** What is told of a component; the protocol's `ComponentSummary` has it. */
export interface ComponentFacts extends Pick<Attribution, 'component' | 'request'> {
    readonly open: number;
    readonly ended: number;
    readonly bytesSent: number;
    readonly bytesReceived: number;
    /** Most used first. */
    readonly destinations: readonly FarSide[];
    /** Of how many destinations those are the first. */
    readonly destinationCount: number;
    readonly findings: readonly Finding[];
    readonly since: number;
}
