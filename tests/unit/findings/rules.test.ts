import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndpointWarning } from '../../../src/engine/identification/endpoint.js';
import { Desk, minutes, observation, seconds, start } from './observations.js';

test('lingering: a far side that does not finish is found after two minutes, one that still sends is not', () => {
    const waiting = (lastReceived: number | null) =>
        observation({ state: 'FIN_WAIT2', socket: { lastReceived } });
    const desk = new Desk('lingering');
    assert.equal(desk.look(start + 119 * seconds, [waiting(null)]).length, 0);
    assert.equal(desk.look(start + 121 * seconds, [waiting(500)]).length, 0);
    const [finding] = desk.look(start + 121 * seconds, [waiting(121_000)]);
    assert.equal(finding?.values['state'], 'FIN_WAIT2');
    assert.equal(finding.severity, 'info');
    assert.deepEqual(desk.look(start + 123 * seconds, []), []);
});

test('lingering: a last confirmation that is missing for a minute', () => {
    const desk = new Desk('lingering');
    const last = observation({ state: 'LAST_ACK' });
    assert.equal(desk.look(start + 59 * seconds, [last]).length, 0);
    assert.equal(desk.look(start + 61 * seconds, [last])[0]?.values['state'], 'LAST_ACK');
    assert.equal(desk.look(start + 63 * seconds, []).length, 0);
});

test('stalled: a SYN that nobody answers, until somebody does', () => {
    const desk = new Desk('stalled');
    const asking = observation({ id: 'x', state: 'SYN_SENT' });
    assert.equal(desk.look(start + 9 * seconds, [asking]).length, 0);
    const [finding] = desk.look(start + 11 * seconds, [asking]);
    assert.equal(finding?.values['reason'], 'unanswered');
    assert.equal(finding.since, start);
    const answered = observation({ id: 'x' });
    assert.equal(desk.look(start + 13 * seconds, [answered]).length, 1, 'it does not flicker');
    assert.equal(desk.look(start + 17 * seconds, [answered]).length, 0);
});

test('stalled: retransmitting is found by its many retries, not by a few', () => {
    const sending = (retries: number, sendQueue = 100) =>
        observation({ id: 'x', socket: { sendQueue, timer: { kind: 'retransmit', expires: 100, retries } } });
    const desk = new Desk('stalled');
    assert.equal(desk.look(start, [sending(2)]).length, 0);
    assert.equal(desk.look(start, [sending(5)]).length, 0);
    assert.equal(desk.look(start, [sending(6, 0)]).length, 0);
    const [finding] = desk.look(start, [sending(6)]);
    assert.deepEqual(finding?.values, { reason: 'retransmitting', count: 1, waiting: 100 });
    assert.equal(finding.since, start - 12_600);
    assert.equal(desk.look(start + 2 * seconds, [sending(7)])[0], finding, 'its beginning does not move');
    assert.equal(desk.look(start + 8 * seconds, [sending(0)]).length, 0);
});

test('stalled: a far side that takes no data, by the time since some was sent', () => {
    const full = (lastSent: number | null, expires: number | null = 100) =>
        observation({ socket: { sendQueue: 9, lastSent, timer: { kind: 'persist', expires, retries: 0 } } });
    const desk = new Desk('stalled');
    assert.equal(desk.look(start, [full(9_000)]).length, 0);
    assert.equal(desk.look(start, [full(null)]).length, 0);
    assert.equal(desk.look(start, [full(11_000)])[0]?.values['reason'], 'zero-window');
    assert.equal(new Desk('stalled').look(start, [full(null, 13_000)]).length, 1, 'known from the back-off');
});

test('stalled: attempts that end one after another without data are refusals', () => {
    const attempt = (at: number, closureOnly: boolean, bytes: number | null = 0) =>
        observation({
            states: closureOnly
                ? [['CLOSED', at]]
                : [
                      ['SYN_SENT', at],
                      ['CLOSED', at + 1],
                  ],
            connection: { bytesSent: bytes, bytesReceived: bytes, closureOnly, closedAt: at },
        });
    const now = start + 10 * seconds;
    const attempts = [attempt(start, false, null), attempt(start + 1, true), attempt(start + 2, true)];
    const look = (...others: ReturnType<typeof observation>[]) =>
        new Desk('stalled').look(now, [...attempts, ...others]);
    const [finding] = look();
    assert.equal(finding?.values['reason'], 'refused');
    assert.equal(finding.values['attempts'], 3);
    assert.equal(new Desk('stalled').look(now, attempts.slice(1)).length, 0, 'twice may be chance');
    assert.equal(look(observation()).length, 0, 'it gets through');
    assert.equal(look(observation({ address: '192.0.2.1' })).length, 0, 'it gets through another way');
    assert.equal(look(observation({ port: 80 })).length, 1);
    const silent = [...attempts.slice(1), attempt(start, true, null)];
    assert.equal(new Desk('stalled').look(now, silent).length, 0, 'whether it carried data is not known');
    const desk = new Desk('stalled');
    desk.look(now, attempts);
    assert.equal(desk.look(now + 6 * minutes, attempts).length, 0);
});

