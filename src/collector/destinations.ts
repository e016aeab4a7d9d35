import type { Connection } from '../engine/connections/connection.js';
import type { Endpoint } from '../engine/identification/endpoint.js';
import { destinationsPerSummary } from '../protocol/messages.js';
import type { Destination } from '../protocol/messages.js';

interface Aimed {
    readonly connection: Connection;
    readonly endpoint: Endpoint;
    readonly firstSeen: boolean;
}

interface Gathered {
    /** The newest connection's, which is what a row should speak of. */
    newest: Aimed;
    open: number;
    all: number;
    firstSeen: boolean;
}

/** Where a component's connections lead: one destination for each provider, or each address without one. */
export function findDestinations(connections: readonly Aimed[]): {
    readonly destinations: readonly Destination[];
    readonly count: number;
} {
    const byKey = new Map<string, Gathered>();
    for (const aimed of connections) {
        const { endpoint, connection, firstSeen } = aimed;
        const key = endpoint.provider ? `provider ${endpoint.provider.id}` : endpoint.address;
        let gathered = byKey.get(key);
        if (!gathered) {
            gathered = { newest: aimed, open: 0, all: 0, firstSeen: false };
            byKey.set(key, gathered);
        }
        if (connection.since > gathered.newest.connection.since) gathered.newest = aimed;
        gathered.open += connection.closedAt === null ? 1 : 0;
        gathered.all += 1;
        gathered.firstSeen ||= firstSeen;
    }
    const best = [...byKey.entries()]
        .sort(([keyA, a], [keyB, b]) => b.open - a.open || b.all - a.all || (keyA < keyB ? -1 : 1))
        .slice(0, destinationsPerSummary);
    return { destinations: best.map(([, gathered]) => toDestination(gathered)), count: byKey.size };
}

function toDestination({ newest: { endpoint }, open, firstSeen }: Gathered): Destination {
    return {
        address: endpoint.address,
        name: endpoint.name,
        nameConfirmed: endpoint.nameConfirmed,
        provider: endpoint.provider,
        network: endpoint.network,
        placement: endpoint.placement,
        confidence: endpoint.confidence,
        special: endpoint.special,
        warnings: endpoint.warnings,
        connections: open,
        firstSeen,
    };
}
