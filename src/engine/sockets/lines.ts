import { cleanText } from '../untrustedText.js';
import type { Sample } from './socket.js';

/** Room for a path of 4,096 bytes (PATH_MAX) and all that `ss` tells of one socket. */
export const longestLine = 8192;

/** Cuts a stream of text into lines. A line that has no end is cut at `longestLine`, the rest of it dropped. */
export class LineSplitter {
    readonly #receive: (line: string) => void;
    #rest = '';
    #overlong = false;

    constructor(receive: (line: string) => void) {
        this.#receive = receive;
    }

    feed(chunk: string): void {
        let start = 0;
        for (;;) {
            const end = chunk.indexOf('\n', start);
            if (end < 0) break;
            const line = chunk.slice(start, end);
            if (this.#overlong) this.#overlong = false;
            else this.#receive(this.#rest === '' ? line : this.#rest + line);
            this.#rest = '';
            start = end + 1;
        }
        if (this.#overlong) return;
        this.#rest += chunk.slice(start);
        if (this.#rest.length <= longestLine) return;
        this.#receive(this.#rest.slice(0, longestLine + 1));
        this.#rest = '';
        this.#overlong = true;
    }

    /** The last line, when the stream ended in its middle. */
    end(): void {
        const rest = this.#rest;
        this.#rest = '';
        this.#overlong = false;
        if (rest !== '') this.#receive(rest);
    }
}

/** Counts what could not be read, and keeps the first of it to be shown. */
export class UnreadableLines {
    #count = 0;
    #first: string | null = null;

    add(line: string): void {
        this.#count += 1;
        this.#first ??= cleanText(line, 200);
    }

    get summary(): Sample['unreadable'] {
        return { count: this.#count, first: this.#first };
    }
}
