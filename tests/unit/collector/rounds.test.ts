import assert from 'node:assert/strict';
import test from 'node:test';
import { Rounds, longestStretch } from '../../../src/collector/rounds.js';
import { FakeClock, settle } from './fakeClock.js';

function setUp(options: { changed?: () => boolean; takes?: number } = {}) {
    const clock = new FakeClock();
    const starts: number[] = [];
    let paces = 0;
    let running = 0;
    const run = async () => {
        running += 1;
        assert.equal(running, 1, 'rounds overlap');
        starts.push(clock.elapsed());
        const { takes } = options;
        if (takes) await new Promise<void>(resolve => clock.after(takes, resolve));
        running -= 1;
        return { changed: options.changed?.() ?? false };
    };
    const rounds = new Rounds(clock, 2_000, run, () => (paces += 1));
    return { clock, rounds, starts, paces: () => paces };
}

test('a round follows each interval while something changes', async () => {
    const { clock, rounds, starts } = setUp({ changed: () => true });
    rounds.refresh();
    await clock.pass(6_500);
    assert.deepEqual(starts, [0, 2_000, 4_000, 6_000]);
});

test('when nothing changes and nobody looks the interval grows, but not beyond its bound', async () => {
    const { clock, rounds, starts, paces } = setUp();
    rounds.refresh();
    await clock.pass(400_000);
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    assert.equal(gaps[0], 2_000);
    assert.equal(Math.max(...gaps), 2_000 * longestStretch);
    assert.deepEqual(
        gaps,
        [...gaps].sort((a, b) => a - b),
    );
    assert.ok(paces() >= longestStretch - 1);
});

test('a change brings the interval back at once', async () => {
    let changed = false;
    const { clock, rounds, starts } = setUp({ changed: () => changed });
    rounds.refresh();
    await clock.pass(100_000);
    assert.equal(rounds.interval, 10_000);
    changed = true;
    await clock.pass(10_000);
    assert.equal(rounds.interval, 2_000);
    const count = starts.length;
    await clock.pass(2_000);
    assert.equal(starts.length, count + 1);
});

test('a hint that something happened shortens the wait that is under way', async () => {
    const { clock, rounds, starts } = setUp();
    rounds.refresh();
    await clock.pass(101_000);
    const count = starts.length;
    rounds.hurry();
    await clock.pass(2_000);
    assert.ok(starts.length > count);
});

test('somebody who looks sees a round now, and the set interval from then on', async () => {
    const { clock, rounds, starts } = setUp();
    rounds.refresh();
    await clock.pass(100_500);
    const count = starts.length;
    rounds.setWatching(true);
    await settle();
    assert.equal(starts.length, count + 1);
    await clock.pass(60_000);
    assert.equal(starts.length, count + 31);
});

test('pausing stops the rounds, a refresh still makes one, going on makes one now', async () => {
    const { clock, rounds, starts } = setUp();
    rounds.refresh();
    await settle();
    rounds.setPaused(true);
    await clock.pass(60_000);
    assert.equal(starts.length, 1);
    rounds.refresh();
    await clock.pass(60_000);
    assert.equal(starts.length, 2);
    rounds.setPaused(false);
    await settle();
    assert.equal(starts.length, 3);
});

test('rounds that take longer than the interval neither overlap nor leave no rest', async () => {
    const { clock, rounds, starts } = setUp({ changed: () => true, takes: 5_000 });
    rounds.refresh();
    await clock.pass(20_000);
    assert.deepEqual(starts, [0, 5_500, 11_000, 16_500]);
});

test('what is asked for during a round is done right after it, once', async () => {
    const { clock, rounds, starts } = setUp({ takes: 100 });
    rounds.refresh();
    rounds.refresh();
    rounds.refresh();
    await clock.pass(1_000);
    assert.deepEqual(starts, [0, 100]);
});

test('a new interval holds at once, also for the wait that is under way', async () => {
    const { clock, rounds, starts } = setUp({ changed: () => true });
    rounds.refresh();
    await settle();
    rounds.setInterval(60_000);
    await clock.pass(10_000);
    assert.deepEqual(starts, [0]);
    rounds.setInterval(500);
    await clock.pass(1_000);
    assert.deepEqual(starts.slice(0, 2), [0, 10_125]);
});

test('nothing runs and nothing waits once it is stopped', async () => {
    const { clock, rounds, starts } = setUp();
    rounds.refresh();
    await settle();
    rounds.stop();
    rounds.refresh();
    await clock.pass(60_000);
    assert.equal(starts.length, 1);
    assert.equal(clock.waiting, 0);
});
