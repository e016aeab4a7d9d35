const newline = 0x0a;

/**
 * Cuts a stream of bytes into lines of UTF-8 text. A line longer than `longest` bytes is thrown away as it
 * comes in, so that no more than that is ever held; `dropped` is told of it once.
 */
export class LineSplitter {
    readonly #longest: number;
    readonly #line: (line: string) => void;
    readonly #dropped: () => void;
    readonly #decoder = new TextDecoder();
    #parts: Uint8Array[] = [];
    #held = 0;
    #dropping = false;

    constructor(longest: number, line: (line: string) => void, dropped: () => void) {
        this.#longest = longest;
        this.#line = line;
        this.#dropped = dropped;
    }

    push(bytes: Uint8Array): void {
        let start = 0;
        for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
            this.#hold(bytes.subarray(start, end));
            this.#finish();
            start = end + 1;
        }
        if (start < bytes.length) this.#hold(bytes.slice(start));
    }

    /** What is left without a newline at its end is a line too. */
    end(): void {
        if (this.#held > 0 || this.#dropping) this.#finish();
    }

    #hold(bytes: Uint8Array): void {
        if (this.#dropping) return;
        if (this.#held + bytes.length > this.#longest) {
            this.#dropping = true;
            this.#parts = [];
            this.#held = 0;
            return;
        }
        this.#parts.push(bytes);
        this.#held += bytes.length;
    }

    #finish(): void {
        if (this.#dropping) this.#dropped();
        else this.#line(this.#decoder.decode(this.#joined()));
        this.#parts = [];
        this.#held = 0;
        this.#dropping = false;
    }

    #joined(): Uint8Array {
        const [only] = this.#parts;
        if (only && this.#parts.length === 1) return only;
        const whole = new Uint8Array(this.#held);
        let offset = 0;
        for (const part of this.#parts) {
            whole.set(part, offset);
            offset += part.length;
        }
        return whole;
    }
}
