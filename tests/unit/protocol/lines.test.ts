import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/protocol/lines.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (lines: readonly (Uint8Array | null)[]) =>
    lines.map(line => line && new TextDecoder().decode(line));

/** The lines of a stream that comes in these chunks, read with one buffer over and over. */
function split(chunks: readonly Uint8Array[], longest = 100) {
    const splitter = new LineSplitter(longest);
    const lines = chunks.flatMap(chunk => {
        const buffer = chunk.slice();
        const found = texts(splitter.push(buffer));
        buffer.fill(0x21);
        return found;
    });
    return [...lines, ...texts(splitter.end())];
}

test('lines come out whole, however the bytes are cut', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).map(text => text.replaceAll('\n', ' '));
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
    fc.assert(
        fc.property(fc.array(line), sizes, (lines, cuts) => {
            const all = bytes(lines.map(text => `${text}\n`).join(''));
            const chunks = [];
            for (let start = 0, turn = 0; start < all.length; turn++) {
                const size = cuts[turn % cuts.length] ?? 1;
                chunks.push(all.subarray(start, start + size));
                start += size;
            }
            assert.deepEqual(split(chunks, 1_000), lines);
        }),
    );
});

test('in the place of a line that is too long there is nothing, and the next one is read', () => {
    const chunks = [bytes('short\n'), bytes('x'.repeat(90)), bytes('x'.repeat(90)), bytes('x\nnext\n')];
    assert.deepEqual(split(chunks), ['short', null, 'next']);
    assert.deepEqual(split([bytes('x'.repeat(101))]), [null]);
    assert.deepEqual(split([bytes(`${'x'.repeat(100)}\n`)]), ['x'.repeat(100)]);
});

test('a stream without any newline does not grow in memory', () => {
    const splitter = new LineSplitter(1000);
    const chunk = bytes('x'.repeat(100_000));
    for (let turn = 0; turn < 100; turn++) assert.deepEqual(splitter.push(chunk), []);
    assert.deepEqual(texts(splitter.push(bytes('\nafter\n'))), [null, 'after']);
});

test('what is left at the end without a newline is a line', () => {
    assert.deepEqual(split([bytes('a\nb')]), ['a', 'b']);
    assert.deepEqual(split([bytes('a\n')]), ['a']);
});

test('an empty line is a line', () => {
    assert.deepEqual(split([bytes('\n\na\n')]), ['', '', 'a']);
});
