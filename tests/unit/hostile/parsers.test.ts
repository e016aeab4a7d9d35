import { test } from 'node:test';
import fc from 'fast-check';
import { parsers } from '../../fuzz/parsers.js';

// The long run of the same is `npm run fuzz`.
for (const { name, property } of parsers) {
    test(`${name}: no input makes the reader throw, hang or break its promise`, () => {
        fc.assert(property, { numRuns: 200 });
    });
}
