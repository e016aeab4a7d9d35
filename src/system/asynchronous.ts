import GLib from 'gi://GLib?version=2.0';
import { cleanText } from '../engine/untrustedText.js';

/** Begins an asynchronous call; `done` is given what finishes it, and that result or error is the promise's. */
export function settled<Result>(begin: (done: (finish: () => Result) => void) => void): Promise<Result> {
    return new Promise((resolve, reject) => {
        begin(finish => {
            try {
                resolve(finish());
            } catch (error) {
                // A GLib.Error is no Error before gjs 1.82, and what it is must not be lost.
                // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
                reject(error);
            }
        });
    });
}

/** Why something failed, in the words of GLib, cleaned. */
export function causeOf(error: unknown): string {
    return cleanText(error instanceof Error || error instanceof GLib.Error ? error.message : String(error));
}
