import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CatalogueEntry } from '../../../src/engine/attribution/catalogue.js';
import { mergeCatalogues } from '../../../src/engine/attribution/catalogueFile.js';
import {
    CatalogueIndex,
    hostOfEntry,
    type OwnerClues,
} from '../../../src/engine/attribution/catalogueIndex.js';
import { shippedEntries } from './shippedCatalogue.js';

const entries = shippedEntries();
const index = new CatalogueIndex(entries);

/** Where two of the list have the same name, both owners. */
function sharedNames(named: readonly (readonly [string, CatalogueEntry])[]): string[] {
    const owners = new Map<string, string>();
    const shared: string[] = [];
    for (const [name, { id }] of named) {
        const other = owners.get(name);
        if (other !== undefined) shared.push(`${name}: ${other} and ${id}`);
        owners.set(name, id);
    }
    return shared;
}

function namesOf(
    pick: (entry: CatalogueEntry) => readonly string[] | undefined,
): (readonly [string, CatalogueEntry])[] {
    return entries.flatMap(entry => (pick(entry) ?? []).map(name => [name, entry] as const));
}

/** A name that a pattern with `*` stands for. */
const example = (pattern: string): string => pattern.replaceAll('*', 'x1');

function cluesOf({ match = {} }: CatalogueEntry): OwnerClues[] {
    return [
        ...(match.units ?? []).map(unit => ({ unit: example(unit) })),
        ...(match.appIds ?? []).map(appId => ({ appId })),
        ...(match.snaps ?? []).map(snap => ({ snap })),
        ...(match.busNames ?? []).map(busName => ({ busName })),
        ...(match.processes ?? []).map(process => ({ processes: [process] })),
    ];
}

test('there are entries for what a desktop runs', () => {
    assert.ok(entries.length >= 90, `only ${entries.length}`);
});

test('ids are unique, and every part has its process', () => {
    assert.deepEqual(sharedNames(entries.map(entry => [entry.id, entry] as const)), []);
    assert.deepEqual(mergeCatalogues([entries]).problems, []);
    for (const { id, partOf } of entries) {
        if (partOf !== undefined) assert.ok(id.startsWith(`${partOf}/`), id);
    }
});

test('no name is claimed by two entries', () => {
    assert.deepEqual(sharedNames(namesOf(({ match }) => match?.units)), []);
    assert.deepEqual(sharedNames(namesOf(({ match }) => match?.appIds?.map(id => id.toLowerCase()))), []);
    assert.deepEqual(sharedNames(namesOf(({ match }) => match?.snaps)), []);
    assert.deepEqual(sharedNames(namesOf(({ match }) => match?.processes)), []);
    assert.deepEqual(sharedNames(namesOf(({ match }) => match?.busNames)), []);
});

for (const entry of entries.filter(({ kind }) => kind !== 'part')) {
    test(`${entry.id} is recognised by each of its names`, () => {
        const clues = cluesOf(entry);
        assert.ok(clues.length > 0);
        for (const clue of clues) {
            assert.equal(index.matchEntry(clue)?.entry.id, entry.id, JSON.stringify(clue));
        }
    });

    test(`${entry.id} is recognised by its processes as the kernel cuts them, or its unit or app tells`, () => {
        for (const process of entry.match?.processes ?? []) {
            const found = index.matchEntry({ processes: [process.slice(0, 15)] });
            assert.ok(found === null || found.entry.id === entry.id, process);
        }
    });
}

for (const entry of entries.filter(({ kind }) => kind === 'part')) {
    test(`${entry.id} is told from its siblings by every endpoint of its own`, () => {
        const siblings = index.partsOf(entry.partOf ?? '');
        for (const { host, ports, protocol } of entry.hosts) {
            const name = example(host);
            assert.ok(index.entriesOfHost(name).includes(entry), name);
            for (const port of ports ?? [443]) {
                const fitting = siblings.filter(part => hostOfEntry(part, name, port, protocol ?? 'tcp'));
                assert.deepEqual(
                    fitting.map(({ id }) => id),
                    [entry.id],
                    `${name}:${port}`,
                );
            }
        }
    });
}

for (const entry of entries) {
    test(`${entry.id} says in plain sentences what it is for`, () => {
        for (const sentence of [entry.purpose, entry.loss]) {
            if (sentence === null) continue;
            assert.match(sentence, /^\p{Lu}.*[^.]\.$/u);
            assert.ok(sentence.length <= 160, `${sentence.length} characters: ${sentence}`);
            assert.doesNotMatch(
                sentence,
                /\b(daemons?|sockets?|process(es)?|TCP|UDP|API|D-Bus|CDN|IP|hosts?|HTTPS?|DNS|cache|metadata|backends?|protocol)\b/,
            );
        }
        if (entry.turnOff !== null) {
            assert.match(entry.turnOff, entry.turnOff.startsWith('Run: ') ? /[^.]$/ : /^\p{Lu}.*[^.]\.$/u);
        }
        assert.doesNotMatch([entry.purpose, entry.loss, entry.turnOff].join(' '), /'|"|--(?!\w)|\.\.\./);
        assert.ok(entry.checked <= '2026-11-23');
    });
}

test('symbolic icons are in the icon theme of GNOME 48, 50 and 51', () => {
    const list = join(import.meta.dirname, '../../fixtures/catalogue/adwaita-symbolic-icons.txt');
    const known = new Set(readFileSync(list, 'utf8').split('\n'));
    const missing = entries.filter(({ icon }) => icon?.endsWith('-symbolic') && !known.has(icon));
    assert.deepEqual(
        missing.map(({ id, icon }) => `${id}: ${icon ?? ''}`),
        [],
    );
});

test('only apps have icons of their own', () => {
    const odd = entries.filter(({ icon, kind }) => kind === 'part' && !icon?.endsWith('-symbolic'));
    assert.deepEqual(
        odd.map(({ id }) => id),
        [],
    );
});

test('hosts are listed once in an entry', () => {
    for (const { id, hosts } of entries) {
        assert.equal(new Set(hosts.map(({ host }) => host)).size, hosts.length, id);
    }
});
