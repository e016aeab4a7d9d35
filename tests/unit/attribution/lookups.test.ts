import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lookups } from '../../../src/engine/attribution/lookups.js';

test('what had no answer is asked again once that may have changed; an answer is kept', async () => {
    const asked: string[] = [];
    let allowed = false;
    const lookups = new Lookups<string>({
        load: key => {
            asked.push(key);
            return Promise.resolve(allowed || key === 'known' ? key : null);
        },
        lifetime: 60_000,
        limit: 10,
        now: () => 0,
        arrived: () => undefined,
        failed: () => undefined,
    });
    for (const key of ['host', 'known']) lookups.get(key, '');
    await Promise.resolve();
    await Promise.resolve();
    assert.equal(lookups.get('host', ''), null);
    allowed = true;
    lookups.forgetUnanswered();
    assert.equal(lookups.get('known', ''), 'known');
    assert.equal(lookups.get('host', ''), undefined);
    assert.deepEqual(asked, ['host', 'known', 'host']);
});
