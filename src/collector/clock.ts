export interface Clock {
    /** Wall clock, milliseconds since the epoch; it may jump. */
    now(): number;
    /** Milliseconds from some point on; it never goes back. */
    elapsed(): number;
    /** Calls once after that many milliseconds. The function it returns cancels that. */
    after(milliseconds: number, call: () => void): () => void;
}
