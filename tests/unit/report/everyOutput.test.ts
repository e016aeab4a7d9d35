import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ComponentKind, Request, UnknownReason } from '../../../src/engine/attribution/component.js';
import type { Evidence } from '../../../src/engine/evidence.js';
import { findingKinds, severities, type Finding } from '../../../src/engine/findings/finding.js';
import { providerKinds, type Endpoint } from '../../../src/engine/identification/endpoint.js';
import { identificationFacts, notEdgeRoles } from '../../../src/engine/identification/facts.js';
import { attributionSentences } from '../../../src/engine/report/attributionEvidence.js';
import {
    ago,
    componentDetails,
    componentInWords,
    componentKindInWords,
    componentSummaryLine,
    connectionCount,
    connectionDetails,
    connectionSubtitle,
    connectionTitle,
    evidenceInWords,
    explainAddress,
    explainConnection,
    explainFinding,
    findingInBrief,
    findingKindInWords,
    findingTitle,
    providerKindInWords,
    severityInWords,
    stateExplained,
    stateInWords,
    strengthInWords,
    type Phrases,
} from '../../../src/engine/report/report.js';
import { socketStates } from '../../../src/engine/sockets/socket.js';
import type { ComponentSummary } from '../../../src/protocol/messages.js';
import type { ConnectionRecord } from '../../../src/protocol/snapshot.js';
import { english, pseudo } from './phrases.js';
import { destination, now, story, weather, weatherSummary } from './records.js';

/** What strangers write has no ASCII letters here, so that in the pseudo language none may be left at all. */
const foreign = fc.constantFrom('ΑΒΓ', 'δ.ε', 'Ω 7', '110.232.152.33');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 });
const time = fc.integer({ min: now - 1e10, max: now });
/** Messages of the catalogue are English and must be translated too. */
const message = fc.constantFrom('Weather', 'GNOME Shell', 'Firmware updates');
const sentence = fc.constantFrom('It shows the weather.', 'Turn it off in Settings.');
const strength = fc.constantFrom('certain', 'likely', 'guess');
const size = maybe(fc.nat());

const endpoint: fc.Arbitrary<Endpoint> = fc.record({
    address: foreign,
    provider: maybe(fc.record({ id: foreign, name: foreign, kind: fc.constantFrom(...providerKinds) })),
    network: maybe(fc.record({ asn: fc.nat(), holder: foreign })),
    placement: fc.constantFrom('own', 'embedded', 'unknown'),
    name: maybe(foreign),
    nameConfirmed: maybe(fc.boolean()),
    confidence: maybe(strength),
    special: fc.option(
        fc.constantFrom(
            ...(['loopback', 'private', 'link-local', 'shared-address-space', 'unique-local'] as const),
            ...(['documentation', 'benchmarking', 'multicast', 'broadcast', 'unspecified'] as const),
            'reserved' as const,
        ),
        { nil: null, freq: 2 },
    ),
    warnings: fc.subarray(['forged-name', 'contradictory-name'] as const),
    evidence: fc.constant([]),
});

const finding: fc.Arbitrary<Finding> = fc.record({
    id: fc.constantFrom('a', 'b'),
    kind: fc.constantFrom(...findingKinds),
    severity: fc.constantFrom(...severities),
    componentId: foreign,
    connectionIds: fc.constant([]),
    address: maybe(foreign),
    since: time,
    values: fc.record(
        {
            count: fc.nat(),
            unread: fc.nat(),
            keepalive: fc.constantFrom('on', 'off', 'unknown'),
            cause: fc.constantFrom('libgweather', 'libsoup2', 'libsoup3', 'webkit', 'chromium', 'unknown'),
            growing: fc.boolean(),
            before: fc.boolean(),
            state: fc.constantFrom('FIN_WAIT2', 'LAST_ACK'),
            period: fc.nat(),
            firstAfterLogin: fc.nat(),
            halfCloses: fc.boolean(),
            reason: fc.constantFrom('unanswered', 'refused', 'zero-window', 'retransmitting'),
            attempts: fc.nat(),
            waiting: fc.nat(),
            port: fc.nat(65_535),
            protocol: foreign,
            expected: fc.boolean(),
            maybe: fc.boolean(),
            warning: fc.constantFrom('forged-name', 'contradictory-name'),
            name: foreign,
            destination: foreign,
            usual: fc.nat(),
        },
        { requiredKeys: ['protocol', 'name', 'destination'] },
    ),
});

