import GLib from 'gi://GLib?version=2.0';

/** Time as the main loop has it: `elapsed` and `after` stand still while the machine sleeps. */
export const clock = {
    now(): number {
        return Date.now();
    },

    elapsed(): number {
        return GLib.get_monotonic_time() / 1000;
    },

    after(milliseconds: number, call: () => void): () => void {
        let source: number | null = GLib.timeout_add(GLib.PRIORITY_DEFAULT, Math.max(0, milliseconds), () => {
            source = null;
            call();
            return GLib.SOURCE_REMOVE;
        });
        return () => {
            if (source !== null) GLib.source_remove(source);
            source = null;
        };
    },
};
