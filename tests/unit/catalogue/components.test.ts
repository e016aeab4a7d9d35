import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CatalogueEntry } from '../../../src/engine/attribution/catalogue.js';
import {
    CatalogueIndex,
    endpointFits,
    hostMatches,
    type OwnerClues,
} from '../../../src/engine/attribution/catalogueIndex.js';
import { shippedEntries } from './shippedCatalogue.js';

const entries = shippedEntries();
const index = new CatalogueIndex(entries);

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

test('the id of a part begins with that of its process', () => {
    for (const { id, partOf } of entries) {
        if (partOf !== undefined) assert.ok(id.startsWith(`${partOf}/`), id);
    }
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
                const fitting = siblings.filter(part =>
                    part.hosts.some(
                        other =>
                            hostMatches(other.host, name) && endpointFits(other, port, protocol ?? 'tcp'),
                    ),
                );
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
