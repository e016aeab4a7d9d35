import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spansOf } from '../../../src/shell/menu/spans.js';

test('each state lasts until the next, the last one until now', () => {
    const spans = spansOf(
        {
            states: [
                { state: 'ESTABLISHED', at: 100 },
                { state: 'CLOSE_WAIT', at: 400 },
            ],
            closedAt: null,
        },
        1000,
    );
    assert.deepEqual(spans, [
        { state: 'ESTABLISHED', look: 'open', start: 100, end: 400 },
        { state: 'CLOSE_WAIT', look: 'closing', start: 400, end: 1000 },
    ]);
});

test('the last state of a connection that is over ends when it was closed', () => {
    const spans = spansOf(
        {
            states: [
                { state: 'ESTABLISHED', at: 100 },
                { state: 'CLOSED', at: 300 },
            ],
            closedAt: 300,
        },
        1000,
    );
    assert.deepEqual(spans, [{ state: 'ESTABLISHED', look: 'open', start: 100, end: 300 }]);
});

test('a clock that was set back makes no span of negative length', () => {
    const [span] = spansOf({ states: [{ state: 'ESTABLISHED', at: 500 }], closedAt: null }, 100);
    assert.equal(span?.end, 500);
});

test('of a long history the latest part is drawn', () => {
    const states = Array.from({ length: 40 }, (_, at) => ({ state: 'ESTABLISHED' as const, at }));
    const spans = spansOf({ states, closedAt: null }, 40);
    assert.equal(spans.length, 12);
    assert.equal(spans.at(-1)?.end, 40);
});
