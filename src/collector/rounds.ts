import type { Clock } from './clock.js';

/** Nobody looks and nothing happens: the time between two looks grows up to this many intervals. */
export const longestStretch = 5;
/** So many quiet rounds for each step of that growth. */
const roundsPerStep = 3;
/** A machine on which a look takes longer than the interval still gets that share of it to itself. */
const shortestRest = 0.25;

export interface RoundResult {
    /** A connection came, went or changed its state. */
    readonly changed: boolean;
}

/**
 * Decides when the next look at the kernel is due. A round never overlaps another; what is asked for during
 * one is done right after it.
 */
export class Rounds {
    readonly #clock: Clock;
    readonly #run: () => Promise<RoundResult>;
    readonly #paceChanged: () => void;
    #interval: number;
    #watching = false;
    #paused = false;
    #quietRounds = 0;
    #running = false;
    #again = false;
    #stopped = false;
    #startedAt = 0;
    #cancel: (() => void) | null = null;

    /** `run` does one round and does not reject. `paceChanged` is told when `interval` or `paused` changed. */
    constructor(
        clock: Clock,
        interval: number,
        run: () => Promise<RoundResult>,
        paceChanged: () => void = () => undefined,
    ) {
        this.#clock = clock;
        this.#interval = interval;
        this.#run = run;
        this.#paceChanged = paceChanged;
    }

    /** Milliseconds between two looks as things stand. */
    get interval(): number {
        const step = this.#watching ? 0 : Math.floor(this.#quietRounds / roundsPerStep);
        return this.#interval * Math.min(1 + step, longestStretch);
    }

    get paused(): boolean {
        return this.#paused;
    }

    /** A round now, or once the running one is done; also while paused, since somebody asked for it. */
    refresh(): void {
        if (this.#stopped) return;
        if (this.#running) this.#again = true;
        else void this.#round();
    }

    /** Something happened that the next look should not be late for. */
    hurry(): void {
        if (this.#quietRounds === 0) return;
        this.#changePace(() => (this.#quietRounds = 0));
    }

    setInterval(milliseconds: number): void {
        this.#changePace(() => (this.#interval = milliseconds));
    }

    setWatching(watching: boolean): void {
        if (watching === this.#watching) return;
        this.#changePace(() => {
            this.#watching = watching;
            this.#quietRounds = 0;
        });
        if (watching && !this.#paused) this.refresh();
    }

    setPaused(paused: boolean): void {
        if (paused === this.#paused) return;
        this.#changePace(() => (this.#paused = paused));
        if (!paused) this.refresh();
    }

    /** No further round begins. */
    stop(): void {
        this.#stopped = true;
        this.#cancel?.();
        this.#cancel = null;
    }

    async #round(): Promise<void> {
        this.#cancel?.();
        this.#cancel = null;
        this.#running = true;
        this.#startedAt = this.#clock.elapsed();
        const before = this.interval;
        const { changed } = await this.#run();
        this.#quietRounds = changed ? 0 : Math.min(this.#quietRounds + 1, roundsPerStep * longestStretch);
        this.#running = false;
        if (this.interval !== before) this.#paceChanged();
        if (this.#stopped) return;
        if (this.#again) {
            this.#again = false;
            void this.#round();
        } else {
            this.#schedule();
        }
    }

    #schedule(): void {
        this.#cancel?.();
        this.#cancel = null;
        if (this.#stopped || this.#paused || this.#running) return;
        const interval = this.interval;
        const spent = this.#clock.elapsed() - this.#startedAt;
        const rest = Math.max(interval - spent, interval * shortestRest);
        this.#cancel = this.#clock.after(rest, () => {
            this.#cancel = null;
            void this.#round();
        });
    }

    #changePace(change: () => void): void {
        const before = this.interval;
        const pausedBefore = this.#paused;
        change();
        if (this.interval === before && this.#paused === pausedBefore) return;
        this.#schedule();
        this.#paceChanged();
    }
}
