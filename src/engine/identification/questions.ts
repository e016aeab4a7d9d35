/** Time as questions need it; the collector's clock has it. */
export interface QuestionClock {
    /** Wall clock, milliseconds since the epoch; it may jump. */
    now(): number;
    /** Calls once after that many milliseconds; the function it returns cancels that. */
    after(milliseconds: number, call: () => void): () => void;
}

type QuestionFailure = 'off' | 'time-out' | 'refused' | 'failed' | 'no-resolver';

/** A question that got no answer. That there is no such name is an answer. */
export class Unanswered extends Error {
    readonly reason: QuestionFailure;

    constructor(reason: QuestionFailure, options?: ErrorOptions) {
        super(`unanswered: ${reason}`, options);
        this.reason = reason;
    }
}

/** Questions in flight at most, and waiting for that at most. */
export const mostInFlight = 8;
const mostWaiting = 500;
/** Milliseconds after which whoever asked is told that there is no answer. */
const patience = 5_000;

/**
 * Asks a few at a time. A question that takes too long is answered `time-out`, but it keeps its place until it
 * has really ended: a resolver's question cannot be called back from the network.
 */
export class Questions {
    readonly #clock: QuestionClock;
    readonly #waiting: (() => void)[] = [];
    readonly #abandon = new Set<(reason: QuestionFailure) => void>();
    #inFlight = 0;
    #closed = false;

    constructor(clock: QuestionClock) {
        this.#clock = clock;
    }

    get inFlight(): number {
        return this.#inFlight;
    }

    /** @throws Unanswered, or what `begin` rejects with. */
    ask<Answer>(begin: () => Promise<Answer>): Promise<Answer> {
        return new Promise((resolve, reject) => {
            if (this.#closed) {
                reject(new Unanswered('off'));
                return;
            }
            if (this.#waiting.length >= mostWaiting) {
                reject(new Unanswered('failed'));
                return;
            }
            const abandon = (reason: QuestionFailure) => {
                this.#abandon.delete(abandon);
                reject(new Unanswered(reason));
            };
            this.#abandon.add(abandon);
            this.#waiting.push(() => {
                this.#start(begin, abandon, resolve, reject);
            });
            this.#next();
        });
    }

    /** Whoever waits is told that nobody may ask; answers that still arrive are dropped. */
    close(): void {
        this.#closed = true;
        this.abandonAll();
    }

    /** Forgets what waits or is in flight. */
    abandonAll(): void {
        this.#waiting.length = 0;
        for (const abandon of [...this.#abandon]) abandon('off');
    }

    #next(): void {
        while (this.#inFlight < mostInFlight) {
            const start = this.#waiting.shift();
            if (!start) return;
            start();
        }
    }

    #start<Answer>(
        begin: () => Promise<Answer>,
        abandon: (reason: QuestionFailure) => void,
        resolve: (answer: Answer) => void,
        reject: (error: unknown) => void,
    ): void {
        this.#inFlight += 1;
        const cancelTimer = this.#clock.after(patience, () => {
            abandon('time-out');
        });
        begin()
            .then(resolve, reject)
            .finally(() => {
                cancelTimer();
                this.#abandon.delete(abandon);
                this.#inFlight -= 1;
                this.#next();
            });
    }
}
