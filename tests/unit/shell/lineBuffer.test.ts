import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineBuffer } from '../../../src/shell/lineBuffer.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const texts = (lines: Uint8Array[]) => lines.map(line => decoder.decode(line));

test('lines come out whole however the stream was cut', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).map(text => text.replaceAll('\n', ' '));
    fc.assert(
        fc.property(
            fc.array(line),
            fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
            (lines, sizes) => {
                const bytes = encoder.encode(lines.map(text => `${text}\n`).join(''));
                const buffer = new LineBuffer(1000);
                const found: string[] = [];
                for (let start = 0, turn = 0; start < bytes.length; turn++) {
                    const size = sizes[turn % sizes.length] ?? 1;
                    // A reader that uses one buffer over and over.
                    const chunk = bytes.slice(start, start + size);
                    found.push(...texts(buffer.push(chunk).map(found => found.slice())));
                    chunk.fill(0x21);
                    start += size;
                }
                assert.deepEqual(found, lines);
            },
        ),
    );
});

test('a line that is too long is left out and counted, the next one is read', () => {
    const buffer = new LineBuffer(10);
    assert.deepEqual(buffer.push(encoder.encode('x'.repeat(8))), []);
    assert.deepEqual(buffer.push(encoder.encode('x'.repeat(8))), []);
    assert.deepEqual(texts(buffer.push(encoder.encode('x\nshort\n'))), ['short']);
    assert.equal(buffer.dropped, 1);
});

test('a stream without any newline does not grow in memory', () => {
    const buffer = new LineBuffer(1000);
    const chunk = encoder.encode('x'.repeat(100_000));
    for (let turn = 0; turn < 100; turn++) assert.deepEqual(buffer.push(chunk), []);
    assert.deepEqual(texts(buffer.push(encoder.encode('\nafter\n'))), ['after']);
});

test('an empty line is a line', () => {
    assert.deepEqual(texts(new LineBuffer(10).push(encoder.encode('\n\na\n'))), ['', '', 'a']);
});