const request: fc.Arbitrary<Request> = fc.record({
    kind: fc.constantFrom(
        ...(['weather', 'time', 'software', 'calendar', 'mail', 'files', 'connectivity', 'other'] as const),
    ),
    subjects: fc.array(fc.record({ name: foreign, code: maybe(foreign) }), { maxLength: 6 }),
});

const kinds: readonly ComponentKind[] = [
    ...(['app', 'flatpak', 'snap', 'user-service', 'system-service', 'part', 'terminal'] as const),
    ...(['process', 'unknown'] as const),
];
const reasons: readonly UnknownReason[] = [
    ...(['other-user', 'kernel-only', 'not-accepted', 'exited', 'no-permission'] as const),
    ...(['closure-only', 'not-told'] as const),
];

const component = fc
    .record({
        id: fc.constantFrom('110', '110/extensions'),
        name: message,
        kind: fc.constantFrom(...kinds),
        icon: fc.constant(null),
        appId: fc.constant(null),
        unit: maybe(foreign),
        host: maybe(fc.record({ id: fc.constant('110'), name: message })),
        behalf: maybe(fc.record({ requesters: fc.array(message, { maxLength: 3 }), known: fc.boolean() })),
        purpose: maybe(sentence),
        loss: maybe(sentence),
        turnOff: maybe(sentence),
        unknown: fc.option(fc.constantFrom(...reasons), { nil: null, freq: 2 }),
        catalogueId: maybe(foreign),
    })
    // A user's name is no message.
    .map(whole => (whole.unknown === 'other-user' ? { ...whole, name: 'δ' } : whole));

const evidence: fc.Arbitrary<Evidence> = fc
    .record({
        fact: fc.constantFrom(...Object.keys(attributionSentences)),
        source: foreign,
        strength,
        values: fc.record({
            match: fc.constant('host'),
            pattern: foreign,
            unit: fc.constantFrom('', '7'),
            cgroup: foreign,
            pid: foreign,
            process: foreign,
            appId: foreign,
            snap: foreign,
            name: foreign,
            engine: foreign,
            id: foreign,
            description: foreign,
            interpreter: foreign,
            script: foreign,
            user: foreign,
            entry: message,
            value: foreign,
            host: foreign,
            address: foreign,
            confirmed: fc.constantFrom('yes', 'no', 'unknown'),
            provider: foreign,
            port: foreign,
            parts: foreign,
            names: foreign,
            requesters: foreign,
            known: fc.constantFrom('yes', 'no'),
            file: foreign,
            kind: fc.constantFrom('weather', 'time'),
            subjects: foreign,
            component: foreign,
            components: foreign,
            reason: fc.constantFrom(...reasons),
            processes: fc.constantFrom('', '7, 8'),
        }),
    })
    // Only these two may come without a unit.
    .map(one => (one.fact.endsWith('cgroup') ? one : { ...one, values: { ...one.values, unit: '7' } }));

const addressEvidence: fc.Arbitrary<Evidence> = fc
    .record({
        fact: fc.constantFrom(...identificationFacts),
        source: foreign,
        strength,
        values: fc.record({
            range: fc.constant('10.0.0.0/8'),
            form: fc.constantFrom('nat64', '6to4', 'teredo'),
            address: foreign,
            asn: fc.constant('2527'),
            holder: foreign,
            date: fc.constantFrom('', '2026-06-01'),
            state: fc.constantFrom('missing', 'corrupt'),
            provider: foreign,
            id: foreign,
            name: foreign,
            reason: fc.constantFrom('off', 'time-out', 'refused', 'failed', 'no-resolver', 'not-yet'),
            role: fc.constantFrom(...notEdgeRoles),
            contained: foreign,
            host: foreign,
        }),
    })
    .map(one =>
        one.fact === 'special-range' ? { ...one, values: { ...one.values, range: 'private' } } : one,
    );

