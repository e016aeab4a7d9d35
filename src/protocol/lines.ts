const newline = 0x0a;

/**
 * Cuts a stream of bytes into lines, without their newlines. A line longer than `longest` bytes is thrown away as
 * it comes in, so that no more than that is ever held; null stands in its place. What is given back may be a view
 * of the bytes that were pushed: decode or copy it before they are written over.
 */
export class LineSplitter {
    readonly #longest: number;
    #parts: Uint8Array[] = [];
    #held = 0;
    #tooLong = false;

    constructor(longest: number) {
        this.#longest = longest;
    }

    /** The lines that these bytes complete. */
    push(bytes: Uint8Array): (Uint8Array | null)[] {
        const lines: (Uint8Array | null)[] = [];
        let start = 0;
        for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
            this.#hold(bytes.subarray(start, end));
            lines.push(this.#line());
            start = end + 1;
        }
        // A copy: the reader may use its buffer again.
        if (start < bytes.length) this.#hold(bytes.slice(start));
        return lines;
    }

    /** What is left without a newline at its end is a line too. */
    end(): (Uint8Array | null)[] {
        return this.#held > 0 || this.#tooLong ? [this.#line()] : [];
    }

    #hold(bytes: Uint8Array): void {
        if (this.#tooLong || bytes.length === 0) return;
        if (this.#held + bytes.length > this.#longest) {
            this.#tooLong = true;
            this.#parts = [];
            this.#held = 0;
            return;
        }
        this.#parts.push(bytes);
        this.#held += bytes.length;
    }

    #line(): Uint8Array | null {
        const line = this.#tooLong ? null : joined(this.#parts, this.#held);
        this.#parts = [];
        this.#held = 0;
        this.#tooLong = false;
        return line;
    }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const whole = new Uint8Array(length);
    let offset = 0;
    for (const part of parts) {
        whole.set(part, offset);
        offset += part.length;
    }
    return whole;
}
