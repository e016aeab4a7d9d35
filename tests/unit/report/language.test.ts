import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageTag } from '../../../src/engine/report/language.js';

const header = (language: string) => `Content-Type: text/plain; charset=UTF-8\nLanguage: ${language}\n`;

test('numbers follow the language of the catalogue', () => {
    assert.equal(languageTag(header('ja'), ['ja_JP.UTF-8', 'ja_JP', 'ja', 'C']), 'ja-JP');
    assert.equal(languageTag(header('pt_BR'), ['pt_BR.UTF-8', 'pt_BR', 'C']), 'pt-BR');
    assert.equal(languageTag(header('de'), ['C']), 'de');
});

test('without a catalogue the sentences are English, and so are the numbers', () => {
    assert.equal(languageTag('', ['sr_RS@latin', 'C']), 'en');
    assert.equal(languageTag('', ['en_GB.UTF-8', 'en_GB', 'en', 'C']), 'en-GB');
    assert.equal(languageTag('', ['C']), 'en');
});

test('names that are no languages are passed over', () => {
    assert.equal(languageTag(header('???'), ['???', 'POSIX']), 'en');
});
