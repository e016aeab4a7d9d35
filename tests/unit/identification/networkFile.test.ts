import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileNetworks, parseNetworkLine, type NetworkRow } from '../../../scripts/networkCompiler.js';
import { formatIPv4, parseAddress } from '../../../src/engine/address.js';
import { findNetwork } from '../../../src/engine/identification/identifyOffline.js';
import {
    Checksum,
    openNetworkFile,
    stateNow,
    type NetworkTable,
} from '../../../src/engine/identification/networkFile.js';
import { inMemory } from '../../identificationData.js';

const description = { date: '2026-06-17', source: 'a test', licence: 'none' };

function compile(...lines: readonly string[]): Uint8Array {
    const rows = lines.map(parseNetworkLine).filter((row): row is NetworkRow => row !== null);
    return compileNetworks(rows, description).bytes;
}

const some = compile(
    '1.0.0.0,1.0.0.255,13335,"Cloudflare, Inc."',
    '1.0.4.0,1.0.7.255,38803,Gtelecom',
    '1.0.5.0,1.0.5.127,64500,Inside',
    '255.255.255.0,255.255.255.255,64501,Last',
    '2001:db8::,2001:db8:0:ffff:ffff:ffff:ffff:ffff,64502,Six',
    '2001:db8:1::1,2001:db8:1::1,64503,"One ""host"""',
    'ffff::,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,64504,Last six',
);

function open(bytes: Uint8Array): NetworkTable {
    const opened = openNetworkFile(inMemory(bytes));
    if (opened.state !== 'ready') throw new Error(opened.reason);
    return opened.table;
}

function found(table: NetworkTable, address: string): string | null {
    const parsed = parseAddress(address);
    assert.ok(parsed);
    const range = table.find(parsed);
    return range && `AS${range.asn} ${range.holder} ${range.first}–${range.last}`;
}

for (const [address, expected] of [
    ['0.0.0.0', null],
    ['0.255.255.255', null],
    ['1.0.0.0', 'AS13335 Cloudflare, Inc. 1.0.0.0–1.0.0.255'],
    ['1.0.0.255', 'AS13335 Cloudflare, Inc. 1.0.0.0–1.0.0.255'],
    ['1.0.1.0', null],
    ['1.0.4.255', 'AS38803 Gtelecom 1.0.4.0–1.0.4.255'],
    ['1.0.5.0', 'AS64500 Inside 1.0.5.0–1.0.5.127'],
    ['1.0.5.128', 'AS38803 Gtelecom 1.0.5.128–1.0.7.255'],
    ['1.0.8.0', null],
    ['255.255.255.255', 'AS64501 Last 255.255.255.0–255.255.255.255'],
    ['2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', null],
    ['2001:db8::1', 'AS64502 Six 2001:db8::–2001:db8:0:ffff:ffff:ffff:ffff:ffff'],
    ['2001:db8:1::', null],
    ['2001:db8:1::1', 'AS64503 One "host" 2001:db8:1::1–2001:db8:1::1'],
    ['2001:db8:1::2', null],
    [
        'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
        'AS64504 Last six ffff::–ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ],
] as const)
    test(`${address} is in ${expected ?? 'no network'}`, () => {
        assert.equal(found(open(some), address), expected);
    });

test('among more ranges than are read at once, each address is found in its own', () => {
    const count = 40_000;
    const rows = Array.from({ length: count }, (_, index): NetworkRow[] => {
        const v4 = BigInt(index + 1) << 12n;
        const v6 = (0x2001_0db8n << 96n) + (BigInt(index + 1) << 80n);
        const asn = 100 + index;
        return [
            { version: 4, first: v4, last: v4 + 4095n, asn, holder: `H${asn}` },
            { version: 6, first: v6, last: v6 + 0xffffn, asn, holder: `H${asn}` },
        ];
    }).flat();
    const table = open(compileNetworks(rows, description).bytes);
    for (let index = 0; index < count; index += 101) {
        const asn = 100 + index;
        const word = (index + 1) * 4096;
        const first = formatIPv4(word);
        assert.equal(found(table, first), `AS${asn} H${asn} ${first}–${formatIPv4(word + 4095)}`);
        assert.equal(found(table, formatIPv4(word + 4095)), found(table, first));
        const block = `2001:db8:${(index + 1).toString(16)}`;
        assert.equal(found(table, `${block}::1`), `AS${asn} H${asn} ${block}::–${block}::ffff`);
        assert.equal(found(table, `${block}::1:0`), null);
    }
});

test('a file tells where its data are from', () => {
    assert.deepEqual(open(some).description, description);
});

/** The same file with a word put in, its checksum made right again. */
function withWord(index: number, value: number): Uint8Array {
    const words = new Uint32Array(some.slice().buffer);
    words[index] = value;
    const checksum = new Checksum();
    checksum.add(words.subarray(4));
    words[3] = checksum.value;
    return new Uint8Array(words.buffer);
}

for (const [what, bytes, reason] of [
    ['nothing', new Uint8Array(0), /cut short/],
    ['half a file', some.slice(0, 64), /size/],
    ['another file', Uint8Array.from(some, () => 7), /not a file of networks/],
    ['a later version', withWord(2, 9), /version 9/],
    [
        'one bit that has turned',
        Uint8Array.from(some, (byte, at) => (at === 60 ? byte ^ 1 : byte)),
        /checksum/,
    ],
    ['ranges that do not begin at 0', withWord(12, 1), /begin at 0/],
] as const)
    test(`${what} is no file of networks to be used`, () => {
        const opened = openNetworkFile(inMemory(bytes));
        assert.equal(opened.state, 'corrupt');
        assert.match(opened.reason, reason);
    });

test('where ranges do not rise, none is believed', () => {
    const opened = openNetworkFile(inMemory(withWord(14, 1)));
    const address = parseAddress('1.0.0.1');
    assert.ok(address);
    assert.deepEqual(findNetwork(address, opened), { state: 'corrupt' });
    assert.deepEqual(stateNow(opened), { state: 'corrupt', reason: 'its ranges do not rise' });
});

test('a file that cannot be read any more knows no network, and says why', () => {
    const file = { ...inMemory(some) };
    const opened = openNetworkFile(file);
    assert.equal(stateNow(opened), opened);
    file.read = () => {
        throw new Error('it was changed while it was in use');
    };
    const address = parseAddress('1.0.0.1');
    assert.ok(address);
    assert.deepEqual(findNetwork(address, opened), { state: 'corrupt' });
    assert.deepEqual(stateNow(opened), { state: 'corrupt', reason: 'it was changed while it was in use' });
});
