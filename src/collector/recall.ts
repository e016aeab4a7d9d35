import type { Cancellation } from '../engine/sockets/sampler.js';

/** Calls off what was begun with it. */
export class Recall implements Cancellation {
    #cancelled = false;
    readonly #calls = new Set<() => void>();

    get cancelled(): boolean {
        return this.#cancelled;
    }

    whenCancelled(call: () => void): () => void {
        if (this.#cancelled) {
            call();
            return () => undefined;
        }
        // One of its own for each, should the same function be given twice.
        const own = () => call();
        this.#calls.add(own);
        return () => {
            this.#calls.delete(own);
        };
    }

    cancel(): void {
        if (this.#cancelled) return;
        this.#cancelled = true;
        for (const call of [...this.#calls]) call();
        this.#calls.clear();
    }
}
