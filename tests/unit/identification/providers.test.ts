import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerKinds } from '../../../src/engine/identification/endpoint.js';
import { readProvider } from '../../../src/engine/identification/provider.js';
import { shippedCatalogue } from '../../identificationData.js';

test('there are a hundred providers and some of every kind', () => {
    const providers = shippedCatalogue().providers;
    assert.ok(providers.length >= 100, String(providers.length));
    for (const kind of providerKinds) assert.ok(providers.some(provider => provider.kind === kind));
});

test('a provider that is none is refused with the reason', () => {
    const good = {
        id: 'x',
        name: 'X',
        kind: 'cdn',
        status: 'active',
        homepage: 'https://x.example',
        sources: ['https://x.example'],
    };
    assert.notEqual(typeof readProvider(good), 'string');
    const bad: [Record<string, unknown>, RegExp][] = [
        [{ id: '../x' }, /^id/],
        [{ kind: 'isp' }, /^kind/],
        [{ homepage: 'javascript:0' }, /^homepage/],
        [{ reverseNames: ['(a+)+.example.com'] }, /^reverseNames/],
        [{ reverseNames: ['{w}.com'] }, /^reverseNames/],
        [{ reverseNames: ['a.{w}.com'] }, /^reverseNames/],
        [{ canonicalNames: ['com'] }, /^canonicalNames/],
        [{ canonicalNames: 'x.example' }, /^canonicalNames/],
        [{ networks: [0] }, /^networks/],
        [{ networks: [2 ** 32] }, /^networks/],
        [{ ranges: { edges: ['192.0.2.1/24'] } }, /^edges/],
        [{ ranges: [] }, /^ranges/],
        [{ interfaceIds: ['face'] }, /^interfaceIds/],
        [{ hosts: Array<string>(5001).fill('a.example') }, /^hosts/],
    ];
    for (const [change, reason] of bad) {
        const refused = readProvider({ ...good, ...change });
        assert.ok(typeof refused === 'string', JSON.stringify(change));
        assert.match(refused, reason);
    }
    for (const value of [null, 1, 'x', []]) assert.match(JSON.stringify(readProvider(value)), /object/);
});
