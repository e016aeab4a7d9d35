import type { CatalogueEntry } from '../attribution/catalogue.js';
import type { Attribution } from '../attribution/component.js';
import type { Connection, ConnectionState } from '../connections/connection.js';
import type { Endpoint } from '../identification/endpoint.js';

/** A followed connection with what is known of both sides. */
export interface Observation {
    readonly connection: Connection;
    readonly attribution: Pick<Attribution, 'component' | 'request'>;
    /** null: not identified yet. */
    readonly endpoint: Endpoint | null;
    /** The catalogue's entry of the component, null where none matched. */
    readonly entry: CatalogueEntry | null;
}

/** The far side as history and findings tell it apart: one provider, or without one, one address. */
interface DestinationKey {
    /** `provider:akamai` or `address:192.0.2.1`. */
    readonly key: string;
    /** The provider's name or the address, to show. */
    readonly label: string;
}

/** A guessed provider changes its mind too often to remember it by. */
export function destinationOf({
    connection,
    endpoint,
}: Pick<Observation, 'connection' | 'endpoint'>): DestinationKey {
    if (endpoint?.provider && (endpoint.confidence === 'certain' || endpoint.confidence === 'likely')) {
        return { key: `provider:${endpoint.provider.id}`, label: endpoint.provider.name };
    }
    return { key: `address:${connection.remote.address}`, label: connection.remote.address };
}

/** When the connection came into its state, milliseconds since the epoch. */
export function stateSince(connection: Connection): number {
    return connection.states.at(-1)?.at ?? connection.since;
}

/** It was in its state before anybody looked, so it has been in it for longer than `stateSince` says. */
export function stateOlderThanLook(connection: Connection): boolean {
    return connection.before && connection.states.length <= 1;
}

export function isOpen(connection: Connection): boolean {
    return connection.closedAt === null && connection.state !== 'CLOSED';
}

/** RFC 5735 and RFC 4291: traffic that never leaves this computer. */
export function isLoopback(address: string): boolean {
    return address.startsWith('127.') || address === '::1';
}

/** Observations by the state of their connection. */
export type ObservationsByState = ReadonlyMap<ConnectionState, readonly Observation[]>;

export function byState(observations: readonly Observation[]): ObservationsByState {
    const groups = new Map<ConnectionState, Observation[]>();
    for (const observation of observations) {
        const { state } = observation.connection;
        const group = groups.get(state);
        if (group) group.push(observation);
        else groups.set(state, [observation]);
    }
    return groups;
}
