import assert from 'node:assert/strict';
import { isIP, isIPv4 as nodeIsIPv4 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressOfWords, formatAddress, isIPv4, parseAddress } from '../../../src/engine/address.js';

const canonical = (text: string) => {
    const address = parseAddress(text);
    return address && formatAddress(address);
};
const word = fc.integer({ min: 0, max: 0xffffffff });
const sparseWord = fc.oneof(fc.constant(0), fc.constant(1), fc.constant(0x10000), word);
const words = fc.tuple(sparseWord, sparseWord, sparseWord, sparseWord);
const node = (text: string) => new URL(`http://[${text}]/`).hostname.slice(1, -1);

test('IPv4 is read as one word and written in dotted decimal', () => {
    assert.deepEqual(parseAddress('192.0.2.255'), { version: 4, words: [0xc00002ff], zone: null });
    assert.equal(canonical('0.0.0.0'), '0.0.0.0');
});

test('IPv6 is written as RFC 5952 says', () => {
    for (const [text, expected] of [
        ['::', '::'],
        ['::1', '::1'],
        ['1::', '1::'],
        ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
        ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
        ['2001:0db8::0001', '2001:db8::1'],
        ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
        ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
        ['::192.0.2.1', '::c000:201'],
    ] as const)
        assert.equal(canonical(text), expected, text);
});

test('an IPv4-mapped address is IPv4', () => {
    assert.equal(canonical('::ffff:192.0.2.1'), '192.0.2.1');
    assert.equal(canonical('::FFFF:c000:201'), '192.0.2.1');
    assert.equal(canonical('::ffff:0.0.0.0%eth0'), '0.0.0.0');
});

test('a zone is kept', () => {
    assert.equal(canonical('fe80::1%eth0'), 'fe80::1%eth0');
    assert.equal(canonical('FE80:0::1%wlp0s20f3.10'), 'fe80::1%wlp0s20f3.10');
});

test('what is no address is null', () => {
    for (const text of [
        ...['', ':', ':::', '1', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1.2.3.4%eth0', '1.2.3.4 '],
        ...['::1::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::', '12345::', 'g::', '::1.2.3'],
        ...['1.2.3.4::', '::1%', '::1%a b', '::1%0123456789abcdef', '-1::', ' ::1', '::1\n', '1:'],
    ])
        assert.equal(parseAddress(text), null, JSON.stringify(text));
});

test('every IPv6 address comes back the same, in the text that the URL standard makes of it', () => {
    fc.assert(
        fc.property(words, parts => {
            const address = addressOfWords(parts);
            const text = formatAddress(address);
            assert.deepEqual(parseAddress(text), address);
            if (address.version === 6) assert.equal(text, node(text));
            assert.equal(isIPv4(text), nodeIsIPv4(text));
        }),
    );
});

test('every IPv4 address comes back the same', () => {
    fc.assert(
        fc.property(word, value => {
            const text = formatAddress({ version: 4, words: [value], zone: null });
            assert.deepEqual(parseAddress(text), { version: 4, words: [value], zone: null });
            assert.ok(isIPv4(text));
        }),
    );
});

test('any text is an address exactly when Node says so', () => {
    const near = fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdefF.:')), maxLength: 40 });
    fc.assert(
        fc.property(fc.oneof(near, fc.ipV4(), fc.ipV6(), fc.string()), text => {
            fc.pre(!text.includes('%'));
            assert.equal(parseAddress(text) !== null, isIP(text) !== 0, text);
        }),
        { numRuns: 3000 },
    );
});
