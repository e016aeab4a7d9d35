import type { Phrases } from '../../../src/engine/report/phrases.js';
import {
    ago,
    bytes,
    duration,
    listed,
    pointInTime,
    rate,
    roughDuration,
} from '../../../src/engine/report/quantities.js';
import { equal, match, test } from '../harness.js';

const inLanguage = (locale: string): Phrases => ({
    gettext: message => message,
    ngettext: (singular, plural, count) => (count === 1 ? singular : plural),
    pgettext: (_context, message) => message,
    locale,
});
const english = inLanguage('en-US');

test("the oldest gjs has all of Intl that the report's quantities need", () => {
    equal(bytes(english, 1234), '1.2 kB');
    equal(rate(english, 12_345), '12.3 kB/s');
    equal(duration(english, 125_000), '2 minutes, 5 seconds');
    equal(roughDuration(english, 597_000), '10 minutes');
    equal(ago(english, 65_000), '1 minute ago');
    equal(listed(english, ['a', 'b', 'c']), 'a, b, and c');
    match(pointInTime(english, 0, 1e12), /19(69|70)/);
});

test('so it does in other languages', () => {
    equal(ago(inLanguage('ja'), 300_000), '5 分前');
    equal(duration(inLanguage('de'), 7_500_000), '2 Stunden, 5 Minuten');
    match(bytes(inLanguage('ar'), 1234), /./);
});
