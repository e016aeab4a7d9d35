import { cleanText } from '../../src/engine/untrustedText.js';
import { equal, test } from './harness.js';

test('the oldest gjs cleans hostile text as Node does', () => {
    equal(cleanText(' a\u202eb\u0007c\u{e0041} '), 'abc');
    equal(cleanText('\ud800x'), 'x');
});

test('the oldest gjs cuts long text at a whole character', () => equal(cleanText('😀😀😀', 2), '😀…'));
