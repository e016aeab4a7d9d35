import Gio from 'gi://Gio';
import GLib from 'gi://GLib';

import { settingsKeys } from '../protocol/settingsKeys.js';

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
        await deleteDirectory(Gio.File.new_for_path(GLib.build_filenamev([directory, 'edgewise'])));
    await deleteFile(Gio.File.new_for_path(ownNetworkData()));
    for (const key of settings.settingsSchema.list_keys()) settings.reset(key);
    // Tells a running collector, which would write its memory down again.
    settings.set_int64(settingsKeys.historyForgotten, Date.now());
}

/** Copies a file over another one that takes its place at once; directories are made. */
export function copyFile(from: Gio.File, to: Gio.File): Promise<void> {
    return new Promise((resolve, reject) => {
        const directory = to.get_parent();
        if (directory) GLib.mkdir_with_parents(directory.get_path() ?? '', 0o700);
        from.copy_async(
            to,
            Gio.FileCopyFlags.OVERWRITE,
            GLib.PRIORITY_DEFAULT,
            null,
            null,
            (_file, result) => {
                settle(resolve, reject, () => from.copy_finish(result));
            },
        );
    });
}

/** Edgewise's directories hold plain files only; a directory in one is somebody else's, and stays. */
async function deleteDirectory(directory: Gio.File): Promise<void> {
    const files = await listFiles(directory);
    for (const file of files) await deleteFile(file);
    await deleteFile(directory);
}

function listFiles(directory: Gio.File): Promise<Gio.File[]> {
    return new Promise((resolve, reject) => {
        directory.enumerate_children_async(
            'standard::name,standard::type',
            Gio.FileQueryInfoFlags.NOFOLLOW_SYMLINKS,
            GLib.PRIORITY_DEFAULT,
            null,
            (_directory, result) => {
                try {
                    const entries = directory.enumerate_children_finish(result);
                    const files: Gio.File[] = [];
                    for (let info = entries.next_file(null); info; info = entries.next_file(null)) {
                        if (info.get_file_type() !== Gio.FileType.DIRECTORY)
                            files.push(entries.get_child(info));
                    }
                    resolve(files);
                } catch (error) {
                    if (isMissing(error)) resolve([]);
                    else reject(asError(error));
                }
            },
        );
    });
}

function deleteFile(file: Gio.File): Promise<void> {
    return new Promise((resolve, reject) => {
        file.delete_async(GLib.PRIORITY_DEFAULT, null, (_file, result) => {
            try {
                file.delete_finish(result);
                resolve();
            } catch (error) {
                if (isMissing(error)) resolve();
                else reject(asError(error));
            }
        });
    });
}

function isMissing(error: unknown): boolean {
    return error instanceof GLib.Error && error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND);
}

function asError(error: unknown): Error {
    return error instanceof Error ? error : new Error(String(error));
}

function settle(resolve: () => void, reject: (error: Error) => void, finish: () => unknown): void {
    try {
        finish();
        resolve();
    } catch (error) {
        reject(asError(error));
    }
}
