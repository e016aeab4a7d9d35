import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import type { CatalogueEntry } from '../../../src/engine/attribution/catalogue.js';
import {
    longestFile,
    mergeCatalogues,
    readCatalogueFile,
} from '../../../src/engine/attribution/catalogueFile.js';
import { readDataFiles } from '../../../scripts/dataFiles.js';

const fitsSchema = new Ajv({ strictTypes: false }).compile(readDataFiles('components').schema);

const app = {
    id: 'org.example.App',
    name: 'Example',
    kind: 'app',
    icon: 'org.example.App',
    match: { appIds: ['org.example.App'] },
    hosts: [{ host: 'example.org', ports: [443], protocol: 'tcp' }],
    purpose: 'It shows examples.',
    loss: null,
    turnOff: 'Close the app.',
    source: 'example: README',
    checked: '2026-11-23',
};
const part = {
    ...app,
    id: 'org.example.App/news',
    kind: 'part',
    partOf: 'org.example.App',
    match: undefined,
};

function fileOf(...components: readonly object[]): string {
    return JSON.stringify({ components });
}

function problemOf(content: string): string {
    const read = readCatalogueFile(content);
    return 'problem' in read ? read.problem : 'none';
}

test('a file is read as it is written', () => {
    assert.deepEqual(readCatalogueFile(fileOf(app)), { entries: [app] });
});

const wrong: readonly (readonly [string, object, RegExp])[] = [
    ['a missing id', { ...app, id: undefined }, /^components\[0\]\.id: must be an id/],
    ['an id with a blank', { ...app, id: 'a b' }, /\.id: must be an id/],
    ['a missing name', { ...app, name: undefined }, /\.name: must be a text/],
    ['an empty purpose', { ...app, purpose: '' }, /\.purpose: must be a text/],
    ['a purpose that is too long', { ...app, purpose: 'a'.repeat(401) }, /\.purpose: must have at most 400/],
    ['an unknown kind', { ...app, kind: 'demon' }, /\.kind: must be one of app, user-service/],
    ['an icon that is a path', { ...app, icon: '/etc/passwd' }, /\.icon: must be the name/],
    ['a property that does not exist', { ...app, color: 'red' }, /components\[0\]: has no property "color"/],
    ['a host that is not a list', { ...app, hosts: 'example.org' }, /\.hosts: must be a list/],
    [
        'a host in upper case',
        { ...app, hosts: [{ host: 'Example.org' }] },
        /\.hosts\[0\]\.host: must be a host/,
    ],
    ['a whole top-level domain', { ...app, hosts: [{ host: '*.org' }] }, /\.host: must be a host/],
    ['an address for a host', { ...app, hosts: [{ host: '192.0.2.1' }] }, /\.host: must be a host/],
    ['port 0', { ...app, hosts: [{ host: 'example.org', ports: [0] }] }, /\.ports\[0\]: must be a port/],
    ['a broken port', { ...app, hosts: [{ host: 'example.org', ports: [1.5] }] }, /must be a port/],
    [
        'a protocol of another layer',
        { ...app, hosts: [{ host: 'a.org', protocol: 'icmp' }] },
        /must be one of tcp/,
    ],
    [
        'a pattern for every unit',
        { ...app, match: { units: ['*.service'] } },
        /\.match\.units\[0\]: must be a/,
    ],
    ['a program with its path', { ...app, match: { processes: ['/bin/sh'] } }, /must be the base name/],
    ['a unique bus name', { ...app, match: { busNames: [':1.2'] } }, /must be a well-known/],
    ['no match', { ...app, match: undefined }, /must have "match"/],
    ['a match without names', { ...app, match: { units: [] } }, /\.match: must name something/],
    ['an unknown configuration', { ...app, configured: ['passwords'] }, /\.configured\[0\]: must be one of/],
    ['an unknown request', { ...app, request: 'money' }, /\.request: must be one of/],
    ['behalf without requesters', { ...app, behalf: {} }, /\.behalf\.requesters: must be a list/],
    ['a flag in words', { ...app, clearText: 'yes' }, /\.clearText: must be true or false/],
    ['an unknown library', { ...app, http: 'gopher' }, /\.http: must be one of/],
    ['a date in words', { ...app, checked: 'today' }, /\.checked: must be a date/],
    ['a part without its process', { ...part, partOf: undefined }, /must have "partOf"/],
    ['a part with a match', { ...part, match: { processes: ['a'] } }, /must not have "match"/],
    ['a part without hosts', { ...part, hosts: [] }, /must have "hosts" or "configured"/],
    ['an app that is part of something', { ...app, partOf: 'org.example.Other' }, /its kind must be part/],
];

for (const [what, component, problem] of wrong) {
    test(`${what} is refused by the reader and by the schema`, () => {
        const content = fileOf(component);
        assert.match(problemOf(content), problem);
        assert.equal(fitsSchema(JSON.parse(content)), false);
    });
}

test('texts that could deceive the eye are refused', () => {
    assert.match(problemOf(fileOf({ ...app, name: 'Fire\u202efox' })), /\.name: .*none invisible/);
    assert.match(problemOf(fileOf({ ...app, purpose: 'One line.\nAnother.' })), /none invisible/);
});

test('what is not a catalogue file is refused with its reason', () => {
    assert.match(problemOf('{'), /^not JSON: /);
    assert.match(problemOf('[]'), /^file: must be an object/);
    assert.match(problemOf('null'), /^file: must be an object/);
    assert.match(problemOf('{}'), /^components: must be a list/);
    assert.match(problemOf('{"components": [7]}'), /^components\[0\]: must be an object/);
    assert.match(problemOf(fileOf(...Array.from({ length: 501 }, () => app))), /at most 500 items/);
    assert.match(problemOf(`"${'a'.repeat(longestFile)}"`), /^file: must have at most/);
    assert.match(problemOf('{"components": [], "__proto__": 1}'), /has no property "__proto__"/);
});

test('a right file fits the schema too', () => {
    const content = fileOf(app, part);
    assert.equal(problemOf(content), 'none');
    assert.equal(fitsSchema(JSON.parse(content)), true);
});

function entry(id: string, rest: Partial<CatalogueEntry> = {}): CatalogueEntry {
    const read = readCatalogueFile(fileOf({ ...app, id }));
    assert.ok('entries' in read && read.entries[0]);
    return { ...read.entries[0], ...rest };
}

test('of entries with the same id the one of most weight is taken', () => {
    const mine = entry('a', { name: 'Mine' });
    const merged = mergeCatalogues([[mine], [entry('a'), entry('b')]]);
    assert.deepEqual(
        merged.entries.map(({ id, name }) => [id, name]),
        [
            ['a', 'Mine'],
            ['b', 'Example'],
        ],
    );
    assert.deepEqual(merged.problems, []);
});

test('a part is kept when another file describes its process, and else named and left out', () => {
    const child = entry('a/news', { kind: 'part', partOf: 'a' });
    assert.deepEqual(mergeCatalogues([[child], [entry('a')]]).problems, []);
    const alone = mergeCatalogues([[child], [entry('b')]]);
    assert.deepEqual(
        alone.entries.map(({ id }) => id),
        ['b'],
    );
    assert.deepEqual(alone.problems, ['a/news: it is part of a, which no entry describes']);
});
