import assert from 'node:assert/strict';
import test from 'node:test';
import { Observed } from '../../../src/collector/observed.js';
import { Outlet } from '../../../src/collector/outlet.js';
import { Session } from '../../../src/collector/session.js';
import { decodeMessage } from '../../../src/protocol/decode.js';
import { componentsPerMessage, connectionsPerMessage } from '../../../src/protocol/messages.js';
import type { CollectorMessage } from '../../../src/protocol/messages.js';
import { english, observed } from './observations.js';
import { settle } from './fakeClock.js';

function setUp() {
    const store = new Observed();
    const session = new Session(store, english, { version: '1', pid: 7 }, () => 99);
    const drain = () => {
        const messages: CollectorMessage[] = [];
        for (let message = session.next(); message; message = session.next()) {
            assert.equal(decodeMessage(JSON.stringify(message)).problem, null);
            messages.push(message);
        }
        return messages;
    };
    return { store, session, drain };
}

function of<Type extends CollectorMessage['type']>(type: Type, messages: readonly CollectorMessage[]) {
    return messages.filter(
        (message): message is Extract<CollectorMessage, { type: Type }> => message.type === type,
    );
}

test('it begins with a greeting, and tells nothing of components before the first round is over', () => {
    const { store, session, drain } = setUp();
    store.put(observed('a', '1'), 0);
    assert.deepEqual(
        drain().map(message => message.type),
        ['hello'],
    );
    session.endRound();
    const [first] = of('components', drain());
    assert.ok(first?.first && first.last);
});

test('an empty machine is told as such, once', () => {
    const { session, drain } = setUp();
    session.endRound();
    const [first, ...rest] = of('components', drain());
    assert.deepEqual(
        { ...first, time: 0 },
        { type: 'components', time: 0, first: true, last: true, changed: [], removed: [] },
    );
    assert.equal(rest.length, 0);
    session.endRound();
    assert.deepEqual(drain(), []);
    session.expectRound();
    session.beginRound();
    session.endRound();
    assert.equal(of('components', drain()).length, 1, 'a round that was asked for is answered');
});

test('a round that is asked for is answered at its own end, not at that of one under way, nor before', () => {
    const { store, session, drain } = setUp();
    const told = () => of('components', drain()).map(({ last }) => last);
    session.beginRound();
    session.endRound();
    assert.deepEqual(told(), [true]);
    session.beginRound();
    session.expectRound();
    assert.deepEqual(told(), [], 'nothing is known yet');
    session.endRound();
    assert.deepEqual(told(), [], 'that one began before it was asked for');
    session.beginRound();
    store.put(observed('a', '1'), 0);
    assert.deepEqual(told(), [false], 'news on the way, to be followed by the answer');
    session.endRound();
    assert.deepEqual(told(), [true]);
    store.put(observed('b', '1'), 0);
    assert.deepEqual(told(), [true], 'news that nobody asked for');
});

test('many components come in several messages of which the last is marked', () => {
    const { store, session, drain } = setUp();
    for (let n = 0; n < 60; n += 1) store.put(observed(`c${n}`, `${n}`), 0);
    session.endRound();
    const messages = of('components', drain());
    assert.deepEqual(
        messages.map(message => message.changed.length),
        [componentsPerMessage, componentsPerMessage, 10],
    );
    assert.deepEqual(
        messages.map(message => message.first),
        [true, false, false],
    );
    assert.deepEqual(
        messages.map(message => message.last),
        [false, false, true],
    );
});

test('later only differences are told', () => {
    const { store, session, drain } = setUp();
    store.put(observed('a', '1'), 0);
    store.put(observed('b', '2'), 0);
    session.endRound();
    drain();
    store.put(observed('a', '1', { bytesSent: 1 }), 0);
    store.remove('2');
    session.endRound();
    const [message, ...rest] = of('components', drain());
    assert.deepEqual(
        message?.changed.map(summary => summary.component.id),
        ['a'],
    );
    assert.deepEqual(message.removed, ['b']);
    assert.equal(rest.length, 0);
});

test('a component that came and went before it was told is never told', () => {
    const { store, session, drain } = setUp();
    session.endRound();
    drain();
    store.put(observed('a', '1'), 0);
    store.remove('1');
    session.endRound();
    assert.deepEqual(drain(), []);
});

test('only an opened component’s connections are told, the first ones of them, in messages of bounded size', () => {
    const { store, session, drain } = setUp();
    for (let n = 0; n < 300; n += 1) store.put(observed('a', `${n}`, { since: n }), 0);
    session.endRound();
    assert.equal(of('connections', drain()).length, 0);
    session.open('a', 100);
    const messages = of('connections', drain());
    assert.deepEqual(
        messages.map(message => message.changed.length),
        [connectionsPerMessage, connectionsPerMessage, 20],
    );
    assert.deepEqual(
        messages.map(message => [message.first, message.last, message.total]),
        [
            [true, false, 300],
            [false, false, 300],
            [false, true, 300],
        ],
    );
    assert.equal(messages[0]?.changed[0]?.id, '299');
    session.open('a', 110);
    const [more] = of('connections', drain());
    assert.equal(more?.changed.length, 10, 'a longer page goes on from the shorter one');
    assert.equal(more.first, false);
});

