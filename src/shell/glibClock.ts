import GLib from 'gi://GLib';
import type { Clock } from './disposal.js';

/** The main loop as a clock. Whoever schedules cancels; see `Timer`. */
export const glibClock: Clock = {
    schedule(milliseconds, callback) {
        return GLib.timeout_add(GLib.PRIORITY_DEFAULT, milliseconds, () => {
            callback();
            return GLib.SOURCE_REMOVE;
        });
    },
    cancel(id) {
        GLib.source_remove(id);
    },
};
