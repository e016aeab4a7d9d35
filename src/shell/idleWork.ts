import GLib from 'gi://GLib';

/** Milliseconds after which no further job is begun in this turn; the last one may take as long again and more. */
const budget = 2;

/** Small jobs for when the shell has nothing better to do, a few of them in each turn of the main loop. */
export class IdleWork {
    #jobs: (() => void)[] = [];
    #source: number | null = null;

    add(job: () => void): void {
        this.#jobs.push(job);
        this.#source ??= GLib.idle_add(GLib.PRIORITY_DEFAULT_IDLE, () => this.#run());
    }

    clear(): void {
        this.#jobs = [];
        if (this.#source !== null) GLib.source_remove(this.#source);
        this.#source = null;
    }

    destroy(): void {
        this.clear();
    }

    #run(): boolean {
        const end = GLib.get_monotonic_time() + budget * 1000;
        do {
            const job = this.#jobs.shift();
            if (!job) {
                this.#source = null;
                return GLib.SOURCE_REMOVE;
            }
            job();
        } while (GLib.get_monotonic_time() < end);
        return GLib.SOURCE_CONTINUE;
    }
}
