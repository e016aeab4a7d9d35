import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { settingsKeys } from '../protocol/settingsKeys.js';
import { settled } from '../system/asynchronous.js';
import { deleteFile, isMissing, listEntries } from '../system/files.js';

/** The user's own network data, once chosen, lives here. */
export function ownNetworkData(): string {
    return GLib.build_filenamev([GLib.get_user_data_dir(), 'edgewise', 'networks.bin']);
}

/**
 * Deletes what Edgewise wrote in the user's directories and resets every setting. Drop-in components in the
 * data directory are the user's own work and stay.
 *
 * @throws GLib.Error when something cannot be deleted; what comes after it is still there.
 */
export async function forgetEverything(settings: Gio.Settings): Promise<void> {
    for (const directory of [GLib.get_user_state_dir(), GLib.get_user_cache_dir()])
        await deleteDirectory(GLib.build_filenamev([directory, 'edgewise']));
    await deleteFile(ownNetworkData());
    for (const key of settings.settingsSchema.list_keys()) settings.reset(key);
    // Tells a running collector, which would write its memory down again.
    settings.set_int64(settingsKeys.historyForgotten, Date.now());
}

/** Copies a file over another one that takes its place at once; directories are made. */
export function copyFile(from: Gio.File, to: Gio.File): Promise<boolean> {
    const directory = to.get_parent();
    if (directory) GLib.mkdir_with_parents(directory.get_path() ?? '', 0o700);
    const flags = Gio.FileCopyFlags.OVERWRITE;
    return settled(done =>
        from.copy_async(to, flags, GLib.PRIORITY_DEFAULT, null, null, (_file, result) =>
            done(() => from.copy_finish(result)),
        ),
    );
}

/** Edgewise's directories hold plain files only; a directory in one is somebody else's, and stays. */
async function deleteDirectory(path: string): Promise<void> {
    const attributes = [Gio.FILE_ATTRIBUTE_STANDARD_NAME, Gio.FILE_ATTRIBUTE_STANDARD_TYPE].join(',');
    const flags = Gio.FileQueryInfoFlags.NOFOLLOW_SYMLINKS;
    try {
        for (const entry of await listEntries(path, attributes, Infinity, null, flags))
            if (entry.get_file_type() !== Gio.FileType.DIRECTORY)
                await deleteFile(GLib.build_filenamev([path, entry.get_name()]));
        await deleteFile(path);
    } catch (error) {
        if (!isMissing(error)) throw error;
    }
}
