import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rhythmOf } from '../../../src/engine/findings/rhythm.js';
import { Desk, minutes, observation, seconds, start } from './observations.js';

/** The story: a new connection at each beat, half-closed until the next. */
function replay(desk: Desk, beats: readonly number[], firstId = 0) {
    return beats.map((at, index) =>
        desk.look(at, [
            observation({
                id: `beat${firstId + index}`,
                states: [
                    ['ESTABLISHED', at],
                    ['CLOSE_WAIT', at + 2],
                ],
            }),
        ]),
    );
}
const every = (period: number, count: number, from = start) =>
    Array.from({ length: count }, (_, index) => from + index * period);

test('the story: every ten minutes since four seconds after login', () => {
    const desk = new Desk('reconnecting');
    desk.history.beginSession(start - 4 * seconds);
    const looks = replay(desk, every(10 * minutes, 8));
    assert.deepEqual(looks[3], [], 'three intervals may be chance');
    const [finding] = looks[4] ?? [];
    assert.equal(finding?.severity, 'info');
    assert.equal(finding.values['period'], 10 * minutes);
    assert.equal(finding.values['firstAfterLogin'], 4 * seconds);
    assert.equal(finding.values['halfCloses'], true);
    assert.equal(looks[7]?.[0]?.since, start);
    assert.equal(looks[7][0].id, finding.id);
});

test('it clears when beats are missed, not when one is late', () => {
    const desk = new Desk('reconnecting');
    replay(desk, every(minutes, 6));
    const last = start + 5 * minutes;
    assert.equal(desk.look(last + 2.4 * minutes, []).length, 1);
    assert.equal(desk.look(last + 2.6 * minutes, []).length, 0);
    assert.equal(desk.look(last + 2.7 * minutes, []).length, 0);
});

test('connections at odd times are no rhythm', () => {
    const beats = [0, 20, 31, 75, 81, 130, 133, 190].map(at => start + at * seconds);
    assert.ok(replay(new Desk('reconnecting'), beats).every(findings => findings.length === 0));
});

test('the same beats at different destinations are no rhythm', () => {
    const desk = new Desk('reconnecting');
    for (const [index, at] of every(minutes, 8).entries()) {
        const endpoint = { provider: null, confidence: null };
        const one = observation({ states: [['ESTABLISHED', at]], endpoint, address: `192.0.2.${index}` });
        assert.deepEqual(desk.look(at, [one]), []);
    }
});

test('what the user ignores stays silent although the history knows it', () => {
    const desk = new Desk('reconnecting');
    desk.ignored = [{ kind: 'reconnecting', componentId: 'org.gnome.Shell/weather', address: null }];
    assert.ok(replay(desk, every(minutes, 8)).every(findings => findings.length === 0));
    desk.ignored = [{ kind: null, componentId: null, address: '110.232.152.33' }];
    assert.deepEqual(desk.look(start + 7 * minutes, []), []);
});

test('a period is found within 10 % although each beat is seen up to two seconds late', () => {
    fc.assert(
        fc.property(
            fc.integer({ min: 20 * seconds, max: 60 * minutes }),
            fc.array(fc.integer({ min: 0, max: 2 * seconds }), { minLength: 5, maxLength: 20 }),
            (period, delays) => {
                const beats = delays.map((delay, index) => start + index * period + delay);
                const rhythm = rhythmOf(beats, 4);
                assert.ok(rhythm, 'no rhythm found');
                assert.ok(Math.abs(rhythm.period - period) <= 0.1 * period, String(rhythm.period));
            },
        ),
    );
});

test('a missed beat and several connections at one beat do not hide the rhythm', () => {
    const beats = [0, 1, 2, 4, 5, 6].flatMap(beat => [start + beat * minutes, start + beat * minutes + 300]);
    assert.equal(Math.round((rhythmOf(beats, 4)?.period ?? 0) / 1000), 60);
});

test('arrivals by chance are hardly ever taken for a rhythm', () => {
    let state = 1;
    const chance = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    let taken = 0;
    for (let round = 0; round < 2000; round += 1) {
        let at = start;
        const starts = Array.from({ length: 13 }, () => (at -= Math.log(chance()) * minutes));
        if (
            rhythmOf(
                starts.map(value => 2 * start - value),
                4,
            )
        )
            taken += 1;
    }
    assert.ok(taken <= 4, `${taken} of 2000`);
});
