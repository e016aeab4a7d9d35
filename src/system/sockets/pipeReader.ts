import type Gio from 'gi://Gio?version=2.0';
import { readSome } from '../process/reading.js';

/** Bytes of a piece that is read at once, at least and at most: as much as a pipe holds (pipe(7)). */
const smallest = 8_192;
const largest = 65_536;
const newline = 10;

/**
 * Reads a pipe in pieces of about the size in which they come: each takes the room that it was given, filled or not,
 * until the garbage collector finds it.
 */
export class PipeReader {
    readonly #stream: Gio.InputStream;
    #size = smallest;

    constructor(stream: Gio.InputStream) {
        this.#stream = stream;
    }

    /** The next bytes, none at the end. Rejects when they cannot be read or `cancellable` was cancelled. */
    async read(cancellable: Gio.Cancellable | null): Promise<Uint8Array> {
        const bytes = await readSome(this.#stream, this.#size, cancellable);
        if (bytes.length === this.#size) this.#size = Math.min(this.#size * 2, largest);
        else if (bytes.length < this.#size / 4) this.#size = Math.max(this.#size / 2, smallest);
        return bytes;
    }
}

/** Decodes whole lines only: a chunk may end in the middle of a character. */
export class LineDecoder {
    readonly #decoder = new TextDecoder();
    #rest: Uint8Array = new Uint8Array(0);

    /** Texts of the lines that are complete now. */
    *decode(chunk: Uint8Array): Generator<string> {
        // Without an end in sight there is no line worth waiting for.
        if (this.#rest.length > largest) yield this.end();
        const end = chunk.lastIndexOf(newline) + 1;
        if (end === 0) {
            this.#rest = joinBytes(this.#rest, chunk);
            return;
        }
        // Only the line that came in two parts is put together: a chunk is not copied for its sake.
        const start = this.#rest.length === 0 ? 0 : chunk.indexOf(newline) + 1;
        if (start > 0) yield this.#decoder.decode(joinBytes(this.#rest, chunk.subarray(0, start)));
        if (start < end) yield this.#decoder.decode(chunk.subarray(start, end));
        this.#rest = chunk.slice(end);
    }

    end(): string {
        const text = this.#decoder.decode(this.#rest);
        this.#rest = new Uint8Array(0);
        return text;
    }
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
    if (first.length === 0) return second;
    const joined = new Uint8Array(first.length + second.length);
    joined.set(first);
    joined.set(second, first.length);
    return joined;
}
