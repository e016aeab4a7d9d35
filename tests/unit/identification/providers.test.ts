import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv';
import { providerKinds } from '../../../src/engine/identification/endpoint.js';
import { readProvider } from '../../../src/engine/identification/provider.js';
import { providerFiles, shippedCatalogue } from '../../identificationData.js';

const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../data/providers/provider.schema.json'), 'utf8'),
) as object;
const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);

test('every provider keeps to the schema and has the name of its file', () => {
    for (const { name, value } of providerFiles()) {
        assert.ok(validate(value), `${name}: ${JSON.stringify(validate.errors)}`);
        assert.equal(`${(value as { id: string }).id}.json`, name);
    }
});

test('every provider that the schema accepts can be read', () => {
    for (const { name, value } of providerFiles()) {
        const provider = readProvider(value);
        assert.ok(typeof provider !== 'string', `${name}: ${JSON.stringify(provider)}`);
    }
});

test('there are a hundred providers and some of every kind', () => {
    const providers = shippedCatalogue().providers;
    assert.ok(providers.length >= 100, String(providers.length));
    for (const kind of providerKinds) assert.ok(providers.some(provider => provider.kind === kind));
});

test('no two providers claim the same names, and no network twice as theirs alone', () => {
    const owners = new Map<string, string>();
    for (const provider of shippedCatalogue().providers) {
        const claims = [
            ...provider.canonicalNames,
            ...provider.hosts,
            ...provider.steeringNames,
            ...[...provider.networks].map(asn => `AS${asn}`),
            ...[...provider.reverseNames, ...provider.reverseNamesSetByOthers].map(({ text }) => `^${text}`),
            ...provider.interfaceIds,
        ];
        for (const claim of claims) {
            assert.equal(owners.get(claim), undefined, `${claim}: ${provider.id}`);
            owners.set(claim, provider.id);
        }
    }
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