test('of an opened component only what changed is told again', () => {
    const { store, session, drain } = setUp();
    for (let n = 0; n < 5; n += 1) store.put(observed('a', `${n}`), 0);
    session.open('a', 4);
    session.endRound();
    drain();
    store.put(observed('a', '2', { bytesSent: 9 }), 0);
    const [message] = of('connections', drain());
    assert.deepEqual(
        message?.changed.map(record => record.id),
        ['2'],
    );
    store.remove('0');
    const [after] = of('connections', drain());
    assert.deepEqual(after?.removed, ['0']);
    assert.deepEqual(
        after.changed.map(record => record.id),
        ['4'],
        'the next one moves up onto the page',
    );
    session.close('a');
    store.put(observed('a', '2', { bytesSent: 10 }), 0);
    assert.equal(of('connections', drain()).length, 0);
});

test('a change beyond the page is told as the total only', () => {
    const { store, session, drain } = setUp();
    for (let n = 0; n < 5; n += 1) store.put(observed('a', `${n}`, { since: 10 - n }), 0);
    session.open('a', 2);
    session.endRound();
    drain();
    store.remove('4');
    const [message] = of('connections', drain());
    assert.deepEqual([message?.total, message?.changed, message?.removed], [4, [], []]);
    store.put(observed('a', '3', { since: 7, bytesSent: 8 }), 0);
    assert.equal(of('connections', drain()).length, 0);
});

test('a filter names the components that match and narrows the opened one', () => {
    const { store, session, drain } = setUp();
    store.put(observed('Mail', '1', { remote: { address: '203.0.113.7', port: 993 } }), 0);
    store.put(observed('Mail', '2'), 0);
    store.put(observed('Web', '3'), 0);
    session.open('Mail', 10);
    session.endRound();
    drain();
    session.setFilter('mail :993');
    let messages = drain();
    assert.deepEqual(of('matches', messages)[0]?.componentIds, ['Mail']);
    const [connections] = of('connections', messages);
    assert.deepEqual([connections?.total, connections?.removed], [1, ['2']]);
    session.endRound();
    assert.deepEqual(drain(), [], 'nothing changed, nothing is told');
    store.put(observed('Web', '4', { remote: { address: '203.0.113.7', port: 993 } }), 0);
    session.endRound();
    assert.equal(of('matches', drain()).length, 0);
    store.put(observed('Mail 2', '5', { remote: { address: '203.0.113.7', port: 993 } }), 0);
    session.endRound();
    messages = drain();
    assert.deepEqual(of('matches', messages)[0]?.componentIds, ['Mail', 'Mail 2']);
    session.setFilter('');
    messages = drain();
    assert.equal(of('matches', messages)[0]?.componentIds, null);
    assert.equal(of('connections', messages)[0]?.changed[0]?.id, '2');
});

test('a view that reads slowly costs no memory and hears how things are, not how they were', async () => {
    const { store, session } = setUp();
    const lines: string[] = [];
    let read: (() => void) | null = null;
    const outlet = new Outlet(
        () => session.next(),
        line => {
            lines.push(line);
            return new Promise(resolve => (read = resolve));
        },
        cause => assert.fail(String(cause)),
    );
    session.open('a', 10);
    for (let round = 0; round < 10_000; round += 1) {
        store.put(observed('a', '1', { bytesSent: round }), 0);
        store.put(observed(`short ${round}`, `short ${round}`), 0);
        store.remove(`short ${round}`);
        session.endRound();
        outlet.nudge();
        if (round % 1_000 === 0) await settle();
    }
    assert.equal(lines.length, 1, 'nothing is written before the last line was taken');
    for (let turn = 0; turn < 20; turn += 1) {
        const go = read as (() => void) | null;
        read = null;
        go?.();
        await settle();
    }
    const messages = lines.map(line => JSON.parse(line) as CollectorMessage);
    assert.deepEqual(
        messages.map(message => message.type),
        ['hello', 'components', 'connections'],
    );
    assert.equal(of('components', messages)[0]?.changed[0]?.bytesSent, 9_999);
    assert.equal(of('connections', messages)[0]?.changed[0]?.bytesSent, 9_999);
});

test('answers that nobody reads do not pile up', () => {
    const { session, drain } = setUp();
    for (let n = 0; n < 1_000; n += 1) session.reply({ type: 'exported', path: `${n}`, error: null });
    const messages = drain();
    assert.ok(messages.length < 40);
    assert.equal(messages[0]?.type, 'hello');
    assert.equal(of('exported', messages).at(-1)?.path, '999');
});

test('when nobody reads any more the outlet says so once and stops', async () => {
    const { session } = setUp();
    let broken = 0;
    const outlet = new Outlet(
        () => session.next(),
        () => Promise.reject(new Error('broken pipe')),
        () => (broken += 1),
    );
    outlet.nudge();
    await settle();
    session.endRound();
    outlet.nudge();
    await settle();
    assert.equal(broken, 1);
});
