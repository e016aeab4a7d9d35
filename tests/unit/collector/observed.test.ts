import assert from 'node:assert/strict';
import test from 'node:test';
import { Observed } from '../../../src/collector/observed.js';
import { attribution, component, endpoint, finding, observed } from './observations.js';

const google = { id: 'google', name: 'Google', kind: 'cloud' } as const;

test('only components that changed are named', () => {
    const store = new Observed();
    store.put(observed('a', '1'), 0);
    store.put(observed('b', '2'), 0);
    assert.deepEqual(store.takeChanged(), ['a', 'b']);
    store.put(observed('a', '1'), 0);
    store.put(observed('b', '2', { bytesSent: 5 }), 0);
    assert.deepEqual(store.takeChanged(), ['b']);
    assert.deepEqual(store.takeChanged(), []);
});

test('totals and rates are those of the component', () => {
    const store = new Observed();
    store.put(observed('a', '1', { bytesSent: 1_000, bytesReceived: 5_000, before: true }), 0);
    store.endRound(2_000);
    assert.equal(store.summary('a')?.sendRate, 0, 'what was sent before the first look is no rate');
    store.put(observed('a', '1', { bytesSent: 3_000, bytesReceived: 5_000 }), 0);
    store.put(observed('a', '2', { bytesSent: 400, bytesReceived: 0 }), 0);
    store.endRound(2_000);
    const summary = store.summary('a');
    assert.equal(summary?.bytesSent, 3_400);
    assert.equal(summary.bytesReceived, 5_000);
    assert.equal(summary.sendRate, 1_200);
    store.takeChanged();
    store.endRound(2_000);
    assert.equal(store.summary('a')?.sendRate, 0);
    assert.deepEqual(store.takeChanged(), ['a'], 'that the traffic stopped is a change');
    store.endRound(2_000);
    assert.deepEqual(store.takeChanged(), []);
});

test('open, closed and ended connections are counted, also after they left the list', () => {
    const store = new Observed();
    store.put(observed('a', '1'), 0);
    store.put(observed('a', '2'), 0);
    store.put(observed('a', '2', { state: 'CLOSED', closedAt: 9 }), 0);
    store.put(observed('a', '3', { state: 'CLOSED', closedAt: 9 }), 0);
    assert.deepEqual(pick(store.summary('a')), { open: 1, closed: 2, ended: 2 });
    store.remove('2');
    store.remove('3');
    assert.deepEqual(pick(store.summary('a')), { open: 1, closed: 0, ended: 2 });
    store.remove('1');
    assert.equal(store.summary('a'), null);
    store.put(observed('a', '4'), 5_000);
    assert.deepEqual(pick(store.summary('a')), { open: 1, closed: 0, ended: 2 });
    assert.equal(store.summary('a')?.since, 0, 'a component that comes back is still the one of before');
});

test('a connection that turns out to be another component’s goes there with its bytes', () => {
    const store = new Observed();
    store.put(observed('shell', '1', { bytesSent: 10, bytesReceived: 20 }), 0);
    store.put(observed('shell', '2', { bytesSent: 1, bytesReceived: 2 }), 0);
    store.endRound(1_000);
    store.put(
        observed('shell', '1', { bytesSent: 10, bytesReceived: 20 }, { attribution: attribution('weather') }),
        0,
    );
    store.endRound(1_000);
    assert.equal(store.summary('shell')?.bytesSent, 1);
    assert.equal(store.summary('weather')?.bytesReceived, 20);
    assert.equal(store.summary('weather')?.receiveRate, 0);
    store.put(observed('shell', '2', {}, { attribution: attribution('weather') }), 0);
    assert.equal(store.summary('shell'), null);
});

test('a component that learns its name is told again', () => {
    const store = new Observed();
    store.put(observed('a', '1'), 0);
    store.takeChanged();
    const named = { ...attribution('a'), component: component('a', { name: 'A name' }) };
    store.put(observed('a', '1', {}, { attribution: named }), 0);
    assert.deepEqual(store.takeChanged(), ['a']);
    assert.equal(store.summary('a')?.component.name, 'A name');
});

