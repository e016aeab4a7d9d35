import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { RandomAccessFile } from '../engine/identification/networkRanges.js';
import { causeOf, settled } from './asynchronous.js';
import { memory } from './process/memory.js';
import { readSome } from './process/reading.js';

/** Files and directories; what is read of them is bounded. */
const chunk = 65_536;
/** What a file of /proc gives at a time. */
const page = 4_096;
/** Whatever else there is to do comes before. */
const priority = GLib.PRIORITY_DEFAULT_IDLE;

/**
 * The bytes of a regular file, read in one go: the threads that a start with its many files would make keep
 * their memory for good. Rejects when it has more than `most`, or cannot be read.
 */
export function loadBytes(
    path: string,
    most: number,
    cancellable: Gio.Cancellable | null,
): Promise<Uint8Array> {
    return settled(done => done(() => regularFile(path, most, cancellable).load_contents(cancellable)[1]));
}

/** A regular file to be read here and there. Rejects when it has more than `most` bytes, or cannot be read. */
export function openFile(
    path: string,
    most: number,
    cancellable: Gio.Cancellable | null,
): Promise<RandomAccessFile> {
    return settled(done => done(() => new OpenFile(regularFile(path, most, cancellable).read(cancellable))));
}

function regularFile(path: string, most: number, cancellable: Gio.Cancellable | null): Gio.File {
    const file = Gio.File.new_for_path(path);
    const attributes = [Gio.FILE_ATTRIBUTE_STANDARD_SIZE, Gio.FILE_ATTRIBUTE_STANDARD_TYPE].join(',');
    const info = file.query_info(attributes, Gio.FileQueryInfoFlags.NONE, cancellable);
    // A pipe or a device would keep the reader waiting, or never end.
    if (info.get_file_type() !== Gio.FileType.REGULAR) throw new Error('it is not a regular file');
    if (info.get_size() > most) throw new Error(`it has more than ${most} bytes`);
    return file;
}

/** Stays open until the garbage collector finds that nobody keeps it. */
class OpenFile implements RandomAccessFile {
    readonly size: number;
    readonly #stream: Gio.FileInputStream;
    readonly #version: string;

    constructor(stream: Gio.FileInputStream) {
        this.#stream = stream;
        const info = this.#info();
        this.size = info.get_size();
        this.#version = versionOf(info);
    }

    read(offset: number, length: number): Uint8Array {
        const bytes = this.#readBytes(offset, length);
        // What was read before it was written over does not belong to what is read after that.
        if (versionOf(this.#info()) !== this.#version) throw new Error('it was changed while it was in use');
        if (bytes.length < length) throw new Error('it is cut short');
        return bytes;
    }

    #readBytes(offset: number, length: number): Uint8Array {
        try {
            this.#stream.seek(offset, GLib.SeekType.SET, null);
            memory.took(length);
            return this.#stream.read_bytes(length, null).toArray();
        } catch (error) {
            throw new Error(causeOf(error));
        }
    }

    #info(): Gio.FileInfo {
        return this.#stream.query_info(
            [
                Gio.FILE_ATTRIBUTE_STANDARD_SIZE,
                Gio.FILE_ATTRIBUTE_TIME_MODIFIED,
                Gio.FILE_ATTRIBUTE_TIME_MODIFIED_USEC,
            ].join(','),
            null,
        );
    }
}

function versionOf(info: Gio.FileInfo): string {
    return [
        info.get_size(),
        info.get_attribute_uint64(Gio.FILE_ATTRIBUTE_TIME_MODIFIED),
        info.get_attribute_uint32(Gio.FILE_ATTRIBUTE_TIME_MODIFIED_USEC),
    ].join(' ');
}

/**
 * `most` bytes of a file at most, as UTF-8 with replacement characters for what is none. What is not there or may
 * not be read is null. @throws whatever else goes wrong.
 */
export async function readText(
    path: string,
    most: number,
    cancellable: Gio.Cancellable | null,
): Promise<string | null> {
    const file = Gio.File.new_for_path(path);
    if (isOfKernel(path)) return readNow(file, most);
    let stream: Gio.FileInputStream | null = null;
    try {
        stream = await settled<Gio.FileInputStream>(done =>
            file.read_async(priority, cancellable, (_source, result) => done(() => file.read_finish(result))),
        );
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
        // Also of a process that ended while its file was read.
        if (isUnreadable(error)) return null;
        throw error;
    } finally {
        stream?.close_async(priority, null, null);
    }
}

