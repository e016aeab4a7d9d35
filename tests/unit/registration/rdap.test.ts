import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseRegistration } from '../../../src/engine/registration/rdap.js';

const address = '192.0.2.5';
const card = (...properties: unknown[]) => ['vcard', [['version', {}, 'text', '4.0'], ...properties]];
const network = {
    objectClassName: 'ip network',
    handle: '192.0.2.0 - 192.0.2.255',
    startAddress: '192.0.2.0',
    endAddress: '192.0.2.255',
    name: 'EXAMPLE-NET',
    country: 'jp',
    port43: 'whois.example.net',
    entities: [
        {
            objectClassName: 'entity',
            roles: ['registrant'],
            vcardArray: card(['fn', {}, 'text', 'Example Communications']),
            entities: [
                {
                    objectClassName: 'entity',
                    roles: ['abuse'],
                    vcardArray: card(['email', {}, 'text', 'abuse@example.net']),
                },
            ],
        },
    ],
};
const parse = (answer: unknown) => parseRegistration(address, JSON.stringify(answer));

test('name, range, holder, country, abuse contact and registry are read', () => {
    assert.deepEqual(parse(network), {
        address,
        network: 'EXAMPLE-NET',
        range: '192.0.2.0 – 192.0.2.255',
        holder: 'Example Communications',
        country: 'JP',
        abuse: 'abuse@example.net',
        registry: 'whois.example.net',
    });
});

test('prefixes are preferred to first and last address', () => {
    const answer = { ...network, cidr0_cidrs: [{ v4prefix: '192.0.2.0', length: 24 }] };
    assert.equal(parse(answer)?.range, '192.0.2.0/24');
});

test('without a WHOIS server the registry is the host that the answer stands at', () => {
    const answer = {
        ...network,
        port43: undefined,
        links: [{ rel: 'self', href: 'https://rdap.example/ip/1' }],
    };
    assert.equal(parse(answer)?.registry, 'rdap.example');
});

test('what is not told is null', () => {
    assert.deepEqual(parse({ objectClassName: 'ip network' }), {
        address,
        network: null,
        range: null,
        holder: null,
        country: null,
        abuse: null,
        registry: null,
    });
});

test('other classes and what is not JSON are no answer', () => {
    assert.equal(parse({ ...network, objectClassName: 'domain' }), null);
    assert.equal(parse([network]), null);
    assert.equal(parse(null), null);
    assert.equal(parseRegistration(address, '<html>'), null);
});

test('texts are cleaned and cut', () => {
    const answer = parse({ ...network, name: `\u202eevil\u0007${'x'.repeat(5_000)}`, country: 'J\nP' });
    assert.match(answer?.network ?? '', /^evilx+…$/);
    assert.ok((answer?.network?.length ?? 0) <= 200);
    assert.equal(answer?.country, null);
});

test('contacts nested without end are not followed without end', () => {
    const answer = `${'{"objectClassName":"ip network","entities":['.repeat(1)}${'{"entities":['.repeat(2_000)}${']}'.repeat(2_000)}]}`;
    assert.ok(parseRegistration(address, answer));
});

test('no answer makes it throw', () => {
    const entity = fc.record(
        { roles: fc.jsonValue(), vcardArray: fc.jsonValue(), entities: fc.jsonValue() },
        { requiredKeys: [] },
    );
    const answers = fc.record(
        {
            objectClassName: fc.constant('ip network'),
            name: fc.jsonValue(),
            country: fc.jsonValue(),
            links: fc.jsonValue(),
            cidr0_cidrs: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
            entities: fc.oneof(fc.jsonValue(), fc.array(entity)),
            startAddress: fc.jsonValue(),
        },
        { requiredKeys: ['objectClassName'] },
    );
    fc.assert(
        fc.property(answers, answer => {
            const result = parse(answer);
            for (const value of Object.values(result ?? {}))
                assert.ok(value === null || typeof value === 'string');
        }),
        { numRuns: 500 },
    );
});
