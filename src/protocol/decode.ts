import type { Component, ProcessName, Request } from '../engine/attribution/component.js';
import type { StateChange } from '../engine/connections/connection.js';
import type { Evidence } from '../engine/evidence.js';
import { findingKinds, severities } from '../engine/findings/finding.js';
import type { Finding } from '../engine/findings/finding.js';
import { providerKinds } from '../engine/identification/endpoint.js';
import type {
    Endpoint,
    EndpointWarning,
    Network,
    Placement,
    ProviderName,
    SpecialRange,
} from '../engine/identification/endpoint.js';
import { isRecord } from '../engine/records.js';
import { socketStates } from '../engine/sockets/socket.js';
import type { SocketAddress, SocketTimer } from '../engine/sockets/socket.js';
import { componentsPerMessage, connectionsPerMessage, longestLine } from './messages.js';
import type {
    CollectorMessage,
    CollectorStatus,
    ComponentSummary,
    Destination,
    Registration,
} from './messages.js';
import type { ConnectionRecord } from './snapshot.js';

/** A line of the collector, read; or why it could not be. The reason never repeats what the line holds. */
type Decoded =
    | { readonly message: CollectorMessage; readonly problem: null }
    | { readonly message: null; readonly problem: string };

/** Whether a value that came from outside is a `T`. Fields that are not known do no harm. */
type Guard<T> = (value: unknown) => value is T;

const text: Guard<string> = value => typeof value === 'string';
const boolean: Guard<boolean> = value => typeof value === 'boolean';
const number: Guard<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);

function nullable<T>(guard: Guard<T>): Guard<T | null> {
    return (value): value is T | null => value === null || guard(value);
}

function oneOf<const T extends string | number>(...choices: readonly T[]): Guard<T> {
    const known = new Set<unknown>(choices);
    return (value): value is T => known.has(value);
}

/** Choices as keys, so that the compiler sees when one is missing. */
function keyOf<T extends string>(choices: Readonly<Record<T, true>>): Guard<T> {
    return (value): value is T => typeof value === 'string' && Object.hasOwn(choices, value);
}

function list<T>(guard: Guard<T>, longest = 10_000): Guard<readonly T[]> {
    return (value): value is readonly T[] =>
        Array.isArray(value) && value.length <= longest && value.every(guard);
}

function shape<T extends object>(fields: { readonly [Key in keyof T]-?: Guard<T[Key]> }): Guard<T> {
    const guards: [string, Guard<unknown>][] = Object.entries(fields);
    return (value): value is T => isRecord(value) && guards.every(([key, guard]) => guard(value[key]));
}

function record<T>(guard: Guard<T>): Guard<Readonly<Record<string, T>>> {
    return (value): value is Readonly<Record<string, T>> =>
        isRecord(value) && Object.values(value).every(guard);
}

const strength = oneOf('certain', 'likely', 'guess');

const evidence = shape<Evidence>({ fact: text, source: text, strength, values: record(text) });

const component = shape<Component>({
    id: text,
    name: text,
    kind: keyOf<Component['kind']>({
        app: true,
        flatpak: true,
        snap: true,
        'user-service': true,
        'system-service': true,
        part: true,
        terminal: true,
        process: true,
        unknown: true,
    }),
    icon: nullable(text),
    appId: nullable(text),
    unit: nullable(text),
    host: nullable(shape<{ readonly id: string; readonly name: string }>({ id: text, name: text })),
    behalf: nullable(
        shape<{ readonly requesters: readonly string[]; readonly known: boolean }>({
            requesters: list(text),
            known: boolean,
        }),
    ),
    purpose: nullable(text),
    loss: nullable(text),
    turnOff: nullable(text),
    unknown: nullable(
        keyOf<NonNullable<Component['unknown']>>({
            'other-user': true,
            'kernel-only': true,
            'not-accepted': true,
            exited: true,
            'no-permission': true,
            'closure-only': true,
            'not-told': true,
        }),
    ),
    catalogueId: nullable(text),
});

const request = shape<Request>({
    kind: keyOf<Request['kind']>({
        weather: true,
        time: true,
        software: true,
        calendar: true,
        mail: true,
        files: true,
        connectivity: true,
        other: true,
    }),
    subjects: list(shape<Request['subjects'][number]>({ name: text, code: nullable(text) })),
});

const provider = shape<ProviderName>({ id: text, name: text, kind: oneOf(...providerKinds) });
const network = shape<Network>({ asn: number, holder: text });
const placement = keyOf<Placement>({ own: true, embedded: true, unknown: true });
const special = keyOf<SpecialRange>({
    loopback: true,
    private: true,
    'link-local': true,
    'shared-address-space': true,
    'unique-local': true,
    documentation: true,
    benchmarking: true,
    multicast: true,
    broadcast: true,
    unspecified: true,
    reserved: true,
});
const warning = keyOf<EndpointWarning>({
    'forged-name': true,
    'unconfirmed-name': true,
    'contradictory-name': true,
});

const destination = shape<Destination>({
    address: text,
    name: nullable(text),
    nameConfirmed: nullable(boolean),
    provider: nullable(provider),
    network: nullable(network),
    placement,
    confidence: nullable(strength),
    special: nullable(special),
    warnings: list(warning),
    connections: number,
    firstSeen: boolean,
});

const endpoint = shape<Endpoint>({
    address: text,
    provider: nullable(provider),
    network: nullable(network),
    placement,
    name: nullable(text),
    nameConfirmed: nullable(boolean),
    confidence: nullable(strength),
    special: nullable(special),
    warnings: list(warning),
    evidence: list(evidence),
});

