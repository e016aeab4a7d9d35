import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRequest } from '../../../src/cli/identifyRequest.js';

test('a line is an address, or an object that tells more', () => {
    assert.deepEqual(readRequest(' 192.0.2.1 ', true), { request: { address: '192.0.2.1', aliases: [] } });
    const told = { address: '2001:db8::1', name: 'a.example', nameConfirmed: true, aliases: ['b.example'] };
    assert.deepEqual(readRequest(JSON.stringify(told), true), { request: told });
    assert.deepEqual(readRequest('{"address":"192.0.2.1","name":null}', false), {
        request: { address: '192.0.2.1', name: null, aliases: [] },
    });
});

test('a line that is neither says why', () => {
    const wrong: [string, RegExp][] = [
        ['192.0.2.1', /not JSON/],
        ['{', /not JSON/],
        ['[]', /not a JSON object/],
        ['{}', /address: missing/],
        ['{"address":"example.org"}', /not an IP address/],
        ['{"address":"192.0.2.1","name":7}', /name/],
        ['{"address":"192.0.2.1","nameConfirmed":"yes"}', /nameConfirmed/],
        ['{"address":"192.0.2.1","aliases":"a"}', /aliases: not a list/],
        [JSON.stringify({ address: '192.0.2.1', aliases: Array<string>(65).fill('a') }), /more than 64/],
    ];
    for (const [line, reason] of wrong) {
        const read = readRequest(line, false);
        assert.ok('error' in read, line);
        assert.match(read.error, reason);
    }
    assert.deepEqual(readRequest('example.org', true), { error: 'address: not an IP address' });
});
