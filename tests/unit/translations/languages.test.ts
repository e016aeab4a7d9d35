import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { describe } from 'node:test';
import { headerField, readPo } from './poFile.js';
import type { Message } from './poFile.js';

const folder = join(import.meta.dirname, '../../../po');
const languages = readFileSync(join(folder, 'LINGUAS'), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'));
const identity = ({ context, id, plural }: Message) => JSON.stringify([context, id, plural]);
const template = readPo(readFileSync(join(folder, 'edgewise@edgewise.pot'), 'utf8')).filter(
    ({ id }) => id !== '',
);

/** Left-to-right and right-to-left marks, embeddings, overrides and isolates: Edgewise sets its own. */
const bidiControl = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const placesOf = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
const marginsOf = (text: string) => [/^\s*/.exec(text)?.[0], /\s*$/.exec(text)?.[0]];

/** The forms have the places of the message; a plural form may spell its count out ("one connection"). */
function placesAgree({ id, plural, forms }: Message): boolean {
    const wanted = placesOf(`${id}${plural ?? ''}`);
    const optional = plural === null ? [] : ['{count}', '{number}'];
    return forms.every(form => {
        const found = placesOf(form);
        return (
            found.every(place => wanted.includes(place)) &&
            wanted.every(place => found.includes(place) || optional.includes(place))
        );
    });
}

/**
 * Messages of a language that may wait for somebody who speaks it, so that a new component, with its three
 * sentences, or a new finding can be added by whoever does not.
 */
const mayWait = 12;

const isUntranslated = ({ forms, fuzzy }: Message) => fuzzy || forms.length === 0 || forms.includes('');

/** How many forms the plurals of a language have, by the rules of Unicode that Intl knows. */
function pluralForms(language: string): number {
    const rules = new Intl.PluralRules(language.replace('_', '-'));
    // Forms that only fractions and millions take are none in gettext.
    const taken = new Set(Array.from({ length: 1000 }, (_, count) => rules.select(count)));
    return taken.size;
}

test('each translation is a language in LINGUAS', () => {
    const files = readdirSync(folder).filter(name => name.endsWith('.po'));
    assert.deepEqual(files.sort(), languages.map(language => `${language}.po`).sort());
});

for (const language of languages) {
    describe(`the translation ${language}`, () => {
        const file = join(folder, `${language}.po`);
        const all = readPo(readFileSync(file, 'utf8'));
        const messages = all.filter(({ id }) => id !== '');
        const none = (wrong: readonly Message[], hint: string) => {
            assert.deepEqual(
                wrong.map(({ id, forms }) => ({ id, forms })),
                [],
                hint,
            );
        };

        test('has the messages of the template', () => {
            assert.deepEqual(messages.map(identity), template.map(identity), 'run scripts/messages');
        });

        const untranslated = messages.filter(isUntranslated);

        test('is complete, but for a few messages that are new', test => {
            for (const { id } of untranslated) test.diagnostic(`${language} lacks: ${id}`);
            if (untranslated.length > mayWait) none(untranslated, 'translate these');
        });

        test('keeps the places in messages', () => {
            none(
                messages.filter(message => !isUntranslated(message) && !placesAgree(message)),
                'use the places {…} of the message',
            );
        });

        test('has as many plural forms as the language', () => {
            const forms = pluralForms(language);
            assert.match(headerField(all, 'Plural-Forms') ?? '', new RegExp(`^nplurals=${forms};`));
            none(
                messages.filter(message => message.plural !== null && message.forms.length !== forms),
                `${forms} forms`,
            );
        });

        test('begins and ends lines as the message does, without characters that turn the direction', () => {
            none(
                messages.filter(({ id, forms }) =>
                    forms.some(
                        form =>
                            bidiControl.test(form) || marginsOf(form).join('|') !== marginsOf(id).join('|'),
                    ),
                ),
                'no spaces around, no directional controls',
            );
        });

        test('names its language and passes msgfmt', () => {
            assert.equal(headerField(all, 'Language'), language);
            const run = spawnSync('msgfmt', ['--check', '--output-file=/dev/null', file], {
                encoding: 'utf8',
            });
            assert.equal(
                run.error,
                undefined,
                'msgfmt is missing: scripts/prepare test installs it (gettext)',
            );
            assert.equal(run.status, 0, run.stderr);
        });
    });
}
