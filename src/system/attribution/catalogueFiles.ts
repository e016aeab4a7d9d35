import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import type { CatalogueEntry } from '../../engine/attribution/catalogue.js';
import {
    longestFile,
    mergeCatalogues,
    readCatalogueFile,
    type MergedCatalogue,
} from '../../engine/attribution/catalogueFile.js';
import { cleanText } from '../../engine/untrustedText.js';

/** Files of one directory that are read; more is said and left out. */
const mostFiles = 100;
const attributes = [
    Gio.FILE_ATTRIBUTE_STANDARD_NAME,
    Gio.FILE_ATTRIBUTE_STANDARD_TYPE,
    Gio.FILE_ATTRIBUTE_STANDARD_SIZE,
].join(',');

/** `edgewise/components/` of XDG_DATA_HOME, then of XDG_DATA_DIRS in their order. */
export function dropInDirectories(): Gio.File[] {
    return [GLib.get_user_data_dir(), ...GLib.get_system_data_dirs()].map(directory =>
        Gio.File.new_for_path(GLib.build_filenamev([directory, 'edgewise', 'components'])),
    );
}

/**
 * The catalogue that ships in `shipped`, with the drop-ins before it. A file that is wrong or cannot be read is
 * named in `problems` and left out.
 */
export async function loadCatalogue(
    shipped: Gio.File,
    dropIns: readonly Gio.File[] = dropInDirectories(),
): Promise<MergedCatalogue> {
    const problems: string[] = [];
    const catalogues: (readonly CatalogueEntry[])[] = [];
    for (const directory of [...dropIns, shipped]) {
        for (const file of await listFiles(directory, directory === shipped, problems)) {
            catalogues.push(await readFile(file, problems));
        }
    }
    const merged = mergeCatalogues(catalogues);
    return { entries: merged.entries, problems: [...problems, ...merged.problems] };
}

function nameOf(file: Gio.File): string {
    return cleanText(file.get_parse_name());
}

function causeOf(error: unknown): string {
    return cleanText(error instanceof Error || error instanceof GLib.Error ? error.message : String(error));
}

/** Catalogue files of a directory by name. A directory that is not there has none, unless it must be there. */
async function listFiles(directory: Gio.File, required: boolean, problems: string[]): Promise<Gio.File[]> {
    try {
        const names: string[] = [];
        for (const info of await childrenOf(directory)) {
            const name = info.get_name();
            if (!name.endsWith('.json') || name.endsWith('.schema.json')) continue;
            const file = nameOf(directory.get_child(name));
            if (info.get_file_type() !== Gio.FileType.REGULAR) problems.push(`${file}: not a regular file`);
            else if (info.get_size() > longestFile)
                problems.push(`${file}: larger than ${longestFile} bytes`);
            else names.push(name);
        }
        if (names.length > mostFiles) {
            problems.push(`${nameOf(directory)}: has ${names.length} files, the first ${mostFiles} are read`);
        }
        return names
            .sort()
            .slice(0, mostFiles)
            .map(name => directory.get_child(name));
    } catch (error) {
        const missing =
            error instanceof GLib.Error && error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND);
        if (required || !missing) problems.push(`${nameOf(directory)}: ${causeOf(error)}`);
        return [];
    }
}

async function readFile(file: Gio.File, problems: string[]): Promise<readonly CatalogueEntry[]> {
    try {
        const content = readCatalogueFile(new TextDecoder('utf-8', { fatal: true }).decode(await load(file)));
        if ('entries' in content) return content.entries;
        problems.push(`${nameOf(file)}: ${content.problem}`);
    } catch (error) {
        problems.push(`${nameOf(file)}: ${causeOf(error)}`);
    }
    return [];
}

async function childrenOf(directory: Gio.File): Promise<Gio.FileInfo[]> {
    const children = await new Promise<Gio.FileEnumerator>((resolve, reject) => {
        directory.enumerate_children_async(
            attributes,
            Gio.FileQueryInfoFlags.NONE,
            GLib.PRIORITY_DEFAULT,
            null,
            (_file, result) => {
                settle(() => directory.enumerate_children_finish(result), resolve, reject);
            },
        );
    });
    const found: Gio.FileInfo[] = [];
    for (;;) {
        const some = await nextOf(children);
        if (some.length === 0) return found;
        found.push(...some);
    }
}

function nextOf(children: Gio.FileEnumerator): Promise<Gio.FileInfo[]> {
    return new Promise((resolve, reject) => {
        children.next_files_async(mostFiles, GLib.PRIORITY_DEFAULT, null, (_children, result) => {
            settle(() => children.next_files_finish(result), resolve, reject);
        });
    });
}

function load(file: Gio.File): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
        file.load_contents_async(null, (_file, result) => {
            settle(() => file.load_contents_finish(result)[1], resolve, reject);
        });
    });
}

/** Ends a promise with what an asynchronous call has come to. GLib's errors are no `Error`s: they are kept as they are. */
function settle<Result>(
    finish: () => Result,
    resolve: (result: Result) => void,
    reject: (error: unknown) => void,
): void {
    try {
        resolve(finish());
    } catch (error) {
        reject(error);
    }
}
