import type { Attribution, Component } from '../../../src/engine/attribution/component.js';
import type { Connection } from '../../../src/engine/connections/connection.js';
import type { Finding } from '../../../src/engine/findings/finding.js';
import type { Endpoint } from '../../../src/engine/identification/endpoint.js';
import type { Phrases } from '../../../src/engine/report/phrases.js';
import type { ObservedConnection } from '../../../src/collector/observed.js';

export const english: Phrases = {
    gettext: message => message,
    ngettext: (singular, plural, count) => (count === 1 ? singular : plural),
    pgettext: (_context, message) => message,
    locale: 'en',
};

export function component(id: string, fields: Partial<Component> = {}): Component {
    return {
        id,
        name: id,
        kind: 'app',
        icon: null,
        appId: null,
        unit: null,
        host: null,
        behalf: null,
        purpose: null,
        loss: null,
        turnOff: null,
        unknown: null,
        catalogueId: null,
        ...fields,
    };
}

export function connection(id: string, fields: Partial<Connection> = {}): Connection {
    return {
        id,
        protocol: 'tcp',
        local: { address: '192.0.2.1', port: 40_000 },
        remote: { address: '198.51.100.1', port: 443 },
        state: 'ESTABLISHED',
        since: 1_000,
        before: false,
        states: [{ state: 'ESTABLISHED', at: 1_000 }],
        bytesSent: 0,
        bytesReceived: 0,
        uid: 1_000,
        socket: null,
        closedAt: null,
        closureOnly: false,
        ...fields,
    };
}

export function endpoint(address: string, fields: Partial<Endpoint> = {}): Endpoint {
    return {
        address,
        provider: null,
        network: null,
        placement: 'unknown',
        name: null,
        nameConfirmed: null,
        confidence: null,
        special: null,
        warnings: [],
        evidence: [],
        ...fields,
    };
}

const attributions = new Map<string, Attribution>();

/** The same attribution each time, as a cache gives it. */
export function attribution(componentId: string): Attribution {
    let known = attributions.get(componentId);
    if (!known) {
        known = {
            component: component(componentId),
            process: null,
            request: null,
            evidence: [],
            inferred: false,
        };
        attributions.set(componentId, known);
    }
    return known;
}

const endpoints = new Map<string, Endpoint>();

export function observed(
    componentId: string,
    id: string,
    fields: Partial<Connection> = {},
    rest: Partial<ObservedConnection> = {},
): ObservedConnection {
    const made = connection(id, fields);
    const { address } = made.remote;
    const known = endpoints.get(address) ?? endpoint(address);
    endpoints.set(address, known);
    return {
        connection: made,
        attribution: attribution(componentId),
        endpoint: known,
        entry: null,
        firstSeen: false,
        ...rest,
    };
}

export function finding(id: string, componentId: string, connectionIds: readonly string[]): Finding {
    return {
        id,
        kind: 'half-closed',
        severity: 'notice',
        componentId,
        connectionIds,
        address: null,
        since: 0,
        values: {},
    };
}