const figure = (value: unknown): value is string | number | boolean =>
    text(value) || number(value) || boolean(value);

const finding = shape<Finding>({
    id: text,
    kind: oneOf(...findingKinds),
    severity: oneOf(...severities),
    componentId: text,
    connectionIds: list(text),
    address: nullable(text),
    since: number,
    values: record(figure),
});

const componentSummary = shape<ComponentSummary>({
    component,
    request: nullable(request),
    open: number,
    closed: number,
    ended: number,
    bytesSent: number,
    bytesReceived: number,
    sendRate: number,
    receiveRate: number,
    destinations: list(destination),
    destinationCount: number,
    findings: list(finding),
    since: number,
});

const socketAddress = shape<SocketAddress>({ address: text, port: number });
const connectionState = oneOf(...socketStates, 'UNKNOWN', 'CLOSED');

const connection = shape<ConnectionRecord>({
    id: text,
    protocol: oneOf('tcp', 'udp'),
    local: socketAddress,
    remote: socketAddress,
    state: connectionState,
    since: number,
    before: boolean,
    states: list(shape<StateChange>({ state: connectionState, at: number })),
    bytesSent: nullable(number),
    bytesReceived: nullable(number),
    receiveQueue: nullable(number),
    timer: nullable(
        shape<SocketTimer>({
            kind: oneOf('retransmit', 'keepalive', 'timewait', 'persist', 'other'),
            expires: nullable(number),
            retries: number,
        }),
    ),
    rtt: nullable(number),
    retransmits: nullable(number),
    closedAt: nullable(number),
    component,
    process: nullable(shape<ProcessName>({ pid: number, name: text })),
    uid: nullable(number),
    request: nullable(request),
    attribution: shape<ConnectionRecord['attribution']>({ evidence: list(evidence), inferred: boolean }),
    endpoint,
    firstSeen: boolean,
    findings: list(text),
});

const status = shape<CollectorStatus>({
    sampler: oneOf('ss', 'procfs'),
    samplerReason: nullable(text),
    closures: shape<CollectorStatus['closures']>({ active: boolean, reason: nullable(text) }),
    paused: boolean,
    interval: number,
    dns: boolean,
    networks: shape<CollectorStatus['networks']>({
        state: oneOf('ready', 'missing', 'corrupt'),
        date: nullable(text),
        source: nullable(text),
    }),
    problems: list(shape<CollectorStatus['problems'][number]>({ file: text, reason: text })),
});

const registration = shape<Registration>({
    address: text,
    network: nullable(text),
    range: nullable(text),
    holder: nullable(text),
    country: nullable(text),
    abuse: nullable(text),
    registry: nullable(text),
});

type MessageOf<Type extends CollectorMessage['type']> = Extract<CollectorMessage, { readonly type: Type }>;

const messages: { readonly [Type in CollectorMessage['type']]: Guard<MessageOf<Type>> } = {
    hello: shape<MessageOf<'hello'>>({ type: oneOf('hello'), protocol: number, version: text, pid: number }),
    status: shape<MessageOf<'status'>>({ type: oneOf('status'), status }),
    components: shape<MessageOf<'components'>>({
        type: oneOf('components'),
        time: number,
        first: boolean,
        last: boolean,
        changed: list(componentSummary, componentsPerMessage),
        removed: list(text),
    }),
    connections: shape<MessageOf<'connections'>>({
        type: oneOf('connections'),
        componentId: text,
        time: number,
        first: boolean,
        last: boolean,
        total: number,
        changed: list(connection, connectionsPerMessage),
        removed: list(text),
    }),
    matches: shape<MessageOf<'matches'>>({
        type: oneOf('matches'),
        text,
        componentIds: nullable(list(text)),
    }),
    registration: shape<MessageOf<'registration'>>({
        type: oneOf('registration'),
        address: text,
        result: nullable(registration),
        failure: nullable(
            oneOf(
                'time-out',
                'offline',
                'rate-limit',
                'too-large',
                'not-found',
                'unreadable',
                'no-consent',
                'special-address',
                'no-library',
            ),
        ),
    }),
    exported: shape<MessageOf<'exported'>>({
        type: oneOf('exported'),
        path: nullable(text),
        error: nullable(text),
    }),
    pong: shape<MessageOf<'pong'>>({ type: oneOf('pong') }),
    forgotten: shape<MessageOf<'forgotten'>>({
        type: oneOf('forgotten'),
        what: oneOf('history', 'everything'),
        error: nullable(text),
    }),
};

const messageType = keyOf<CollectorMessage['type']>({
    hello: true,
    status: true,
    components: true,
    connections: true,
    matches: true,
    registration: true,
    exported: true,
    forgotten: true,
    pong: true,
});

/** Reads one line. Never throws. */
export function decodeMessage(line: string): Decoded {
    if (line.length > longestLine) return unusable('the line is too long');
    let value: unknown;
    try {
        value = JSON.parse(line);
    } catch {
        return unusable('the line is not JSON');
    }
    if (!isRecord(value)) return unusable('the line is not an object');
    const { type } = value;
    if (!messageType(type)) return unusable('a message of an unknown type');
    const guard: Guard<CollectorMessage> = messages[type];
    return guard(value)
        ? { message: value, problem: null }
        : unusable(`a message “${type}” whose fields are not as they should be`);
}

function unusable(problem: string): Decoded {
    return { message: null, problem };
}
