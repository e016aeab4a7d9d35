import type Gio from 'gi://Gio?version=2.0';
import { readSome } from '../process/reading.js';

const chunkSize = 65_536;
const newline = 10;

/** The next bytes of a pipe, none at its end. Rejects when it cannot be read or `cancellable` was cancelled. */
export function readChunk(stream: Gio.InputStream, cancellable: Gio.Cancellable | null): Promise<Uint8Array> {
    return readSome(stream, chunkSize, cancellable);
}

/** Decodes whole lines only: a chunk may end in the middle of a character. */
export class LineDecoder {
    readonly #decoder = new TextDecoder();
    #rest: Uint8Array = new Uint8Array(0);

    /** Text of the lines that are complete now. */
    decode(chunk: Uint8Array): string {
        const end = chunk.lastIndexOf(newline) + 1;
        // Without an end in sight there is no line worth waiting for.
        if (end === 0 && this.#rest.length + chunk.length < chunkSize) {
            this.#rest = joinBytes(this.#rest, chunk);
            return '';
        }
        const whole = end === 0 ? chunk : chunk.subarray(0, end);
        const text = this.#decoder.decode(joinBytes(this.#rest, whole));
        this.#rest = chunk.slice(whole.length);
        return text;
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
