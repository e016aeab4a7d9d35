import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/protocol/lines.js';

function split(chunks: readonly Uint8Array[], longest = 100) {
    const lines: string[] = [];
    let dropped = 0;
    const splitter = new LineSplitter(
        longest,
        line => lines.push(line),
        () => (dropped += 1),
    );
    for (const chunk of chunks) splitter.push(chunk);
    splitter.end();
    return { lines, dropped };
}
const bytes = (text: string) => new TextEncoder().encode(text);

test('lines come out whole, however the bytes are cut', () => {
    fc.assert(
        fc.property(
            fc.array(fc.string({ maxLength: 10, unit: 'grapheme' })),
            fc.integer({ min: 1, max: 7 }),
            (texts, size) => {
                const wanted = texts.map(text => text.replaceAll('\n', ' '));
                const all = bytes(wanted.map(text => `${text}\n`).join(''));
                const chunks = [];
                for (let start = 0; start < all.length; start += size)
                    chunks.push(all.subarray(start, start + size));
                assert.deepEqual(split(chunks, 1_000).lines, wanted);
            },
        ),
    );
});

test('a line that is too long is dropped and told of once, and the next one is read', () => {
    const chunks = [bytes('short\n'), bytes('x'.repeat(90)), bytes('x'.repeat(90)), bytes('x\nnext\n')];
    assert.deepEqual(split(chunks), { lines: ['short', 'next'], dropped: 1 });
});

test('what is left at the end without a newline is a line', () => {
    assert.deepEqual(split([bytes('a\nb')]).lines, ['a', 'b']);
    assert.deepEqual(split([bytes('a\n')]).lines, ['a']);
});

test('bytes that are no UTF-8 become replacement characters', () => {
    assert.deepEqual(split([new Uint8Array([0x61, 0xff, 0x0a])]).lines, ['a\ufffd']);
});

test('chunks may be written over once they were pushed', () => {
    const chunk = bytes('abc');
    const lines: string[] = [];
    const splitter = new LineSplitter(
        100,
        line => lines.push(line),
        () => undefined,
    );
    splitter.push(chunk);
    chunk.fill(0x7a);
    splitter.push(bytes('\n'));
    assert.deepEqual(lines, ['abc']);
});
