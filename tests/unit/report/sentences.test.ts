import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, paragraph } from '../../../src/engine/report/sentences.js';
import { english } from './phrases.js';

test('braces in a value are text, not places', () => {
    assert.equal(fill(english, '{a} and {b}', { a: '{b}', b: '$&' }), '{b} and $&');
});

test('a place that a translation made up is left out', () => {
    assert.equal(fill(english, 'x{constructor}{nothing}y', {}), 'xy');
});

test('right to left, each value is isolated', () => {
    const arabic = { ...english, locale: 'ar-EG' };
    assert.equal(fill(arabic, '{a}', { a: '1.2.3.4' }), '\u20681.2.3.4\u2069');
    assert.equal(fill({ ...english, locale: 'arn' }, '{a}', { a: '1' }), '1');
});

test('sentences make a paragraph the way the language joins them', () => {
    assert.equal(paragraph(english, ['One.', 'Two {first}.', 'Three.']), 'One. Two {first}. Three.');
    assert.equal(paragraph(english, []), '');
    const japanese = { ...english, pgettext: () => '{first}{second}' };
    assert.equal(paragraph(japanese, ['一。', '二。']), '一。二。');
});

test('a name that ends in a full stop does not give its sentence a second one', () => {
    assert.equal(fill(english, 'In {network}.', { network: 'AS2527 Sony Inc.' }), 'In AS2527 Sony Inc.');
    assert.equal(fill(english, 'In {network}, here.', { network: 'Sony Inc.' }), 'In Sony Inc., here.');
});
