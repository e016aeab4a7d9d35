const newline = 10;

/** Cuts a stream of bytes into lines, none longer than it may be. */
export class LineBuffer {
    readonly #longest: number;
    #parts: Uint8Array[] = [];
    #length = 0;
    #tooLong = false;
    #dropped = 0;

    /** `longest`: bytes. A longer line is left out and counted. */
    constructor(longest: number) {
        this.#longest = longest;
    }

    /** Lines that were left out because they were too long. */
    get dropped(): number {
        return this.#dropped;
    }

    /** The lines that these bytes complete, without their newline. */
    push(bytes: Uint8Array): Uint8Array[] {
        const lines: Uint8Array[] = [];
        let start = 0;
        for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
            this.#keep(bytes.subarray(start, end));
            const line = this.#take();
            if (line) lines.push(line);
            start = end + 1;
        }
        // A copy: the reader may use its buffer again.
        if (start < bytes.length) this.#keep(bytes.slice(start));
        return lines;
    }

    #keep(part: Uint8Array): void {
        this.#length += part.length;
        if (this.#length > this.#longest) {
            this.#tooLong = true;
            this.#parts = [];
        } else if (part.length > 0) {
            this.#parts.push(part);
        }
    }

    #take(): Uint8Array | null {
        const { length } = this.#parts;
        const whole = this.#tooLong ? null : length === 1 ? this.#parts[0] : joined(this.#parts);
        if (this.#tooLong) this.#dropped += 1;
        this.#parts = [];
        this.#length = 0;
        this.#tooLong = false;
        return whole ?? null;
    }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let offset = 0;
    for (const part of parts) {
        whole.set(part, offset);
        offset += part.length;
    }
    return whole;
}
