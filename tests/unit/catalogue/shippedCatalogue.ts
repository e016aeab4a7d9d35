import { readDataFiles } from '../../../scripts/dataFiles.js';
import type { CatalogueEntry } from '../../../src/engine/attribution/catalogue.js';
import { readCatalogueFile } from '../../../src/engine/attribution/catalogueFile.js';

export function shippedEntries(): readonly CatalogueEntry[] {
    return readDataFiles('components').files.flatMap(({ name, text }) => {
        const read = readCatalogueFile(text);
        if ('problem' in read) throw new Error(`${name}: ${read.problem}`);
        return read.entries;
    });
}
