import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { Names } from '../../engine/identification/names.js';
import { longestNames, readNames, writeNames } from '../../engine/identification/namesDocument.js';
import { causeOf } from '../asynchronous.js';
import { deleteFile, isMissing, loadBytes } from '../files.js';

/** UTF-8 takes at most four bytes for a character. */
const longestFile = longestNames * 4;

/** `$XDG_CACHE_HOME/edgewise/names.json`: reverse names that need not be asked for again after a restart. */
function defaultNamesPath(): string {
    return GLib.build_filenamev([GLib.get_user_cache_dir(), 'edgewise', 'names.json']);
}

/** Reads what was kept. What is no such file is set aside with the ending `.damaged`; returns why, or null. */
export async function loadNames(names: Names, path = defaultNamesPath()): Promise<string | null> {
    try {
        const records = readNames(new TextDecoder().decode(await loadBytes(path, longestFile, null)));
        if (records) {
            names.restore(records);
            return null;
        }
        const aside = Gio.File.new_for_path(`${path}.damaged`);
        Gio.File.new_for_path(path).move(aside, Gio.FileCopyFlags.OVERWRITE, null, null);
        return 'it is damaged and was set aside';
    } catch (error) {
        return isMissing(error) ? null : causeOf(error);
    }
}

/** Replaces the file in one step; returns why it could not, or null. It waits for the disk. */
export function saveNames(names: Names, path = defaultNamesPath()): string | null {
    try {
        if (GLib.mkdir_with_parents(GLib.path_get_dirname(path), 0o700) !== 0)
            return 'its folder cannot be made';
        const bytes = new TextEncoder().encode(writeNames(names.records()));
        GLib.file_set_contents_full(path, bytes, GLib.FileSetContentsFlags.CONSISTENT, 0o600);
        return null;
    } catch (error) {
        return causeOf(error);
    }
}

/** Removes what was kept, and what was set aside. */
export function forgetNames(path = defaultNamesPath()): void {
    for (const name of [path, `${path}.damaged`])
        deleteFile(name).catch((error: unknown) => printerr(`edgewise: ${name}: ${causeOf(error)}`));
}
