import type { Observation } from '../../../src/engine/findings/observation.js';

/** A connection to an address of its own, so that each makes an entry of its own. Time: milliseconds. */
export function sighting(number: number, at: number): Observation {
    const remote = { address: `198.51.${Math.floor(number / 250)}.${number % 250}`, port: 443 };
    return {
        connection: {
            id: `sighting-${number}`,
            protocol: 'tcp',
            local: { address: '192.0.2.1', port: 40_000 },
            remote,
            state: 'ESTABLISHED',
            states: [{ state: 'ESTABLISHED', at }],
            since: at,
            before: false,
            bytesSent: null,
            bytesReceived: null,
            uid: 1000,
            socket: null,
            closedAt: null,
            closureOnly: false,
        },
        attribution: {
            component: {
                id: 'org.example.App',
                name: 'Example',
                kind: 'app',
                icon: null,
                appId: 'org.example.App',
                unit: null,
                host: null,
                behalf: null,
                purpose: null,
                loss: null,
                turnOff: null,
                unknown: null,
                catalogueId: null,
            },
            request: null,
        },
        endpoint: null,
        entry: null,
    };
}
