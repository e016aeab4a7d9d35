import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { readSome } from '../process/reading.js';

/**
 * Reading of small files and directories, asynchronous and bounded. What is not there or may not be read is
 * null; whatever else goes wrong is thrown.
 */
const chunk = 65_536;
const priority = GLib.PRIORITY_DEFAULT_IDLE;

/** `most` bytes of a file at most, as UTF-8 with replacement characters for what is none. */
export async function readText(
    path: string,
    most: number,
    cancellable: Gio.Cancellable | null,
): Promise<string | null> {
    const stream = await unlessMissing(openFile(Gio.File.new_for_path(path), cancellable));
    if (stream === null) return null;
    try {
        const chunks: Uint8Array[] = [];
        let size = 0;
        // A file of /proc has no size and comes a page at a time.
        while (size < most) {
            const data = await readSome(stream, Math.min(most - size, chunk), cancellable, priority);
            if (data.length === 0) break;
            chunks.push(data);
            size += data.length;
        }
        return new TextDecoder().decode(joined(chunks, size));
    } catch (error) {
        // A process may end while its file is read.
        if (isMissing(error)) return null;
        throw error;
    } finally {
        stream.close_async(priority, null, null);
    }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
    const [first] = chunks;
    if (first && chunks.length === 1) return first;
    const all = new Uint8Array(size);
    let at = 0;
    for (const data of chunks) {
        all.set(data, at);
        at += data.length;
    }
    return all;
}

/** Facts about a directory's entries, `most` at most; `denied` where it may not be read. */
export async function listDirectory(
    path: string,
    attributes: string,
    most: number,
    cancellable: Gio.Cancellable | null,
): Promise<Gio.FileInfo[] | 'denied' | null> {
    const directory = Gio.File.new_for_path(path);
    let enumerator: Gio.FileEnumerator | null = null;
    try {
        enumerator = await openDirectory(directory, attributes, cancellable);
        const infos: Gio.FileInfo[] = [];
        while (infos.length < most) {
            const more = await nextEntries(enumerator, Math.min(512, most - infos.length), cancellable);
            if (more.length === 0) break;
            infos.push(...more);
        }
        return infos;
    } catch (error) {
        if (error instanceof GLib.Error && error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.PERMISSION_DENIED))
            return 'denied';
        if (isMissing(error)) return null;
        throw error;
    } finally {
        enumerator?.close_async(priority, null, null);
    }
}

async function unlessMissing<Value>(promise: Promise<Value>): Promise<Value | null> {
    try {
        return await promise;
    } catch (error) {
        if (isMissing(error)) return null;
        throw error;
    }
}

const missing = [
    Gio.IOErrorEnum.NOT_FOUND,
    Gio.IOErrorEnum.PERMISSION_DENIED,
    Gio.IOErrorEnum.NOT_DIRECTORY,
    Gio.IOErrorEnum.IS_DIRECTORY,
    Gio.IOErrorEnum.NOT_SUPPORTED,
    Gio.IOErrorEnum.TOO_MANY_LINKS,
];

function isMissing(error: unknown): boolean {
    if (!(error instanceof GLib.Error)) return false;
    if (missing.some(code => error.matches(Gio.IOErrorEnum, code))) return true;
    // ESRCH, of a process that is gone, has no code of its own in GIO.
    return error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.FAILED) && noSuchProcess.test(error.message);
}

const noSuchProcess = new RegExp(GLib.strerror(3).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

function openFile(file: Gio.File, cancellable: Gio.Cancellable | null): Promise<Gio.FileInputStream> {
    return new Promise((resolve, reject) => {
        file.read_async(priority, cancellable, (_source, result) => {
            settle(() => file.read_finish(result), resolve, reject);
        });
    });
}

function openDirectory(
    file: Gio.File,
    attributes: string,
    cancellable: Gio.Cancellable | null,
): Promise<Gio.FileEnumerator> {
    const flags = Gio.FileQueryInfoFlags.NOFOLLOW_SYMLINKS;
    return new Promise((resolve, reject) => {
        file.enumerate_children_async(attributes, flags, priority, cancellable, (_source, result) => {
            settle(() => file.enumerate_children_finish(result), resolve, reject);
        });
    });
}

function nextEntries(
    enumerator: Gio.FileEnumerator,
    count: number,
    cancellable: Gio.Cancellable | null,
): Promise<Gio.FileInfo[]> {
    return new Promise((resolve, reject) => {
        enumerator.next_files_async(count, priority, cancellable, (_source, result) => {
            settle(() => enumerator.next_files_finish(result), resolve, reject);
        });
    });
}

/** Errors of GLib are no Errors in older gjs, and are handed on as they are. */
function settle<Value>(
    finish: () => Value,
    resolve: (value: Value) => void,
    reject: (error: unknown) => void,
): void {
    let value: Value;
    try {
        value = finish();
    } catch (error) {
        reject(error);
        return;
    }
    resolve(value);
}
