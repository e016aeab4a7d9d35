import type { Component, Request } from '../engine/attribution/component.js';
import type { Finding } from '../engine/findings/finding.js';
import type {
    EndpointWarning,
    Network,
    Placement,
    ProviderName,
    SpecialRange,
} from '../engine/identification/endpoint.js';
import type { Strength } from '../engine/evidence.js';
import type { Registration } from '../engine/registration/registration.js';
import type { EngineSettings } from '../engine/settings.js';
import type { SamplerName } from '../engine/sockets/socket.js';
import type { ConnectionRecord } from './snapshot.js';

export type { Registration };

/**
 * The messages between collector and views: one JSON object a line, UTF-8, each way. A view that meets a
 * protocol version or a message that it does not know says so and ignores it.
 *
 * The collector keeps everything; a view is told of components, and of the connections of those components
 * only that it has opened, a page at a time, so that no message and no list is unbounded.
 */
export const protocolVersion = 1;

/** Connections in one `connections` message at most: what a view can take in within a frame. */
export const connectionsPerMessage = 40;
/** Components in one `components` message at most. */
export const componentsPerMessage = 25;
/** A longer line is not parsed. Characters. */
export const longestLine = 1_000_000;

/** The far side of a component's connections in brief, for its row. */
export interface Destination {
    readonly address: string;
    readonly name: string | null;
    readonly nameConfirmed: boolean | null;
    readonly provider: ProviderName | null;
    readonly network: Network | null;
    readonly placement: Placement;
    readonly confidence: Strength | null;
    readonly special: SpecialRange | null;
    readonly warnings: readonly EndpointWarning[];
    /** Connections that are open to it now. */
    readonly connections: number;
    readonly firstSeen: boolean;
}

export interface ComponentSummary {
    readonly component: Component;
    readonly request: Request | null;
    readonly open: number;
    /** Closed a short while ago and still listed. */
    readonly closed: number;
    /** All connections that came and went since the collector began, also those between two samples. */
    readonly ended: number;
    readonly bytesSent: number;
    readonly bytesReceived: number;
    /** Bytes per second over the last interval. */
    readonly sendRate: number;
    readonly receiveRate: number;
    /** Most used first, `destinationsPerSummary` at most; one for each provider or, without one, address. */
    readonly destinations: readonly Destination[];
    readonly destinationCount: number;
    readonly findings: readonly Finding[];
    /** First seen by this collector, milliseconds since the epoch. */
    readonly since: number;
}
export const destinationsPerSummary = 3;

export interface CollectorStatus {
    readonly sampler: SamplerName;
    /** Why it is not the preferred one, null where it is. */
    readonly samplerReason: string | null;
    /** `ss -E`: whether connections between two samples are seen, and if not why. */
    readonly closures: { readonly active: boolean; readonly reason: string | null };
    readonly paused: boolean;
    /** Milliseconds between samples now. */
    readonly interval: number;
    readonly dns: boolean;
    readonly networks: {
        readonly state: 'ready' | 'missing' | 'corrupt';
        readonly date: string | null;
        readonly source: string | null;
    };
    /** Names of drop-in or history files that were set aside or skipped, with the reason; bounded. */
    readonly problems: readonly { readonly file: string; readonly reason: string }[];
}

export type RegistrationFailure =
    | 'time-out'
    | 'offline'
    | 'rate-limit'
    | 'too-large'
    | 'not-found'
    | 'unreadable'
    | 'no-consent'
    | 'special-address'
    /** libsoup 3 is not installed. */
    | 'no-library';

export type CollectorMessage =
    | { readonly type: 'hello'; readonly protocol: number; readonly version: string; readonly pid: number }
    | { readonly type: 'status'; readonly status: CollectorStatus }
    /** `first`: forget what was told before. `last`: nothing more belongs to this round. */
    | {
          readonly type: 'components';
          readonly time: number;
          readonly first: boolean;
          readonly last: boolean;
          readonly changed: readonly ComponentSummary[];
          readonly removed: readonly string[];
      }
    /** The opened component's connections: `total` of them match, the first `limit` are told, in a stable order. */
    | {
          readonly type: 'connections';
          readonly componentId: string;
          readonly time: number;
          readonly first: boolean;
          readonly last: boolean;
          readonly total: number;
          readonly changed: readonly ConnectionRecord[];
          readonly removed: readonly string[];
      }
    /** Components with a connection that matches the filter; null: no filter is set. */
    | { readonly type: 'matches'; readonly text: string; readonly componentIds: readonly string[] | null }
    | {
          readonly type: 'registration';
          readonly address: string;
          readonly result: Registration | null;
          readonly failure: RegistrationFailure | null;
      }
    | { readonly type: 'exported'; readonly path: string | null; readonly error: string | null }
    | { readonly type: 'forgotten'; readonly what: 'history' | 'everything'; readonly error: string | null }
    /** The answer to `ping`. */
    | { readonly type: 'pong' };

export type CollectorCommand =
    | { readonly command: 'configure'; readonly settings: EngineSettings }
    | { readonly command: 'interval'; readonly milliseconds: number }
    | { readonly command: 'refresh' }
    /** From a view that has heard nothing for a while: is anybody there? */
    | { readonly command: 'ping' }
    | { readonly command: 'pause'; readonly paused: boolean }
    /** While somebody looks, samples keep the set interval; otherwise it stretches when nothing changes. */
    | { readonly command: 'watch'; readonly watching: boolean }
    | { readonly command: 'open'; readonly componentId: string; readonly limit: number }
    | { readonly command: 'close'; readonly componentId: string }
    | { readonly command: 'filter'; readonly text: string }
    | { readonly command: 'register'; readonly address: string }
    | { readonly command: 'export'; readonly format: 'csv' | 'json'; readonly path: string }
    | { readonly command: 'forget'; readonly what: 'history' | 'everything' };
