import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { cleanText } from '../../engine/untrustedText.js';

/** Whole files and directories, read without waiting for the disk. */

/** The bytes of a regular file. @throws when it has more than `most`, or cannot be read. */
export async function loadBytes(
    path: string,
    most: number,
    cancellable: Gio.Cancellable | null,
): Promise<Uint8Array> {
    const file = Gio.File.new_for_path(path);
    const attributes = [Gio.FILE_ATTRIBUTE_STANDARD_SIZE, Gio.FILE_ATTRIBUTE_STANDARD_TYPE].join(',');
    const info = await settled<Gio.FileInfo>(done =>
        file.query_info_async(
            attributes,
            Gio.FileQueryInfoFlags.NONE,
            GLib.PRIORITY_DEFAULT,
            cancellable,
            (_source, result) => done(() => file.query_info_finish(result)),
        ),
    );
    // A pipe or a device would keep the reader waiting, or never end.
    if (info.get_file_type() !== Gio.FileType.REGULAR) throw new Error('it is not a regular file');
    if (info.get_size() > most) throw new Error(`it has more than ${most} bytes`);
    const bytes = await settled<GLib.Bytes>(done =>
        file.load_bytes_async(cancellable, (_source, result) =>
            done(() => file.load_bytes_finish(result)[0]),
        ),
    );
    return bytes.toArray();
}

/** Names of a directory's entries, `most` at most. @throws when it cannot be read. */
export async function listNames(
    path: string,
    most: number,
    cancellable: Gio.Cancellable | null,
): Promise<string[]> {
    const directory = Gio.File.new_for_path(path);
    const entries = await settled<Gio.FileEnumerator>(done =>
        directory.enumerate_children_async(
            Gio.FILE_ATTRIBUTE_STANDARD_NAME,
            Gio.FileQueryInfoFlags.NONE,
            GLib.PRIORITY_DEFAULT,
            cancellable,
            (_source, result) => done(() => directory.enumerate_children_finish(result)),
        ),
    );
    const names: string[] = [];
    while (names.length < most) {
        const some = await settled<Gio.FileInfo[]>(done =>
            entries.next_files_async(
                most - names.length,
                GLib.PRIORITY_DEFAULT,
                cancellable,
                (_source, result) => done(() => entries.next_files_finish(result)),
            ),
        );
        if (some.length === 0) break;
        names.push(...some.map(info => info.get_name()));
    }
    entries.close_async(GLib.PRIORITY_DEFAULT, null, null);
    return names;
}

export function isMissing(error: unknown): boolean {
    return error instanceof GLib.Error && error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND);
}

/** Why something failed, in the words of GLib, cleaned. */
export function causeOf(error: unknown): string {
    return cleanText(error instanceof Error || error instanceof GLib.Error ? error.message : String(error));
}

/** Begins an asynchronous call; `done` is given what finishes it, and that result or error is the promise's. */
export function settled<Result>(begin: (done: (finish: () => Result) => void) => void): Promise<Result> {
    return new Promise((resolve, reject) => {
        begin(finish => {
            try {
                resolve(finish());
            } catch (error) {
                // A GLib.Error is no Error before gjs 1.82, and what it is must not be lost.
                // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
                reject(error);
            }
        });
    });
}
