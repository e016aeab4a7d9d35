import GLib from 'gi://GLib?version=2.0';
import System from 'system';
import { bytesTaken } from './reading.js';

/** Pages that resident memory may grow by before it is cleared up: 8 MB of 4 kB each. */
const mostGrowth = 2_048;
/** Bytes of buffers that may be waiting to be cleared up. Memory that was once resident mostly stays so. */
const mostTaken = 4 * 1024 * 1024;
/** What else waits is small: after so many looks it is cleared up all the same. */
const mostChecks = 200;

/**
 * Keeps this process small. What is read comes in buffers of GLib, of whose size the garbage collector of
 * JavaScript knows nothing: it would let them pile up to hundreds of megabytes before it acts.
 */
export class MemoryKeeper {
    #cleared = 0;
    #taken = 0;
    #checks = 0;

    /** Clears up where resident memory has grown. Costs a look at /proc/self/statm (proc(5)). */
    check(): void {
        const pages = residentPages();
        this.#checks += 1;
        const small = this.#cleared !== 0 && pages <= this.#cleared + mostGrowth;
        const few = bytesTaken() - this.#taken < mostTaken;
        if (small && few && this.#checks < mostChecks) return;
        this.#checks = 0;
        System.gc();
        this.#taken = bytesTaken();
        this.#cleared = residentPages();
    }
}

function residentPages(): number {
    try {
        const [, bytes] = GLib.file_get_contents('/proc/self/statm');
        return Number(new TextDecoder().decode(bytes).split(' ')[1] ?? 0);
    } catch {
        // Without /proc it is cleared up at each check.
        return 0;
    }
}
