/** What a clock gives: GLib's main loop in the shell, a hand-driven one in tests. */
export interface Clock {
    /** Calls `callback` once, after so many milliseconds; returns what `cancel` takes. */
    schedule(milliseconds: number, callback: () => void): number;
    cancel(id: number): void;
}

/**
 * Undoes what was done, the last first. Everything that is acquired is followed at once by how to give it
 * back, so that a half-done start can be rolled back too.
 */
export class Disposal {
    #steps: (() => void)[] = [];

    /** `release` runs once, on `dispose()`. */
    add(release: () => void): void {
        this.#steps.push(release);
    }

    /** Keeps what can destroy itself. */
    own<Owned extends { destroy(): void }>(owned: Owned): Owned {
        this.add(() => owned.destroy());
        return owned;
    }

    /** Runs `build`; where it throws, undoes what it had done so far and throws on. */
    attempt<Result>(build: () => Result): Result {
        try {
            return build();
        } catch (error) {
            this.dispose();
            throw error;
        }
    }

    /** Every step runs, whatever the others do; what they threw is thrown at the end, the first as cause. */
    dispose(): void {
        const errors: unknown[] = [];
        for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
            try {
                step();
            } catch (error) {
                errors.push(error);
            }
        }
        if (errors.length > 0)
            throw new Error(`${errors.length} steps of cleaning up failed`, { cause: errors[0] });
    }
}

/** At most one call is due at a time: starting again replaces the one before. */
export class Timer {
    readonly #clock: Clock;
    #id: number | null = null;

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    get active(): boolean {
        return this.#id !== null;
    }

    start(milliseconds: number, callback: () => void): void {
        this.stop();
        this.#id = this.#clock.schedule(milliseconds, () => {
            this.#id = null;
            callback();
        });
    }

    stop(): void {
        if (this.#id === null) return;
        this.#clock.cancel(this.#id);
        this.#id = null;
    }

    destroy(): void {
        this.stop();
    }
}
