import {
    SamplerError,
    type Cancellation,
    type Sampler,
    type SamplerFault,
    type SampleWish,
} from './sampler.js';
import type { Sample, SamplerName } from './socket.js';

/** Milliseconds until the preferred sampler is tried again: doubled with each failure. */
const firstPause = 10_000;
const longestPause = 600_000;

/** Why the fallback is in use. */
interface FallbackReason {
    readonly fault: SamplerFault;
    /** For the log: not a sentence for people, and not clean. */
    readonly message: string;
}

/** Asks the preferred sampler; where that fails, the fallback, and the preferred one again after a while. */
export class ChoosingSampler implements Sampler {
    readonly #preferred: Sampler;
    readonly #fallback: Sampler;
    readonly #elapsed: () => number;
    #failures = 0;
    #retryAt = -Infinity;
    #reason: FallbackReason | null = null;

    /** `elapsed`: milliseconds from some point on, never going back. */
    constructor(preferred: Sampler, fallback: Sampler, elapsed: () => number) {
        this.#preferred = preferred;
        this.#fallback = fallback;
        this.#elapsed = elapsed;
    }

    /** The one that gave the last sample. */
    get name(): SamplerName {
        return this.#reason ? this.#fallback.name : this.#preferred.name;
    }

    /** null while the preferred sampler is in use. */
    get reason(): FallbackReason | null {
        return this.#reason;
    }

    async sample(wish: SampleWish, cancellation: Cancellation): Promise<Sample> {
        if (this.#elapsed() >= this.#retryAt) {
            try {
                const sample = await this.#preferred.sample(wish, cancellation);
                refuseNonsense(sample);
                this.#failures = 0;
                this.#reason = null;
                this.#retryAt = -Infinity;
                return sample;
            } catch (error) {
                if (cancellation.cancelled) throw error;
                this.#giveUp(error);
            }
        }
        return this.#fallback.sample(wish, cancellation);
    }

    #giveUp(error: unknown): void {
        const fault = error instanceof SamplerError ? error.fault : 'failed';
        this.#reason = { fault, message: error instanceof Error ? error.message : String(error) };
        this.#retryAt = this.#elapsed() + Math.min(firstPause * 2 ** this.#failures, longestPause);
        this.#failures += 1;
    }
}

/** A few lines that cannot be read are damage; when most cannot, it is another program or another format. */
function refuseNonsense({ sockets, unreadable }: Sample): void {
    if (unreadable.count > sockets.length)
        throw new SamplerError('unreadable', `cannot be read: ${unreadable.first ?? ''}`);
}
