import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueEntry } from '../../../src/engine/attribution/catalogue.js';
import { readCatalogueFile } from '../../../src/engine/attribution/catalogueFile.js';

const directory = join(import.meta.dirname, '../../../data/components');

export const schemaText = readFileSync(join(directory, 'components.schema.json'), 'utf8');

export const shippedFiles: readonly { readonly name: string; readonly content: string }[] = readdirSync(
    directory,
)
    .filter(name => name.endsWith('.json') && !name.endsWith('.schema.json'))
    .sort()
    .map(name => ({ name, content: readFileSync(join(directory, name), 'utf8') }));

export function shippedEntries(): readonly CatalogueEntry[] {
    return shippedFiles.flatMap(({ name, content }) => {
        const read = readCatalogueFile(content);
        if ('problem' in read) throw new Error(`${name}: ${read.problem}`);
        return read.entries;
    });
}
