import type { Clock } from '../../../src/shell/disposal.js';

/** A clock that is moved by hand. */
export class HandClock implements Clock {
    #now = 0;
    #next = 1;
    readonly #due = new Map<number, { readonly at: number; readonly callback: () => void }>();

    /** Calls that are due some time. */
    get pending(): number {
        return this.#due.size;
    }

    schedule(milliseconds: number, callback: () => void): number {
        const id = this.#next++;
        this.#due.set(id, { at: this.#now + milliseconds, callback });
        return id;
    }

    cancel(id: number): void {
        if (!this.#due.delete(id)) throw new Error(`${id} is not due`);
    }

    advance(milliseconds: number): void {
        const end = this.#now + milliseconds;
        for (;;) {
            const next = [...this.#due]
                .filter(([, { at }]) => at <= end)
                .sort((a, b) => a[1].at - b[1].at)[0];
            if (!next) break;
            this.#due.delete(next[0]);
            this.#now = next[1].at;
            next[1].callback();
        }
        this.#now = end;
    }
}