test('unencrypted: plain HTTP to a public address, but not at home, not unanswered, not over TLS', () => {
    const desk = new Desk('unencrypted');
    const http = { port: 80, entry: null } as const;
    const [finding] = desk.look(start, [observation(http)]);
    assert.equal(finding?.severity, 'notice');
    assert.equal(finding.values['protocol'], 'HTTP');
    for (const harmless of [
        observation({ ...http, endpoint: { special: 'private' } }),
        observation({ ...http, endpoint: null }),
        observation({ ...http, state: 'SYN_SENT' }),
        observation({ ...http, port: 443 }),
        observation({ ...http, connection: { protocol: 'udp' } }),
    ]) {
        assert.equal(new Desk('unencrypted').look(start, [harmless]).length, 0);
    }
    assert.equal(desk.look(start + 6 * seconds, []).length, 0);
});

test('unencrypted: what is meant to be in clear reassures, and what browsers do all day does not alarm', () => {
    const look = (changes: Parameters<typeof observation>[0]) =>
        new Desk('unencrypted').look(start, [observation({ port: 80, ...changes })])[0];
    const expected = look({ entry: { clearText: true } });
    assert.equal(expected?.severity, 'info');
    assert.equal(expected.values['expected'], true);
    assert.equal(look({ entry: { manyConnections: true } })?.severity, 'info');
    assert.equal(look({ entry: { manyConnections: true }, port: 23 })?.severity, 'notice');
    assert.equal(look({ entry: null, port: 143 })?.values['maybe'], true);
});

test('unconfirmed name: a forged one warns, a contradictory one is noted, a merely unconfirmed one is neither', () => {
    const look = (...warnings: EndpointWarning[]) =>
        new Desk('unconfirmed-name').look(start, [
            observation({ endpoint: { warnings, nameConfirmed: false, confidence: 'guess' } }),
        ])[0];
    assert.equal(look('forged-name')?.severity, 'warning');
    assert.equal(look('contradictory-name')?.severity, 'notice');
    assert.equal(look(), undefined);
    const desk = new Desk('unconfirmed-name');
    desk.look(start, [observation({ endpoint: { warnings: ['forged-name'] } })]);
    assert.equal(desk.look(start + 6 * seconds, []).length, 0);
});

test('new destination: only what comes after a while of learning, and only for a while', () => {
    const at = start + 20 * minutes;
    const desk = new Desk('new-destination');
    const known = observation();
    assert.equal(desk.look(start, [known]).length, 0, 'while learning everything is new');
    const fresh = observation({
        state: 'ESTABLISHED',
        states: [['ESTABLISHED', at]],
        endpoint: { provider: { id: 'example', name: 'Example', kind: 'hosting' } },
    });
    const [finding, ...others] = desk.look(at, [known, fresh]);
    assert.equal(finding?.values['destination'], 'Example');
    assert.deepEqual(others, []);
    assert.equal(desk.look(at + 11 * minutes, [known, fresh]).length, 0);
});

test('many connections: it takes more to raise than to keep, and browsers have a higher limit', () => {
    const open = (count: number, manyConnections: boolean) =>
        Array.from({ length: count }, (_, index) =>
            observation({ id: `m${index}`, entry: { manyConnections } }),
        );
    const desk = new Desk('many-connections');
    assert.equal(desk.look(start, open(100, false)).length, 0);
    assert.equal(desk.look(start, open(101, false))[0]?.values['count'], 101);
    assert.equal(desk.look(start, open(90, false)).length, 1);
    assert.equal(desk.look(start + 2 * seconds, open(80, false)).length, 1, 'kept for a moment');
    assert.equal(desk.look(start + 20 * seconds, open(80, false)).length, 0);
    assert.equal(new Desk('many-connections').look(start, open(400, true)).length, 0);
    assert.equal(new Desk('many-connections').look(start, open(301, false))[0]?.severity, 'notice');
});
