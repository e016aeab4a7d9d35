import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { settled } from './asynchronous.js';

/**
 * Writes a file for its owner's eyes only, whole or not at all: what was there before stays until the new
 * text is complete. Rejects with the reason; a symbolic link is replaced, not followed.
 */
export async function writePrivately(path: string, text: string): Promise<void> {
    if (!GLib.path_is_absolute(path)) throw new Error('The path is not absolute.');
    const target = Gio.File.new_for_path(path);
    const temporary = Gio.File.new_for_path(`${path}.${GLib.uuid_string_random()}`);
    const bytes = new GLib.Bytes(new TextEncoder().encode(text));
    // PRIVATE: mode 0600 from the moment it is made.
    const flags = Gio.FileCreateFlags.PRIVATE;
    try {
        await settled(done =>
            temporary.replace_contents_bytes_async(bytes, null, false, flags, null, (_file, result) =>
                done(() => temporary.replace_contents_finish(result)),
            ),
        );
        // rename(2) of two names in one folder: nobody ever sees half of it.
        temporary.move(
            target,
            Gio.FileCopyFlags.OVERWRITE | Gio.FileCopyFlags.NO_FALLBACK_FOR_MOVE,
            null,
            null,
        );
    } catch (error) {
        // On a full disk a part of it is there.
        temporary.delete_async(GLib.PRIORITY_DEFAULT, null, null);
        throw error;
    }
}
