import type Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';

/** `most` bytes at most, none at the end. Rejects, with GLib's error, when the stream cannot be read. */
export function readSome(
    stream: Gio.InputStream,
    most: number,
    cancellable: Gio.Cancellable | null,
    priority = GLib.PRIORITY_DEFAULT,
): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
        stream.read_bytes_async(most, priority, cancellable, (_stream, result) => {
            try {
                // Before gjs 1.78 any method of GLib.Bytes but this one leaks what it is called on.
                resolve(stream.read_bytes_finish(result).toArray());
            } catch (error) {
                // A GLib.Error is no Error before gjs 1.82, and what it is must not be lost.
                // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
                reject(error);
            }
        });
    });
}
