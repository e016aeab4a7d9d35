import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findingKinds } from '../../../src/engine/findings/finding.js';
import { Desk, minutes, observation, start } from './observations.js';

const odd = () => observation({ state: 'CLOSE_WAIT', endpoint: { warnings: ['forged-name'] }, port: 80 });
const later = start + 5 * minutes;

test('the worst comes first, and what has not changed is the same object', () => {
    const desk = new Desk();
    const one = odd();
    const findings = desk.look(later, [one]);
    assert.deepEqual(
        findings.map(({ kind }) => kind),
        ['unconfirmed-name', 'half-closed', 'unencrypted'].filter(kind =>
            findings.some(finding => finding.kind === kind),
        ),
    );
    assert.equal(findings[0]?.severity, 'warning');
    assert.equal(desk.look(later + 2000, [one]), findings);
});

test('a kind that is switched off is not told, and what stood of it goes at once', () => {
    const desk = new Desk();
    const one = odd();
    desk.look(later, [one]);
    desk.settings['unconfirmed-name'] = { enabled: false, threshold: null };
    assert.ok(desk.look(later, [one]).every(({ kind }) => kind !== 'unconfirmed-name'));
});

test('what is ignored for a component, an address or altogether is not told, and goes at once', () => {
    const one = odd();
    const componentId = one.attribution.component.id;
    const address = one.connection.remote.address;
    for (const ignored of [
        { kind: 'unencrypted', componentId, address: null },
        { kind: 'unencrypted', componentId: null, address },
        { kind: null, componentId, address },
    ] as const) {
        const desk = new Desk();
        const before = desk.look(later, [one]);
        desk.ignored = [ignored];
        const after = desk.look(later + 1, [one]);
        assert.ok(before.some(({ kind }) => kind === 'unencrypted'));
        assert.ok(after.every(({ kind }) => kind !== 'unencrypted'));
        assert.equal(after.length, ignored.kind === null ? 0 : before.length - 1);
    }
    const desk = new Desk();
    desk.ignored = [{ kind: null, componentId: 'another', address: null }];
    assert.ok(desk.look(later, [one]).length > 0);
});

test('traffic within this computer is nothing to tell of', () => {
    const desk = new Desk();
    assert.deepEqual(desk.look(later, [observation({ state: 'CLOSE_WAIT', address: '127.0.0.53' })]), []);
    assert.deepEqual(desk.look(later, [observation({ state: 'CLOSE_WAIT', address: '::1' })]), []);
});

test('a clock that is set back leaves no finding behind for good', () => {
    const desk = new Desk('stalled');
    desk.look(later, [observation({ state: 'SYN_SENT' })]);
    assert.deepEqual(desk.look(later - 60 * minutes, []), []);
});

test('ten thousand odd connections make a bounded list of bounded findings', () => {
    const desk = new Desk();
    const many = Array.from({ length: 10_000 }, (_, index) =>
        observation({
            state: 'CLOSE_WAIT',
            address: `203.0.${index >> 8}.${index & 255}`,
            endpoint: { provider: null, confidence: null, warnings: ['forged-name'] },
        }),
    );
    const findings = desk.look(later, many);
    assert.equal(findings.length, 500);
    assert.ok(findings.every(({ connectionIds }) => connectionIds.length <= 20));
});

test('whatever the kernel says, every finding has figures and names connections that are there', () => {
    const states = [
        'ESTABLISHED',
        'SYN_SENT',
        'CLOSE_WAIT',
        'LAST_ACK',
        'FIN_WAIT2',
        'CLOSED',
        'UNKNOWN',
    ] as const;
    const arbitrary = fc.record({
        state: fc.constantFrom(...states),
        at: fc.integer({ min: -1e6, max: 1e9 }),
        port: fc.constantFrom(80, 443, 23, 0, 65_535),
        queue: fc.integer({ min: 0, max: 1e9 }),
        retries: fc.integer({ min: 0, max: 255 }),
        timer: fc.constantFrom('retransmit', 'persist', 'keepalive', 'other'),
        identified: fc.boolean(),
    });
    fc.assert(
        fc.property(fc.array(arbitrary, { maxLength: 30 }), rows => {
            const desk = new Desk();
            const observations = rows.map(({ state, at, port, queue, retries, timer, identified }) =>
                observation({
                    states: [[state, start + at]],
                    port,
                    socket: {
                        receiveQueue: queue,
                        sendQueue: queue,
                        timer: { kind: timer, expires: null, retries },
                    },
                    ...(identified ? {} : { endpoint: null, entry: null }),
                }),
            );
            const ids = new Set(observations.map(({ connection }) => connection.id));
            for (const now of [later, later + 2000]) {
                for (const finding of desk.look(now, observations)) {
                    assert.ok(findingKinds.includes(finding.kind));
                    assert.ok(Number.isFinite(finding.since));
                    assert.ok(finding.connectionIds.every(id => ids.has(id)));
                    for (const value of Object.values(finding.values)) {
                        assert.ok(typeof value !== 'number' || Number.isFinite(value));
                    }
                }
            }
        }),
    );
});

test('a far side that gets its name meanwhile is told of once', () => {
    const desk = new Desk();
    const nameless = observation({ port: 80, endpoint: { provider: null } });
    const named = { ...nameless, endpoint: observation({ port: 80 }).endpoint };
    assert.equal(desk.look(later, [nameless]).filter(({ kind }) => kind === 'unencrypted').length, 1);
    assert.equal(desk.look(later + 1000, [named]).filter(({ kind }) => kind === 'unencrypted').length, 1);
});

test('a connection whose owner becomes known meanwhile is told of once', () => {
    const desk = new Desk();
    const known = observation({ port: 80 });
    const component = { ...known.attribution.component, id: 'unknown:not-told' };
    const unknown = { ...known, attribution: { ...known.attribution, component } };
    const told = (look: typeof known, at: number) =>
        desk.look(at, [look]).filter(({ kind }) => kind === 'unencrypted').length;
    assert.equal(told(unknown, later), 1);
    assert.equal(told(known, later + 1000), 1);
});
