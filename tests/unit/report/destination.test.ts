import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endpoint } from '../../../src/engine/identification/endpoint.js';
import { destinationInWords, providerInWords } from '../../../src/engine/report/destination.js';
import { networkInFull, shortHolder } from '../../../src/engine/report/networkName.js';
import { componentSummaryLine, connectionSubtitle } from '../../../src/engine/report/summaries.js';
import { english } from './phrases.js';
import { akamaiAtSony, destination, now, story, weatherSummary } from './records.js';

const words = (changes: Partial<Endpoint>): string =>
    destinationInWords(english, { ...akamaiAtSony, ...changes });
const unknown = { provider: null, confidence: null, placement: 'unknown' } as const;

test('an edge in a foreign network is told with that network', () => {
    assert.equal(words({}), 'Akamai edge in Sony Network Communications');
    assert.equal(
        words({ provider: { id: 'example', name: 'Example', kind: 'hosting' } }),
        'Example server in Sony Network Communications',
    );
});

test('a provider in its own network is told by its name and kind', () => {
    const own = { placement: 'own' } as const;
    assert.equal(
        words({ ...own, provider: { id: 'cloudflare', name: 'Cloudflare', kind: 'cdn' } }),
        'Cloudflare',
    );
    assert.equal(
        words({ ...own, provider: { id: 'google-cloud', name: 'Google Cloud', kind: 'cloud' } }),
        'Google Cloud server',
    );
});

test('a provider is named no surer than it is', () => {
    assert.equal(words({ confidence: 'likely' }), 'Probably Akamai edge in Sony Network Communications');
    assert.equal(words({ confidence: 'guess' }), 'Perhaps Akamai edge in Sony Network Communications');
    assert.equal(providerInWords(english, { ...akamaiAtSony, provider: null }), null);
});

test('a name that may be forged is never told as the provider, nor as a name', () => {
    assert.equal(
        words({ confidence: 'guess', nameConfirmed: false, warnings: ['forged-name'] }),
        'Calls itself a110-232-152-33.deploy.akamaitechnologies.com',
    );
});

test('without a provider the name leads, as far as it is confirmed, then the network, then the address', () => {
    assert.equal(words({ ...unknown, name: 'example.org' }), 'example.org');
    assert.equal(words({ ...unknown, name: 'example.org', nameConfirmed: null }), 'Probably example.org');
    assert.equal(
        words({ ...unknown, name: 'example.org', nameConfirmed: false }),
        'Calls itself example.org',
    );
    const nameless = { ...unknown, name: null, nameConfirmed: null };
    const network = { asn: 64500, holder: 'Example Ltd.' };
    assert.equal(words({ ...nameless, network }), 'A host in AS64500 Example');
    assert.equal(words({ ...nameless, network: null }), '110.232.152.33');
});

test('an address on no public network is told for what it is', () => {
    assert.equal(words({ special: 'private' }), 'Your local network');
});

test('a holder loses its legal form in the short form, but never its name', () => {
    const short: readonly (readonly [string, string])[] = [
        ['Sony Network Communications Inc.', 'Sony Network Communications'],
        ['Alibaba (US) Technology Co., Ltd.', 'Alibaba (US) Technology'],
        ['Vodafone Kabel Deutschland GmbH & Co. KG', 'Vodafone Kabel Deutschland'],
        ['Telefonica de Espana S.A.U.', 'Telefonica de Espana'],
        ['Fastly, Inc.', 'Fastly'],
        ['Amazon.com, Inc.', 'Amazon.com'],
        ['Inc.', 'Inc.'],
        ['CO', 'CO'],
        ['Incapsula Inc', 'Incapsula'],
        ['PT Telekomunikasi Indonesia', 'PT Telekomunikasi Indonesia'],
    ];
    for (const [holder, expected] of short) assert.equal(shortHolder(holder), expected);
    assert.equal(networkInFull(english, { asn: 2527, holder: 'Fastly, Inc.' }), 'AS2527 Fastly, Inc.');
});

test('a component is summed up by what it fetches and from where', () => {
    assert.equal(
        componentSummaryLine(english, weatherSummary),
        'Weather report for Boston · Akamai edge in Sony Network Communications',
    );
    const local = destination({ ...akamaiAtSony, special: 'private' });
    const manyPlaces = {
        ...weatherSummary,
        request: null,
        destinations: [local, local, destination(akamaiAtSony)],
        destinationCount: 7,
    };
    assert.equal(
        componentSummaryLine(english, manyPlaces),
        'Your local network, Akamai edge in Sony Network Communications, and 4 more',
    );
    assert.equal(
        componentSummaryLine(english, { ...weatherSummary, destinations: [], destinationCount: 0 }),
        'Weather report for Boston',
    );
});

test('below the title of a connection stand state, age, name and address', () => {
    assert.equal(
        connectionSubtitle(english, story, now),
        'Half-closed: the far side has finished · 10 min · a110-232-152-33.deploy.akamaitechnologies.com · 110.232.152.33:443',
    );
    const nameless = {
        ...story,
        state: 'ESTABLISHED',
        remote: { address: '2001:db8::1', port: 443 },
        endpoint: { ...akamaiAtSony, name: null },
    } as const;
    assert.equal(connectionSubtitle(english, nameless, now), 'Connected · 10 min · [2001:db8::1]:443');
});
