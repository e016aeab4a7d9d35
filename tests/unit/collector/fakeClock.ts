import type { Clock } from '../../../src/collector/clock.js';

/** Time that passes when a test says so. */
export class FakeClock implements Clock {
    #time = 0;
    #due: { at: number; call: () => void }[] = [];
    wallOffset = 1_700_000_000_000;

    now(): number {
        return this.wallOffset + this.#time;
    }

    elapsed(): number {
        return this.#time;
    }

    after(milliseconds: number, call: () => void): () => void {
        const entry = { at: this.#time + milliseconds, call };
        this.#due.push(entry);
        return () => {
            this.#due = this.#due.filter(other => other !== entry);
        };
    }

    get waiting(): number {
        return this.#due.length;
    }

    async pass(milliseconds: number): Promise<void> {
        await settle();
        const end = this.#time + milliseconds;
        for (;;) {
            const [next] = this.#due.filter(entry => entry.at <= end).sort((a, b) => a.at - b.at);
            if (!next) break;
            this.#due = this.#due.filter(entry => entry !== next);
            this.#time = Math.max(this.#time, next.at);
            next.call();
            await settle();
        }
        this.#time = end;
        await settle();
    }
}

/** Lets promises that are ready go on. */
export async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