const record: fc.Arbitrary<ConnectionRecord> = fc
    .record({
        state: fc.constantFrom(...socketStates, 'UNKNOWN' as const, 'CLOSED' as const),
        since: time,
        before: fc.boolean(),
        bytesSent: size,
        bytesReceived: size,
        receiveQueue: size,
        closedAt: maybe(time),
        component,
        process: maybe(fc.record({ pid: fc.nat(), name: foreign })),
        request: maybe(request),
        attribution: fc.record({ evidence: fc.array(evidence, { maxLength: 3 }), inferred: fc.boolean() }),
        endpoint,
        addressEvidence: fc.array(addressEvidence, { maxLength: 3 }),
        findings: fc.subarray(['a', 'b']),
    })
    .map(({ addressEvidence: facts, endpoint: far, ...changes }) => ({
        ...story,
        ...changes,
        endpoint: { ...far, evidence: facts },
    }));

const summary: fc.Arbitrary<ComponentSummary> = fc
    .record({
        component,
        request: maybe(request),
        endpoints: fc.array(endpoint, { maxLength: 3 }),
        others: fc.nat(30),
        findings: fc.array(finding, { maxLength: 2 }),
    })
    .map(({ endpoints, others, ...changes }) => ({
        ...weatherSummary,
        ...changes,
        destinations: endpoints.map(destination),
        destinationCount: endpoints.length + others,
    }));

function sentencesOf(
    phrases: Phrases,
    told: ConnectionRecord,
    findings: readonly Finding[],
    whole: ComponentSummary,
): string[] {
    return [
        ...explainConnection(phrases, told, findings, now),
        ...explainAddress(phrases, told.endpoint),
        ...findings.flatMap(one => [
            findingTitle(phrases, one, now),
            explainFinding(phrases, one, now),
            findingInBrief(phrases, one, now),
            findingKindInWords(phrases, one.kind),
            severityInWords(phrases, one.severity),
        ]),
        ...told.attribution.evidence.flatMap(one => [
            evidenceInWords(phrases, one),
            strengthInWords(phrases, one.strength),
        ]),
        connectionTitle(phrases, told),
        connectionSubtitle(phrases, told, now),
        stateInWords(phrases, told.state),
        stateExplained(phrases, told.state),
        componentInWords(phrases, whole.component),
        componentKindInWords(phrases, whole.component.kind),
        componentSummaryLine(phrases, whole) || '-',
        connectionCount(phrases, whole.open),
        ago(phrases, now - told.since),
        ...(told.endpoint.provider ? [providerKindInWords(phrases, told.endpoint.provider.kind)] : []),
    ];
}

const everything = [record, fc.array(finding, { maxLength: 3 }), summary] as const;

test('nothing is said that is empty, unfilled or a value of the machine', () => {
    fc.assert(
        fc.property(...everything, (told, findings, whole) => {
            const texts = sentencesOf(english, told, findings, whole);
            texts.push(
                connectionDetails(english, told, findings, now),
                componentDetails(english, whole, [told], now),
            );
            for (const text of texts) {
                assert.notEqual(text.trim(), '');
                assert.doesNotMatch(text, /undefined|null|NaN|Infinity|\[object|[{}]| {2}[^\d]/, text);
            }
        }),
        { numRuns: 400 },
    );
});

test('every word is one that gettext has seen', () => {
    fc.assert(
        fc.property(...everything, (told, findings, whole) => {
            for (const text of sentencesOf(pseudo, told, findings, whole)) {
                // Names of techniques are the same everywhere.
                assert.doesNotMatch(text.replace(/NAT64|6to4|Teredo/g, ''), /[A-Za-z]/, text);
            }
        }),
        { numRuns: 400 },
    );
});

test('an explanation is made of whole sentences', () => {
    fc.assert(
        fc.property(record, fc.array(finding, { maxLength: 3 }), (told, findings) => {
            for (const text of explainConnection(english, told, findings, now)) {
                assert.match(text, /^[A-ZΑ-Ω0-9].*[.!]$/u, text);
            }
        }),
    );
});

test('a fact of a newer version is still shown, by its code name', () => {
    const unheardOf = { fact: 'unheard-of', source: 'there', strength: 'guess', values: { a: '1' } } as const;
    assert.equal(evidenceInWords(english, unheardOf), 'unheard-of: 1 (there)');
});

test('braces in what strangers write are never taken for places', () => {
    const process = { ...weather, name: '{part} {program}', host: { id: 'x', name: '{part}' } };
    const text = explainConnection(english, { ...story, component: process }, [], now)[0] ?? '';
    assert.match(text, /belongs to \{part\} \{program\}, a part of \{part\}\./);
});