test('destinations are providers, else addresses, most used first', () => {
    const store = new Observed();
    const at = (address: string) => ({ remote: { address, port: 443 } });
    const byGoogle = (address: string) => ({ endpoint: endpoint(address, { provider: google }) });
    store.put(observed('a', '1', at('192.0.2.9')), 0);
    store.put(observed('a', '2', at('192.0.2.1'), byGoogle('192.0.2.1')), 0);
    store.put(observed('a', '3', { ...at('192.0.2.2'), since: 2_000 }, byGoogle('192.0.2.2')), 0);
    for (const n of [4, 5, 6]) store.put(observed('a', `${n}`, at(`192.0.2.${n}`)), 0);
    const summary = store.summary('a');
    assert.equal(summary?.destinationCount, 5);
    assert.equal(summary.destinations.length, 3);
    assert.equal(summary.destinations[0]?.provider?.id, 'google');
    assert.equal(summary.destinations[0].connections, 2);
    assert.equal(summary.destinations[0].address, '192.0.2.2', 'the newest stands for the rest');
});

test('findings reach their component and connections, and leave them', () => {
    const store = new Observed();
    store.put(observed('a', '1'), 0);
    store.put(observed('b', '2'), 0);
    const before = store.revision('1');
    store.takeChanged();
    store.setFindings([finding('f', 'a', ['1'])]);
    assert.deepEqual(store.takeChanged(), ['a']);
    assert.deepEqual(store.record('1')?.findings, ['f']);
    assert.ok(store.revision('1') > before);
    assert.equal(store.summary('a')?.findings[0]?.id, 'f');
    store.setFindings([finding('f', 'a', ['1'])]);
    assert.deepEqual(store.takeChanged(), [], 'the same finding again is no change');
    store.setFindings([]);
    assert.deepEqual(store.takeChanged(), ['a']);
    assert.deepEqual(store.record('1')?.findings, []);
});

test('the order is: something odd, open and newest, closed last', () => {
    const store = new Observed();
    store.put(observed('a', 'old', { since: 1 }), 0);
    store.put(observed('a', 'new', { since: 3 }), 0);
    store.put(observed('a', 'gone', { since: 9, closedAt: 10, state: 'CLOSED' }), 0);
    store.put(observed('a', 'odd', { since: 2 }), 0);
    store.setFindings([finding('f', 'a', ['odd'])]);
    assert.deepEqual(store.order('a'), ['odd', 'new', 'old', 'gone']);
    store.put(observed('a', 'new', { since: 3, closedAt: 11, state: 'CLOSED' }), 0);
    assert.deepEqual(store.order('a'), ['odd', 'old', 'new', 'gone']);
});

test('a timer or a round trip that moved is no change, but is told along with one', () => {
    const store = new Observed();
    const socket = (rtt: number) => ({ socket: { rtt, receiveQueue: 0 } as never });
    store.put(observed('a', '1', socket(1)), 0);
    store.takeChanged();
    store.put(observed('a', '1', socket(2)), 0);
    assert.deepEqual(store.takeChanged(), []);
    assert.equal(store.record('1')?.rtt, 2);
});

test('what components leave behind stays bounded', () => {
    const store = new Observed();
    for (let n = 0; n < 3_000; n += 1) {
        store.put(observed(`terminal:${n}`, '1', { closedAt: 1, state: 'CLOSED' }), n);
        store.remove('1');
    }
    store.put(observed('terminal:0', '1'), 9_999);
    assert.equal(store.summary('terminal:0')?.since, 9_999, 'the oldest is forgotten');
    store.put(observed('terminal:2999', '2'), 9_999);
    assert.equal(store.summary('terminal:2999')?.since, 2_999);
});

function pick(summary: ReturnType<Observed['summary']>) {
    assert.ok(summary);
    const { open, closed, ended } = summary;
    return { open, closed, ended };
}
