/**
 * Answers that arrive later, kept by key: asked once, remembered for a while, bounded, and told to those
 * who asked in vain. A failed question counts as the answer `null`.
 */
interface LookupOptions<Value> {
    readonly load: (key: string) => Promise<Value | null>;
    /** Entries at most; the least recently used goes first. */
    readonly limit: number;
    /** Milliseconds that an answer holds; after that it is asked again while the old one still serves. */
    readonly lifetime: number;
    readonly now: () => number;
    /** Those who asked before the answer was there. */
    readonly arrived: (waiters: ReadonlySet<string>) => void;
    readonly failed: (key: string, cause: unknown) => void;
}

interface Known<Value> {
    readonly value: Value | null;
    readonly at: number;
}

export class Lookups<Value> {
    readonly #options: LookupOptions<Value>;
    readonly #known = new Map<string, Known<Value>>();
    readonly #waiting = new Map<string, Set<string>>();

    constructor(options: LookupOptions<Value>) {
        this.#options = options;
    }

    /** undefined: not there yet; `waiter` will be told. */
    get(key: string, waiter: string): Value | null | undefined {
        const known = this.#known.get(key);
        if (known) {
            this.#known.delete(key);
            this.#known.set(key, known);
            if (this.#options.now() - known.at < this.#options.lifetime) return known.value;
        }
        const waiting = this.#waiting.get(key);
        if (waiting) waiting.add(waiter);
        else this.#ask(key, waiter);
        return known?.value;
    }

    /** What had no answer may have one now. */
    forgetUnanswered(): void {
        for (const [key, { value }] of this.#known) if (value === null) this.#known.delete(key);
    }

    /** What is known without asking. */
    peek(key: string): Value | null | undefined {
        return this.#known.get(key)?.value;
    }

    get pending(): number {
        return this.#waiting.size;
    }

    #ask(key: string, waiter: string): void {
        this.#waiting.set(key, new Set([waiter]));
        this.#options.load(key).then(
            value => this.#settle(key, value),
            (cause: unknown) => {
                this.#options.failed(key, cause);
                this.#settle(key, null);
            },
        );
    }

    #settle(key: string, value: Value | null): void {
        const waiters = this.#waiting.get(key);
        this.#waiting.delete(key);
        this.#known.delete(key);
        this.#known.set(key, { value, at: this.#options.now() });
        if (this.#known.size > this.#options.limit) {
            const [oldest] = this.#known.keys();
            if (oldest !== undefined) this.#known.delete(oldest);
        }
        if (waiters) this.#options.arrived(waiters);
    }
}
