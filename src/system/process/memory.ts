import GLib from 'gi://GLib?version=2.0';
import System from 'system';

/** Pages that resident memory may grow by before it is cleared up: 8 MB of 4 kB each. */
const mostGrowth = 2_048;
/** Bytes of buffers that may wait to be cleared up: so many, or that share of what is resident, whichever is more. */
const fewestWaiting = 512 * 1024;
const shareWaiting = 1 / 96;
/** What else waits is small: after so many looks it is cleared up all the same. */
const mostChecks = 200;
const pageSize = 4_096;

/**
 * Keeps this process small. What is read comes in buffers of GLib, of whose size the garbage collector of
 * JavaScript knows nothing: it would let them pile up to hundreds of megabytes before it acts, and memory that was
 * once resident mostly stays so.
 *
 * When it does act, it sweeps bit by bit, and before gjs 1.82 every callback that comes between two bits is lost:
 * answers, timers and signals alike, until the sweeping is over, which nothing brings about any more. To clear up all
 * at once, before it sees a reason to, is what prevents that.
 */
class MemoryKeeper {
    /** Resident pages after the last clearing up; 0: there was none. */
    #cleared = 0;
    #waiting = 0;
    #checks = 0;

    /** A buffer of so many bytes was read into. */
    took(bytes: number): void {
        this.#waiting += bytes;
        if (this.#waiting > Math.max(fewestWaiting, this.#cleared * pageSize * shareWaiting)) this.#clear();
    }

    /** Clears up where resident memory has grown. Costs a look at /proc/self/statm (proc(5)). */
    check(): void {
        this.#checks += 1;
        const small = this.#cleared !== 0 && residentPages() <= this.#cleared + mostGrowth;
        if (!small || this.#checks >= mostChecks) this.#clear();
    }

    #clear(): void {
        this.#checks = 0;
        this.#waiting = 0;
        System.gc();
        this.#cleared = residentPages();
    }
}

/** Of this process. */
export const memory = new MemoryKeeper();

function residentPages(): number {
    try {
        const [, bytes] = GLib.file_get_contents('/proc/self/statm');
        return Number(new TextDecoder().decode(bytes).split(' ')[1] ?? 0);
    } catch {
        // Without /proc it is cleared up at each check.
        return 0;
    }
}
