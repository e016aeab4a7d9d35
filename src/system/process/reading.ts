import type Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { settled } from '../asynchronous.js';
import { memory } from './memory.js';

/** `most` bytes at most, none at the end. Rejects, with GLib's error, when the stream cannot be read. */
export function readSome(
    stream: Gio.InputStream,
    most: number,
    cancellable: Gio.Cancellable | null,
    priority = GLib.PRIORITY_DEFAULT,
): Promise<Uint8Array> {
    return settled(done =>
        stream.read_bytes_async(most, priority, cancellable, (_stream, result) => {
            memory.took(most);
            // Before gjs 1.78 any method of GLib.Bytes but this one leaks what it is called on.
            done(() => stream.read_bytes_finish(result).toArray());
        }),
    );
}
