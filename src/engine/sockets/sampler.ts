import type { Sample, SamplerName } from './socket.js';

/** What a look is for. What is not wanted may be left out where that makes the look cheaper. */
export interface SampleWish {
    /** Byte counts, silence, round trips and retransmissions: they triple what a look costs. */
    readonly details: boolean;
    /** Sockets whose far side is a loopback address. */
    readonly local: boolean;
    /** Sockets without a peer: listening TCP, unconnected UDP. */
    readonly listening: boolean;
    /** What the kernel keeps of connections that are over: TIME_WAIT. */
    readonly leftovers: boolean;
}

/** Lets whoever started something call it off. */
export interface Cancellation {
    readonly cancelled: boolean;
    /** Calls once when it is called off, at once when it has been. The function it returns forgets that. */
    whenCancelled(call: () => void): () => void;
}

export interface Sampler {
    readonly name: SamplerName;
    /** Rejects with a SamplerError when the kernel could not be asked, or when it was called off. */
    sample(wish: SampleWish, cancellation: Cancellation): Promise<Sample>;
}

/**
 * `missing`: not installed. `hung`: no end within the time allowed. `failed`: ended with an error.
 * `unreadable`: little of what it printed could be read. `flooded`: it printed more than is read.
 */
export type SamplerFault = 'missing' | 'hung' | 'failed' | 'unreadable' | 'flooded' | 'cancelled';

export class SamplerError extends Error {
    readonly fault: SamplerFault;

    constructor(fault: SamplerFault, message: string) {
        super(message);
        this.name = 'SamplerError';
        this.fault = fault;
    }
}
