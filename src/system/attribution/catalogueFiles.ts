import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { CatalogueEntry } from '../../engine/attribution/catalogue.js';
import {
    longestFile,
    mergeCatalogues,
    readCatalogueFile,
    type MergedCatalogue,
} from '../../engine/attribution/catalogueFile.js';
import { cleanText } from '../../engine/untrustedText.js';
import { causeOf } from '../asynchronous.js';
import { isMissing, listEntries, loadBytes } from '../files.js';

/** Files of one directory that are read; more is said and left out. */
const mostFiles = 100;
/** Entries of one directory that are looked at. */
const mostEntries = 10_000;

/** `edgewise/components/` of XDG_DATA_HOME, then of XDG_DATA_DIRS in their order. */
export function dropInDirectories(): string[] {
    return [GLib.get_user_data_dir(), ...GLib.get_system_data_dirs()].map(directory =>
        GLib.build_filenamev([directory, 'edgewise', 'components']),
    );
}

/**
 * The catalogue that ships in `shipped`, with the drop-ins before it. A file that is wrong or cannot be read is
 * named in `problems` and left out.
 */
export async function loadCatalogue(
    shipped: string,
    dropIns: readonly string[] = dropInDirectories(),
): Promise<MergedCatalogue> {
    const problems: string[] = [];
    const catalogues: (readonly CatalogueEntry[])[] = [];
    for (const directory of [...dropIns, shipped]) {
        for (const path of await listFiles(directory, directory === shipped, problems)) {
            catalogues.push(await readFile(path, problems));
        }
    }
    const merged = mergeCatalogues(catalogues);
    return { entries: merged.entries, problems: [...problems, ...merged.problems] };
}

/** Catalogue files of a directory by name. A directory that is not there has none, unless it must be there. */
async function listFiles(directory: string, required: boolean, problems: string[]): Promise<string[]> {
    try {
        const attributes = Gio.FILE_ATTRIBUTE_STANDARD_NAME;
        const names = (await listEntries(directory, attributes, mostEntries, null))
            .map(info => info.get_name())
            .filter(name => name.endsWith('.json') && !name.endsWith('.schema.json'));
        if (names.length > mostFiles)
            problems.push(
                `${cleanText(directory)}: has ${names.length} files, the first ${mostFiles} are read`,
            );
        return names
            .sort()
            .slice(0, mostFiles)
            .map(name => GLib.build_filenamev([directory, name]));
    } catch (error) {
        if (required || !isMissing(error)) problems.push(`${cleanText(directory)}: ${causeOf(error)}`);
        return [];
    }
}

async function readFile(path: string, problems: string[]): Promise<readonly CatalogueEntry[]> {
    try {
        const bytes = await loadBytes(path, longestFile, null);
        const content = readCatalogueFile(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
        if ('entries' in content) return content.entries;
        problems.push(`${cleanText(path)}: ${content.problem}`);
    } catch (error) {
        problems.push(`${cleanText(path)}: ${causeOf(error)}`);
    }
    return [];
}
