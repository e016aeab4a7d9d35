import GLib from 'gi://GLib?version=2.0';
import type { Unix } from './unix.js';

/** Numbers of signal(7) that are the same on every architecture. */
export const signals = { hangUp: 1, interrupt: 2, terminate: 15, windowChanged: 28 } as const;

/** Calls `handler` from the main loop whenever one of the signals arrives. Returns how to stop that. */
export function onSignals(
    unix: Unix,
    wanted: readonly number[],
    handler: (signal: number) => void,
): () => void {
    const sources = wanted.map(signal =>
        unix.addSignal(GLib.PRIORITY_DEFAULT, signal, () => {
            handler(signal);
            return GLib.SOURCE_CONTINUE;
        }),
    );
    return () => {
        for (const source of sources.splice(0)) GLib.source_remove(source);
    };
}
