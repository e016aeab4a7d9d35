import type { CatalogueEntry } from '../../../src/engine/attribution/catalogue.js';
import type { Component } from '../../../src/engine/attribution/component.js';
import type { Connection, ConnectionState } from '../../../src/engine/connections/connection.js';
import { findingKinds, type Finding, type FindingKind } from '../../../src/engine/findings/finding.js';
import { FindingsEngine } from '../../../src/engine/findings/findingsEngine.js';
import type { Observation } from '../../../src/engine/findings/observation.js';
import { History } from '../../../src/engine/history/history.js';
import type { Endpoint } from '../../../src/engine/identification/endpoint.js';
import type { FindingSetting, IgnoredFinding } from '../../../src/engine/settings.js';
import type { Socket, SocketState } from '../../../src/engine/sockets/socket.js';
import { akamaiAtSony, weather } from '../report/records.js';

/** Milliseconds since the epoch. */
export const start = Date.UTC(2026, 5, 1, 12);
export const seconds = 1000;
export const minutes = 60 * seconds;

export const weatherEntry: CatalogueEntry = {
    id: weather.id,
    name: 'Weather',
    kind: 'part',
    icon: null,
    partOf: 'org.gnome.Shell',
    hosts: [{ host: 'aviationweather.gov', ports: [443] }],
    request: 'weather',
    purpose: 'It shows the weather.',
    loss: null,
    turnOff: null,
    http: 'libsoup3',
    source: 'test',
    checked: '2026-06-01',
};

export interface Change {
    readonly id?: string;
    readonly state?: ConnectionState;
    readonly states?: readonly (readonly [ConnectionState, number])[];
    readonly connection?: Partial<Connection>;
    readonly socket?: Partial<Socket>;
    readonly endpoint?: Partial<Endpoint> | null;
    readonly entry?: Partial<CatalogueEntry> | null;
    readonly component?: Partial<Component>;
    readonly port?: number;
    readonly address?: string;
}

let made = 0;

/** The story's connection, changed. */
export function observation(change: Change = {}): Observation {
    made += 1;
    const states = (change.states ?? [[change.state ?? 'ESTABLISHED', start]]).map(([state, at]) => ({
        state,
        at,
    }));
    const state = states.at(-1)?.state ?? 'UNKNOWN';
    const remote = { address: change.address ?? akamaiAtSony.address, port: change.port ?? 443 };
    const local = { address: '192.168.1.2', port: 40_000 };
    const socket: Socket = {
        ...{ protocol: 'tcp', local, remote, uid: 1000, inode: 1, cookie: 'c', cgroup: null, shut: null },
        state: state === 'CLOSED' ? 'UNKNOWN' : (state satisfies SocketState),
        ...{ receiveQueue: 0, sendQueue: 0, timer: null, bytesSent: 100, bytesReceived: 100 },
        ...{ lastSent: null, lastReceived: null, retransmits: null, rtt: null },
        ...change.socket,
    };
    const connection: Connection = {
        ...{ id: change.id ?? `c${made}`, protocol: 'tcp', local, remote, state, states },
        since: states[0]?.at ?? start,
        ...{ before: false, bytesSent: 100, bytesReceived: 100, uid: 1000, socket, closureOnly: false },
        closedAt: state === 'CLOSED' ? (states.at(-1)?.at ?? start) : null,
        ...change.connection,
    };
    const component = { ...weather, ...change.component };
    return {
        connection,
        attribution: {
            component,
            request: { kind: 'weather', subjects: [{ name: 'Boston', code: 'KBOS' }] },
        },
        endpoint:
            change.endpoint === null
                ? null
                : { ...akamaiAtSony, address: remote.address, ...change.endpoint },
        entry: change.entry === null ? null : { ...weatherEntry, ...change.entry },
    };
}

/** An engine with its history, asked at times of the test's choosing. */
export class Desk {
    readonly engine = new FindingsEngine();
    readonly history: History;
    settings: Record<FindingKind, FindingSetting>;
    ignored: IgnoredFinding[] = [];

    /** With all rules off but one, unless none is named. */
    constructor(kind?: FindingKind, threshold: number | null = null, began = start) {
        this.history = new History(began);
        const entries = findingKinds.map(name => [
            name,
            { enabled: kind === undefined || name === kind, threshold: name === kind ? threshold : null },
        ]);
        this.settings = Object.fromEntries(entries) as Record<FindingKind, FindingSetting>;
    }

    look(now: number, observations: readonly Observation[]): readonly Finding[] {
        this.history.observe(observations);
        return this.engine.update({
            now,
            observations,
            history: this.history,
            settings: { findings: this.settings, ignored: this.ignored },
        });
    }
}
