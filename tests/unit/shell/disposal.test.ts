import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Disposal, Timer } from '../../../src/shell/disposal.js';
import { HandClock } from './handClock.js';

test('what was acquired is given back once, the last first', () => {
    const order: number[] = [];
    const disposal = new Disposal();
    for (const step of [1, 2, 3]) disposal.add(() => order.push(step));
    disposal.dispose();
    disposal.dispose();
    assert.deepEqual(order, [3, 2, 1]);
});

test('a half-done start is rolled back and its error is thrown on', () => {
    const disposal = new Disposal();
    let released = false;
    assert.throws(
        () =>
            disposal.attempt(() => {
                disposal.add(() => (released = true));
                throw new Error('no panel');
            }),
        /no panel/,
    );
    assert.equal(released, true);
});

test('a step that fails does not keep the others from running, and is not swallowed', () => {
    const order: number[] = [];
    const disposal = new Disposal();
    disposal.add(() => order.push(1));
    disposal.add(() => {
        throw new Error('stuck');
    });
    disposal.add(() => order.push(3));
    assert.throws(
        () => disposal.dispose(),
        (error: Error) => error.cause instanceof Error && error.cause.message === 'stuck',
    );
    assert.deepEqual(order, [3, 1]);
});

test('a step added while disposing is run too', () => {
    const disposal = new Disposal();
    let late = false;
    disposal.add(() => disposal.add(() => (late = true)));
    disposal.dispose();
    assert.equal(late, true);
});

test('a timer that is started again replaces the call before', () => {
    const clock = new HandClock();
    const timer = new Timer(clock);
    const calls: string[] = [];
    timer.start(100, () => calls.push('first'));
    timer.start(200, () => calls.push('second'));
    assert.equal(clock.pending, 1);
    clock.advance(1000);
    assert.deepEqual(calls, ['second']);
    assert.equal(timer.active, false);
});

test('a timer may start itself again from its own call', () => {
    const clock = new HandClock();
    const timer = new Timer(clock);
    let calls = 0;
    const tick = (): void => {
        calls += 1;
        timer.start(10, tick);
    };
    timer.start(10, tick);
    clock.advance(55);
    assert.equal(calls, 5);
    timer.destroy();
    assert.equal(clock.pending, 0);
});

test('stopping a timer that is not running does nothing', () => {
    const timer = new Timer(new HandClock());
    timer.stop();
    timer.start(1, () => undefined);
    timer.stop();
    timer.stop();
    assert.equal(timer.active, false);
});
