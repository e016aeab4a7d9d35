/** Where messages go, one line each. It resolves when the line has been taken, and rejects when nobody reads any more. */
export type WriteLine = (line: string) => Promise<void>;

/**
 * Tells a view what there is to tell, one line at a time: the next message is asked for only when the last
 * one has been taken.
 */
export class Outlet {
    readonly #next: () => object | null;
    readonly #write: WriteLine;
    readonly #broken: (cause: unknown) => void;
    #writing = false;
    #closed = false;

    constructor(next: () => object | null, write: WriteLine, broken: (cause: unknown) => void) {
        this.#next = next;
        this.#write = write;
        this.#broken = broken;
    }

    /** There may be something new to tell. */
    nudge(): void {
        if (!this.#writing && !this.#closed) void this.#drain();
    }

    close(): void {
        this.#closed = true;
    }

    async #drain(): Promise<void> {
        this.#writing = true;
        try {
            for (let message = this.#next(); message && !this.#closed; message = this.#next())
                await this.#write(`${JSON.stringify(message)}\n`);
        } catch (cause) {
            if (!this.#closed) this.#broken(cause);
            this.#closed = true;
        } finally {
            this.#writing = false;
        }
    }
}
