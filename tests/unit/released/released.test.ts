import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readHistory } from '../../../src/engine/history/historyDocument.js';

/** Whoever comes from an earlier release keeps their settings and their history. */
const top = join(import.meta.dirname, '..', '..', '..');
const released = join(top, 'tests', 'fixtures', 'released');
const schemaName = 'org.gnome.shell.extensions.edgewise.gschema.xml';
const releases = readdirSync(released);

interface Key {
    readonly type: string;
    readonly range: readonly [min: number, max: number] | null;
}
interface Schema {
    readonly keys: ReadonlyMap<string, Key>;
    /** Enums by id, each as nick=value. */
    readonly enums: ReadonlyMap<string, readonly string[]>;
}

const attribute = (text: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];

function readSchema(path: string): Schema {
    const text = readFileSync(path, 'utf8');
    const keys = new Map<string, Key>();
    for (const [, head = '', body = ''] of text.matchAll(/<key ([^>]*)>([\s\S]*?)<\/key>/g)) {
        const range = /<range [^>]*>/.exec(body)?.[0] ?? '';
        keys.set(attribute(head, 'name') ?? '', {
            type: attribute(head, 'type') ?? `enum ${attribute(head, 'enum') ?? ''}`,
            range: range ? [Number(attribute(range, 'min')), Number(attribute(range, 'max'))] : null,
        });
    }
    const enums = new Map<string, string[]>();
    for (const [, id = '', body = ''] of text.matchAll(/<enum id="([^"]*)">([\s\S]*?)<\/enum>/g)) {
        const values = [...body.matchAll(/<value [^>]*>/g)].map(
            ([value]) => `${attribute(value, 'nick') ?? ''}=${attribute(value, 'value') ?? ''}`,
        );
        enums.set(id, values);
    }
    return { keys, enums };
}

const now = readSchema(join(top, 'schemas', schemaName));

test('there are fixtures of each release of the changelog that has been followed by another', () => {
    const changelog = readFileSync(join(top, 'CHANGELOG.md'), 'utf8');
    const [, ...past] = Array.from(changelog.matchAll(/^## (\d\S*)$/gm), ([, version]) => version);
    assert.deepEqual(
        past.filter(version => version !== undefined && !releases.includes(version)),
        [],
    );
});

for (const release of releases) {
    const then = readSchema(join(released, release, schemaName));

    test(`each setting of ${release} is there, with its type and at least its range`, () => {
        assert.ok(then.keys.size > 20);
        for (const [name, { type, range }] of then.keys) {
            const key = now.keys.get(name);
            assert.equal(key?.type, type, name);
            if (!key.range) continue;
            assert.ok(range && key.range[0] <= range[0] && key.range[1] >= range[1], `${name}: its range`);
        }
        for (const [id, values] of then.enums) {
            const kept = now.enums.get(id) ?? [];
            assert.deepEqual(
                values.filter(value => !kept.includes(value)),
                [],
                id,
            );
        }
    });

    test(`the history that ${release} wrote is read whole`, () => {
        const text = readFileSync(join(released, release, 'history.json'), 'utf8');
        const written = JSON.parse(text) as { began: number; destinations: { lastSeen: number }[] };
        const last = Math.max(...written.destinations.map(({ lastSeen }) => lastSeen));
        const { history, problem, skipped } = readHistory(text, last);
        assert.equal(problem, null);
        assert.equal(skipped, 0);
        assert.equal(history.began, written.began);
        assert.deepEqual(
            new Set(JSON.parse(JSON.stringify([...history.entries()])) as unknown[]),
            new Set(written.destinations),
        );
    });
}
