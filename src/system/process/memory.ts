import GLib from 'gi://GLib?version=2.0';
import System from 'system';

/** Pages that resident memory may grow by before it is cleared up: 8 MB of 4 kB each. */
const mostGrowth = 2_048;
/** Growth by less adds up to as much over many looks: after so many it is cleared up all the same. */
const mostChecks = 30;

/**
 * Keeps this process small. What is read comes in buffers of GLib, of whose size the garbage collector of
 * JavaScript knows nothing: it would let them pile up to hundreds of megabytes before it acts.
 */
export class MemoryKeeper {
    #cleared = 0;
    #checks = 0;

    /** Clears up where resident memory has grown. Costs a look at /proc/self/statm (proc(5)). */
    check(): void {
        const pages = residentPages();
        this.#checks += 1;
        const small = this.#cleared !== 0 && pages <= this.#cleared + mostGrowth;
        if (small && this.#checks < mostChecks) return;
        this.#checks = 0;
        System.gc();
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
