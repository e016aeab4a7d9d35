import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress } from '../../../src/engine/address.js';
import type { Endpoint } from '../../../src/engine/identification/endpoint.js';
import { judge, type Signals } from '../../../src/engine/identification/verdict.js';
import { shippedCatalogue } from '../../identificationData.js';

const catalogue = shippedCatalogue();
const isp = { asn: 2527, holder: 'Sony Network Communications Inc.' };
const hoster = { asn: 14061, holder: 'DigitalOcean, LLC' };
const story = '110.232.152.33';
const storyName = 'a110-232-152-33.deploy.akamaitechnologies.com';

function endpoint(
    text: string,
    network: { asn: number; holder: string } | null,
    name: string | null,
    confirmed: boolean | null = null,
    aliases: readonly string[] = [],
): Endpoint {
    const address = parseAddress(text);
    assert.ok(address);
    const reverse: Signals['reverse'] = name === null ? null : { name, confirmed };
    const range = network && { ...network, first: text, last: text };
    return judge(
        { text, address, network: { state: 'ready', range, date: '2026-06-17' }, reverse, aliases },
        catalogue,
    );
}

test('a confirmed name in an Internet provider’s network is an edge embedded there', () => {
    const found = endpoint(story, isp, storyName, true);
    assert.equal(found.provider?.id, 'akamai');
    assert.equal(found.placement, 'embedded');
    assert.equal(found.confidence, 'certain');
    assert.deepEqual(found.warnings, []);
});

test('a name that does not lead back is a claim and a warning, whatever the network', () => {
    const inIsp = endpoint(story, isp, storyName, false);
    assert.equal(inIsp.provider, null);
    assert.deepEqual(inIsp.warnings, ['unconfirmed-name']);
    const rented = endpoint(story, hoster, storyName, false);
    assert.equal(rented.provider?.id, 'digitalocean');
    assert.deepEqual(rented.warnings, ['forged-name']);
});

test('a name that was not checked is likely at best, and on a rented server nothing', () => {
    assert.equal(endpoint(story, isp, storyName).confidence, 'likely');
    assert.equal(endpoint(story, null, storyName).confidence, 'guess');
    assert.equal(endpoint(story, hoster, storyName).provider?.id, 'digitalocean');
    assert.equal(endpoint(story, hoster, 'cache.google.com').provider?.id, 'digitalocean');
    assert.equal(endpoint(story, isp, 'cache.google.com').provider?.id, 'google');
    assert.equal(endpoint(story, isp, 'cache.google.com', false).confidence, 'guess');
});

test('a name that contains another address contradicts it', () => {
    const found = endpoint('110.232.152.34', isp, storyName);
    assert.equal(found.provider, null);
    assert.deepEqual(found.warnings, ['contradictory-name']);
});

test('look-alikes are nobody’s', () => {
    for (const name of [
        'evilakamaitechnologies.com',
        `${storyName}.example.net`,
        'a110-232-152-33.deploy.akamaitechnologies.com.evil',
        'azureedge-endpoint.net',
    ])
        assert.equal(endpoint(story, isp, name).provider, null, name);
});

test('a holder’s name is never a provider', () => {
    const found = endpoint('198.74.56.9', { asn: 4_200_000_000, holder: 'Akamai Technologies, Inc.' }, null);
    assert.equal(found.provider, null);
});

test('steering names say nothing, the last name of a chain decides', () => {
    const chain = ['www.example.com', 'x.trafficmanager.net', 'a1.g.akamai.net'];
    assert.equal(endpoint(story, isp, null, null, chain).provider?.id, 'akamai');
    assert.equal(endpoint(story, isp, null, null, ['www.example.com', 'x.akadns.net']).provider, null);
});

test('an address of no public network is only named for what it is', () => {
    for (const [text, special] of [
        ['10.1.2.3', 'private'],
        ['100.64.0.1', 'shared-address-space'],
        ['fe80::1', 'link-local'],
        ['fd00::1', 'unique-local'],
        ['64:ff9b::a01:203', 'private'],
        ['2002:a01:203::1', 'private'],
        ['::ffff:127.0.0.1', 'loopback'],
        ['ff02::1', 'multicast'],
    ] as const) {
        const found = endpoint(text, hoster, storyName, true);
        assert.equal(found.special, special, text);
        assert.equal(found.provider, null);
    }
});

test('NAT64 is judged by the address inside', () => {
    assert.equal(endpoint('64:ff9b::6ee8:9821', isp, storyName, null).provider?.id, 'akamai');
});

test('hostile names are cleaned, bounded and quick to refuse', () => {
    const hostile = [
        `a110-232-152-33.deploy.\u202eakamaitechnologies.com`,
        `${'a'.repeat(10_000)}.akamaitechnologies.com`,
        `<b>${'1-'.repeat(4000)}.deploy.akamaitechnologies.com`,
        `${'1'.repeat(63)}.${'-'.repeat(63)}.1e100.net\u0007`,
        'a'.repeat(60).concat('.').repeat(4).concat('llnw.net'),
    ];
    const start = performance.now();
    for (const name of hostile) {
        const found = endpoint(story, isp, name);
        assert.equal(found.provider, null);
        assert.ok((found.name ?? '').length <= 253);
        assert.doesNotMatch(JSON.stringify(found), /[\u202e\u0007]/);
    }
    assert.ok(performance.now() - start < 500);
});
