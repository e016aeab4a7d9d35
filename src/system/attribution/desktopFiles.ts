import type Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { DesktopEntries, DesktopEntry } from '../../engine/attribution/surroundings.js';
import { cleanText } from '../../engine/untrustedText.js';
import { readText } from '../files.js';

const group = 'Desktop Entry';
const longestFile = 256 * 1024;

/** Desktop files (Desktop Entry Specification), read one by one when they are asked for. */
export class DesktopFiles implements DesktopEntries {
    readonly #directories: readonly string[];
    readonly #cancellable: Gio.Cancellable | null;

    constructor(directories: readonly string[], cancellable: Gio.Cancellable | null) {
        this.#directories = directories;
        this.#cancellable = cancellable;
    }

    async find(appId: string): Promise<DesktopEntry | null> {
        if (!/^[^/\0]{1,240}$/.test(appId) || appId.startsWith('.')) return null;
        for (const directory of this.#directories) {
            const text = await readText(`${directory}/${appId}.desktop`, longestFile, this.#cancellable);
            const entry = text === null ? null : readEntry(appId, text);
            if (entry) return entry;
        }
        return null;
    }
}

/** null where it is no desktop file, or one without a name: the next directory may have a better one. */
function readEntry(id: string, text: string): DesktopEntry | null {
    const file = new GLib.KeyFile();
    const name = unlessKeyFileError(() => {
        // Not load_from_data: whether its length may be -1 differs between versions of gjs.
        file.load_from_bytes(new GLib.Bytes(new TextEncoder().encode(text)), GLib.KeyFileFlags.NONE);
        return cleanText(file.get_locale_string(group, 'Name', null), 80);
    });
    if (!name) return null;
    const icon = unlessKeyFileError(() => cleanText(file.get_string(group, 'Icon')));
    return { id, name, icon: icon || null };
}

function unlessKeyFileError<Value>(read: () => Value): Value | null {
    try {
        return read();
    } catch (error) {
        if (error instanceof GLib.Error) return null;
        throw error;
    }
}
