import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChoosingSampler } from '../../../src/engine/sockets/choosingSampler.js';
import { Recall } from '../../../src/collector/recall.js';
import { SamplerError, type Sampler } from '../../../src/engine/sockets/sampler.js';
import type { Sample } from '../../../src/engine/sockets/socket.js';

const wish = { details: true, local: true, listening: true, leftovers: true };
const empty: Sample = { sockets: [], unreadable: { count: 0, first: null } };

function scene() {
    const state = { elapsed: 0, asked: 0, answer: (): Sample => empty };
    const preferred: Sampler = {
        name: 'ss',
        sample: () => {
            state.asked += 1;
            return new Promise(resolve => resolve(state.answer()));
        },
    };
    const fallback: Sampler = { name: 'procfs', sample: () => Promise.resolve(empty) };
    return { state, sampler: new ChoosingSampler(preferred, fallback, () => state.elapsed) };
}

test('the fallback is used with a reason, and the preferred sampler tried again later and later', async () => {
    const { state, sampler } = scene();
    const cancellation = new Recall();
    state.answer = () => {
        throw new SamplerError('hung', 'it hangs');
    };
    assert.equal(await sampler.sample(wish, cancellation), empty);
    assert.equal(sampler.name, 'procfs');
    assert.deepEqual(sampler.reason, { fault: 'hung', message: 'it hangs' });
    state.elapsed = 9_999;
    await sampler.sample(wish, cancellation);
    assert.equal(state.asked, 1);
    state.elapsed = 10_000;
    await sampler.sample(wish, cancellation);
    assert.equal(state.asked, 2);
    state.elapsed = 29_999;
    await sampler.sample(wish, cancellation);
    assert.equal(state.asked, 2);
    state.answer = () => empty;
    state.elapsed = 30_000;
    await sampler.sample(wish, cancellation);
    assert.equal(sampler.name, 'ss');
    assert.equal(sampler.reason, null);
});

test('output that cannot be read is a reason', async () => {
    const { state, sampler } = scene();
    state.answer = () => ({ sockets: [], unreadable: { count: 3, first: 'usage' } });
    await sampler.sample(wish, new Recall());
    assert.equal(sampler.reason?.fault, 'unreadable');
});

test('being called off is no reason to give up', async () => {
    const { state, sampler } = scene();
    const cancellation = new Recall();
    cancellation.cancel();
    state.answer = () => {
        throw new SamplerError('cancelled', 'called off');
    };
    await assert.rejects(sampler.sample(wish, cancellation), { fault: 'cancelled' });
    assert.equal(sampler.reason, null);
});

test('who waits for a cancellation is told once, and not after it has lost interest', () => {
    const source = new Recall();
    let calls = 0;
    source.whenCancelled(() => (calls += 1));
    source.whenCancelled(() => (calls += 10))();
    source.cancel();
    source.cancel();
    source.whenCancelled(() => (calls += 100));
    assert.equal(calls, 101);
});
