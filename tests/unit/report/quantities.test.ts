import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    ago,
    briefDuration,
    bytes,
    duration,
    listed,
    pointInTime,
    rate,
    roughDuration,
} from '../../../src/engine/report/quantities.js';
import { english } from './phrases.js';

const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;
const days = 24 * hours;

test('sizes are given in units of 1000, and never as 1,000 of a smaller one', () => {
    assert.equal(bytes(english, 0), '0 bytes');
    assert.equal(bytes(english, 1), '1 byte');
    assert.equal(bytes(english, 999), '999 bytes');
    assert.equal(bytes(english, 1000), '1 kB');
    assert.equal(bytes(english, 1234), '1.2 kB');
    assert.equal(bytes(english, 999_960), '1 MB');
    assert.equal(bytes(english, 3.2e12), '3.2 TB');
    assert.equal(rate(english, 12_345), '12.3 kB/s');
});

test('durations have their two largest units, and no seconds from ten minutes on', () => {
    assert.equal(duration(english, 0), '0 seconds');
    assert.equal(duration(english, 4 * seconds), '4 seconds');
    assert.equal(duration(english, 65 * seconds), '1 minute, 5 seconds');
    assert.equal(duration(english, 10 * minutes + 30 * seconds), '10 minutes');
    assert.equal(duration(english, 2 * hours + 5 * minutes + 9 * seconds), '2 hours, 5 minutes');
    assert.equal(duration(english, 3 * days + 20 * minutes), '3 days');
    assert.equal(briefDuration(english, 65 * minutes), '1 hr');
});

test('a period is rounded to what one would say', () => {
    assert.equal(roughDuration(english, 597 * seconds), '10 minutes');
    assert.equal(roughDuration(english, 20_400), '20 seconds');
    assert.equal(roughDuration(english, 75 * seconds), '75 seconds');
    assert.equal(roughDuration(english, 25 * hours), '25 hours');
    assert.equal(roughDuration(english, 300), '1 second');
});

test('the past is told as the language does', () => {
    assert.equal(ago(english, 0), 'now');
    assert.equal(ago(english, 65 * seconds), '1 minute ago');
    assert.equal(ago({ ...english, locale: 'ja' }, 5 * minutes), '5 分前');
});

test('a time of another day comes with its date', () => {
    const noon = new Date(2026, 5, 1, 12).getTime();
    assert.doesNotMatch(pointInTime(english, noon - 60_000, noon), /2026/);
    assert.match(pointInTime(english, noon - days, noon), /May 31, 2026/);
});

test('numbers that are none and languages that are none do no harm', () => {
    const bad = [NaN, Infinity, -Infinity, -5, 1e300];
    for (const locale of ['C', '', 'xx-invalid-locale-name', 'en_US.UTF-8']) {
        const phrases = { ...english, locale };
        for (const value of bad) {
            for (const format of [bytes, rate, duration, briefDuration, roughDuration, ago]) {
                assert.doesNotMatch(format(phrases, value), /NaN|∞|undefined/);
            }
            assert.doesNotMatch(pointInTime(phrases, value, 0), /NaN|Invalid/);
        }
    }
});

test('lists are joined as the language does', () => {
    assert.equal(listed(english, ['Boston', 'Paris', 'Tokyo']), 'Boston, Paris, and Tokyo');
    assert.equal(listed({ ...english, locale: 'ja' }, ['Boston', 'Paris']), 'Boston、Paris');
    assert.equal(listed(english, []), '');
});
