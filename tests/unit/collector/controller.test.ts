import assert from 'node:assert/strict';
import test from 'node:test';
import { Controller } from '../../../src/collector/controller.js';
import type { Controlled } from '../../../src/collector/controller.js';
import { Observed } from '../../../src/collector/observed.js';
import { Rounds } from '../../../src/collector/rounds.js';
import { Session } from '../../../src/collector/session.js';
import type { CollectorMessage } from '../../../src/protocol/messages.js';
import { readEngineSettings } from '../../../src/protocol/settingsKeys.js';
import { FakeClock, settle } from './fakeClock.js';
import { english } from './observations.js';

function setUp(overrides: Partial<Controlled> = {}) {
    const clock = new FakeClock();
    const settings = readEngineSettings(() => undefined, []);
    const session = new Session(new Observed(), english, { version: '1', pid: 1 }, () => 0);
    const counts = { rounds: 0, asked: 0 };
    const rounds = new Rounds(clock, 2_000, () => {
        counts.rounds += 1;
        session.beginRound();
        session.endRound();
        return Promise.resolve({ changed: false });
    });
    const problems: string[] = [];
    const told: CollectorMessage[] = [];
    const controller = new Controller(
        {
            session,
            rounds,
            configure: () => undefined,
            setWatching: () => undefined,
            askRegistry: () => {
                counts.asked += 1;
                return Promise.resolve({
                    body: '{"objectClassName":"ip network","name":"N"}',
                    failure: null,
                });
            },
            export: () => Promise.resolve(),
            forget: () => Promise.resolve(),
            nudge: () => {
                for (let message = session.next(); message; message = session.next()) told.push(message);
            },
            problem: text => problems.push(text),
            ...overrides,
        },
        settings,
    );
    const send = async (command: object) => {
        told.length = 0;
        controller.take(JSON.stringify(command));
        await settle();
        return told;
    };
    return { clock, settings, rounds, send, problems, counts, controller };
}

test('a refresh makes a round now and is answered even where nothing changed', async () => {
    const { send, counts, controller, rounds, clock } = setUp();
    rounds.refresh();
    await clock.pass(100);
    await send({ command: 'refresh' });
    assert.equal(counts.rounds, 2);
    controller.take(JSON.stringify({ command: 'refresh' }));
    assert.equal(counts.rounds, 3);
});

test('whoever asks whether anybody is there is told so', async () => {
    const { send, counts } = setUp();
    await send({ command: 'pause', paused: false });
    assert.deepEqual(await send({ command: 'ping' }), [{ type: 'pong' }]);
    assert.equal(counts.rounds, 0);
});

test('a pause and a new interval reach the rounds', async () => {
    const { send, rounds } = setUp();
    await send({ command: 'pause', paused: true });
    assert.equal(rounds.paused, true);
    await send({ command: 'interval', milliseconds: 700 });
    assert.equal(rounds.interval, 700);
});

test('no registry is asked without consent', async () => {
    const { send, counts, settings } = setUp();
    const [refused] = await send({ command: 'register', address: '192.0.2.1' });
    assert.deepEqual(await send({ command: 'register', address: '192.0.2.1' }), [
        { type: 'registration', address: '192.0.2.1', result: null, failure: 'no-consent' },
    ]);
    assert.ok(refused);
    assert.equal(counts.asked, 0);
    await send({ command: 'configure', settings: { ...settings, registrationConsent: true } });
    const [answer] = await send({ command: 'register', address: '192.0.2.1' });
    assert.equal(counts.asked, 1);
    assert.ok(answer?.type === 'registration');
    assert.equal(answer.result?.network, 'N');
    assert.equal(answer.failure, null);
    await send({ command: 'configure', settings });
    await send({ command: 'register', address: '192.0.2.1' });
    assert.equal(counts.asked, 1, 'consent can be taken back');
});

test('an answer that is none, and a failure, are told as such', async () => {
    for (const [answer, failure] of [
        [{ body: '<html>', failure: null }, 'unreadable'],
        [{ body: null, failure: 'rate-limit' }, 'rate-limit'],
    ] as const) {
        const { send, settings } = setUp({ askRegistry: () => Promise.resolve(answer) });
        await send({ command: 'configure', settings: { ...settings, registrationConsent: true } });
        assert.deepEqual(await send({ command: 'register', address: '192.0.2.1' }), [
            { type: 'registration', address: '192.0.2.1', result: null, failure },
        ]);
    }
});

test('an export that succeeds names its file, one that fails its reason', async () => {
    const good = setUp();
    await good.send({ command: 'refresh' });
    assert.deepEqual(await good.send({ command: 'export', format: 'csv', path: '/tmp/x' }), [
        { type: 'exported', path: '/tmp/x', error: null },
    ]);
    const bad = setUp({ export: () => Promise.reject(new Error('disk full')) });
    await bad.send({ command: 'refresh' });
    assert.deepEqual(await bad.send({ command: 'export', format: 'csv', path: '/tmp/x' }), [
        { type: 'exported', path: null, error: 'disk full' },
    ]);
});

test('bad commands are told of, but not without end', async () => {
    const { send, problems, controller } = setUp();
    await send({ command: 'nonsense' });
    assert.equal(problems.length, 1);
    for (let n = 0; n < 100; n += 1) controller.take('}{');
    assert.deepEqual(problems.slice(20), ['more of that is not told']);
});
