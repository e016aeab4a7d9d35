import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Desk, minutes, observation, seconds, start } from './observations.js';

const halfClosed = (at: number, changes: Parameters<typeof observation>[0] = {}) =>
    observation({
        states: [
            ['ESTABLISHED', at - 1000],
            ['CLOSE_WAIT', at],
        ],
        ...changes,
    });

test('a half-close beyond what its HTTP library takes is found, with its known cause', () => {
    const connection = halfClosed(start, { socket: { receiveQueue: 1 } });
    const [finding] = new Desk('half-closed').look(start + 75 * seconds, [connection]);
    assert.equal(finding?.severity, 'notice');
    assert.equal(finding.since, start);
    assert.equal(finding.address, '110.232.152.33');
    assert.deepEqual(finding.values, {
        ...{ count: 1, unread: 0, keepalive: 'off', cause: 'libgweather', growing: false, before: false },
    });
});

test('within what its HTTP library takes, a half-close is normal', () => {
    const desk = new Desk('half-closed');
    assert.deepEqual(desk.look(start + 74 * seconds, [halfClosed(start)]), []);
    const limits = { webkit: 130, firefox: 130, chromium: 330, libsoup3: 75 } as const;
    for (const [http, limit] of Object.entries(limits)) {
        const one = halfClosed(start, { entry: { http: http as keyof typeof limits } });
        assert.equal(desk.look(start + limit * seconds - 1, [one]).length, 0, http);
        assert.equal(desk.look(start + limit * seconds, [one]).length, 1, http);
    }
    assert.equal(desk.look(start + 75 * seconds, [halfClosed(start, { entry: null })]).length, 1);
});

test('it clears when the program closes, and keeps its beginning until then', () => {
    const desk = new Desk('half-closed');
    const one = halfClosed(start);
    const [first] = desk.look(start + 80 * seconds, [one]);
    assert.equal(desk.look(start + 90 * seconds, [one])[0], first);
    assert.deepEqual(desk.look(start + 92 * seconds, [observation({ state: 'LAST_ACK' })]), []);
});

test("the user's threshold counts instead of the library's", () => {
    const desk = new Desk('half-closed', 2);
    assert.equal(desk.look(start + 1999, [halfClosed(start)]).length, 0);
    assert.equal(desk.look(start + 2000, [halfClosed(start)]).length, 1);
});

test('unread data is told without the FIN, and a TLS goodbye is no data', () => {
    const unread = (receiveQueue: number, port: number) =>
        new Desk('half-closed').look(start + 2 * minutes, [
            halfClosed(start, { port, socket: { receiveQueue } }),
        ])[0]?.values['unread'];
    assert.equal(unread(6, 443), 5);
    assert.equal(unread(25, 443), 0);
    assert.equal(unread(32, 443), 0);
    assert.equal(unread(25, 80), 24);
    assert.equal(unread(0, 80), 0);
});

test('keepalive is told where the timer shows it', () => {
    const keepalive = (kind: 'keepalive' | 'retransmit') =>
        new Desk('half-closed').look(start + 2 * minutes, [
            halfClosed(start, { socket: { timer: { kind, expires: 1, retries: 0 } } }),
        ])[0]?.values['keepalive'];
    assert.equal(keepalive('keepalive'), 'on');
    assert.equal(keepalive('retransmit'), 'unknown');
});

test('those of one component and provider are one finding; that grows when none goes', () => {
    const desk = new Desk('half-closed');
    const leak = Array.from({ length: 12 }, (_, index) =>
        halfClosed(start + index * minutes, { address: `198.51.100.${index}` }),
    );
    const [finding, ...others] = desk.look(start + 20 * minutes, leak);
    assert.equal(others.length, 0);
    assert.equal(finding?.severity, 'warning');
    assert.equal(finding.address, null);
    assert.equal(finding.values['growing'], true);
    assert.equal(finding.values['count'], 12);
    // As many at once are a burst, not a leak.
    const burst = Array.from({ length: 12 }, () => halfClosed(start));
    assert.equal(new Desk('half-closed').look(start + 20 * minutes, burst)[0]?.severity, 'notice');
});

test('one that was half-closed before the first look is older than can be told', () => {
    const old = observation({ state: 'CLOSE_WAIT', connection: { before: true } });
    assert.equal(new Desk('half-closed').look(start + 2 * minutes, [old])[0]?.values['before'], true);
});