/** Files that are on no disk: there is nothing to wait for, and handing them to threads costs ten times as much. */
function isOfKernel(path: string): boolean {
    return path.startsWith('/proc/') || path.startsWith('/sys/');
}

function readNow(file: Gio.File, most: number): string | null {
    let stream: Gio.FileInputStream | null = null;
    try {
        stream = file.read(null);
        const chunks: Uint8Array[] = [];
        let size = 0;
        while (size < most) {
            const data = stream.read_bytes(Math.min(most - size, page), null).toArray();
            if (data.length === 0) break;
            chunks.push(data);
            size += data.length;
        }
        return new TextDecoder().decode(joined(chunks, size));
    } catch (error) {
        if (isUnreadable(error)) return null;
        throw error;
    } finally {
        stream?.close(null);
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

/** What is told of a directory's entries, `most` of them at most. @throws when it cannot be read. */
export async function listEntries(
    path: string,
    attributes: string,
    most: number,
    cancellable: Gio.Cancellable | null,
    flags = Gio.FileQueryInfoFlags.NONE,
): Promise<Gio.FileInfo[]> {
    const directory = Gio.File.new_for_path(path);
    const enumerator = await settled<Gio.FileEnumerator>(done =>
        directory.enumerate_children_async(attributes, flags, priority, cancellable, (_source, result) =>
            done(() => directory.enumerate_children_finish(result)),
        ),
    );
    try {
        const infos: Gio.FileInfo[] = [];
        while (infos.length < most) {
            const some = await settled<Gio.FileInfo[]>(done =>
                enumerator.next_files_async(
                    Math.min(512, most - infos.length),
                    priority,
                    cancellable,
                    (_source, result) => done(() => enumerator.next_files_finish(result)),
                ),
            );
            if (some.length === 0) break;
            infos.push(...some);
        }
        return infos;
    } finally {
        enumerator.close_async(priority, null, null);
    }
}

/**
 * As `listEntries`, of links and not of what they lead to; `denied` where the directory may not be read, null where
 * it is not there. @throws whatever else goes wrong.
 */
export async function listDirectory(
    path: string,
    attributes: string,
    most: number,
    cancellable: Gio.Cancellable | null,
): Promise<Gio.FileInfo[] | 'denied' | null> {
    try {
        const flags = Gio.FileQueryInfoFlags.NOFOLLOW_SYMLINKS;
        return await listEntries(path, attributes, most, cancellable, flags);
    } catch (error) {
        if (isOf(error, [Gio.IOErrorEnum.PERMISSION_DENIED])) return 'denied';
        if (isUnreadable(error)) return null;
        throw error;
    }
}

/** Deletes a file or an empty directory; one that is not there is as good. @throws when it cannot be deleted. */
export async function deleteFile(path: string): Promise<void> {
    const file = Gio.File.new_for_path(path);
    try {
        await settled(done =>
            file.delete_async(GLib.PRIORITY_DEFAULT, null, (_source, result) =>
                done(() => file.delete_finish(result)),
            ),
        );
    } catch (error) {
        if (!isMissing(error)) throw error;
    }
}

export function isMissing(error: unknown): boolean {
    return isOf(error, [Gio.IOErrorEnum.NOT_FOUND]);
}

/** Whether there is nothing to be read, or nothing for this user. */
function isUnreadable(error: unknown): boolean {
    if (isOf(error, unreadable)) return true;
    // ESRCH, of a process that is gone, has no code of its own in GIO.
    return isOf(error, [Gio.IOErrorEnum.FAILED]) && noSuchProcess.test(error.message);
}

const unreadable = [
    Gio.IOErrorEnum.NOT_FOUND,
    Gio.IOErrorEnum.PERMISSION_DENIED,
    Gio.IOErrorEnum.NOT_DIRECTORY,
    Gio.IOErrorEnum.IS_DIRECTORY,
    Gio.IOErrorEnum.NOT_SUPPORTED,
    Gio.IOErrorEnum.TOO_MANY_LINKS,
];
const noSuchProcess = new RegExp(GLib.strerror(3).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

function isOf(error: unknown, codes: readonly number[]): error is GLib.Error {
    return error instanceof GLib.Error && codes.some(code => error.matches(Gio.IOErrorEnum, code));
}
