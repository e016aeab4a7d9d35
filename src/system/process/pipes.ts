import type Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { settled } from '../asynchronous.js';
import { readSome } from './reading.js';
import type { Unix } from './unix.js';

/** Commands and keys are short, and each reading takes so many bytes until it is collected. */
const chunkSize = 4_096;

/** Reads a file descriptor until its end. Resolves at the end, or once `cancellable` is; rejects on errors. */
export async function readToEnd(
    unix: Unix,
    fd: number,
    take: (bytes: Uint8Array) => void,
    cancellable: Gio.Cancellable,
): Promise<void> {
    const stream = new unix.InputStream({ fd, close_fd: false });
    for (;;) {
        const bytes = await readChunk(stream, cancellable);
        if (!bytes) return;
        take(bytes);
    }
}

/** null: at the end, or cancelled. */
async function readChunk(stream: Gio.InputStream, cancellable: Gio.Cancellable): Promise<Uint8Array | null> {
    try {
        const bytes = await readSome(stream, chunkSize, cancellable);
        return bytes.length > 0 ? bytes : null;
    } catch (error) {
        if (cancellable.is_cancelled()) return null;
        throw error;
    }
}

/**
 * Writes texts to a pipe of which this process has the only writing end: a pipe that is full holds up nothing
 * but the promise. It rejects when nobody reads there any more.
 */
export function openPipeWriter(unix: Unix, fd: number): (text: string) => Promise<void> {
    // Otherwise a text longer than what fits into the pipe would hold up the whole process in write(2).
    unix.setNonBlocking(fd, true);
    const stream = new unix.OutputStream({ fd, close_fd: false });
    const encoder = new TextEncoder();
    return async text => {
        let rest = encoder.encode(text);
        while (rest.length > 0) rest = rest.subarray(await writeSome(stream, new GLib.Bytes(rest)));
    };
}

/** Resolves with how many bytes were taken. */
function writeSome(stream: Gio.OutputStream, bytes: GLib.Bytes): Promise<number> {
    // Not write_all_async: gjs does not keep a plain array alive until it is done.
    return settled(done =>
        stream.write_bytes_async(bytes, GLib.PRIORITY_DEFAULT, null, (_stream, result) =>
            done(() => stream.write_bytes_finish(result)),
        ),
    );
}

/** Writes texts to a terminal, and waits until it has taken them. */
export function openTerminalWriter(unix: Unix, fd: number): (text: string) => void {
    const stream = new unix.OutputStream({ fd, close_fd: false });
    const encoder = new TextEncoder();
    return text => {
        stream.write_all(encoder.encode(text), null);
    };
}
