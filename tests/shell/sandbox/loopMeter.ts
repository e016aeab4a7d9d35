import GLib from 'gi://GLib';
import St from 'gi://St';
import * as Main from 'resource:///org/gnome/shell/ui/main.js';

/** Nanoseconds for which this thread was ready to run, and another had the core (sched-stats.rst of the kernel). */
function waited(): number {
    const [, contents] = GLib.file_get_contents('/proc/thread-self/schedstat');
    return Number(new TextDecoder().decode(contents).split(' ')[1]);
}

/** Milliseconds from now on, without those in which the machine was busy with something else. */
export function stopwatch(): () => number {
    const waitedBefore = waited();
    const began = GLib.get_monotonic_time();
    return () => {
        const now = GLib.get_monotonic_time();
        return (now - began) / 1000 - (waited() - waitedBefore) / 1e6;
    };
}

/** Milliseconds. */
export interface Quantiles {
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
}

/** Counts, so that measuring makes no garbage that would have to be collected meanwhile. */
class Histogram {
    static readonly #width = 0.01;
    readonly #counts = new Uint32Array(50_000);
    #total = 0;
    #max = 0;

    add(milliseconds: number): void {
        const bucket = Math.floor(Math.max(0, milliseconds) / Histogram.#width);
        const last = this.#counts.length - 1;
        this.#counts[Math.min(bucket, last)] = (this.#counts[Math.min(bucket, last)] ?? 0) + 1;
        this.#total += 1;
        this.#max = Math.max(this.#max, milliseconds);
    }

    get quantiles(): Quantiles {
        return { p50: this.#at(0.5), p99: this.#at(0.99), max: this.#max };
    }

    #at(share: number): number {
        let rest = share * this.#total;
        for (const [bucket, count] of this.#counts.entries()) {
            rest -= count;
            if (rest <= 0) return (bucket + 0.5) * Histogram.#width;
        }
        return this.#max;
    }
}

export interface Observation {
    /** From when something is due in the main loop until its turn comes, less what `waited` tells. */
    readonly latency: Quantiles;
    /** The same, with the time in which other processes had the core. */
    readonly latencyOfAll: Quantiles;
    /** Work on one frame: layout and painting, until it is handed over. */
    readonly frame: Quantiles;
    /** Refreshes of a screen of 60 Hz for which no frame was there, in a hundred. */
    readonly missed: number;
}

const refresh = 1000 / 60;

/**
 * Watches the main loop for so many milliseconds. Something is due each millisecond, whether or not the one
 * before has had its turn: so a wait of 10 ms counts ten times, as it would for input that comes at any time. In
 * a corner of the screen something moves, so that there is always a next frame.
 */
export async function observe(duration: number): Promise<Observation> {
    const latency = new Histogram();
    const latencyOfAll = new Histogram();
    const frame = new Histogram();
    const stage = Main.layoutManager.uiGroup.get_stage();
    const mover = new St.Widget({
        width: 8,
        height: 8,
        y: stage.height - 8,
        style: 'background-color: white',
    });
    mover.set_pivot_point(0.5, 0.5);
    Main.layoutManager.uiGroup.add_child(mover);
    let began = 0;
    let lastFrame = 0;
    let missed = 0;
    const signals = [
        stage.connect('before-update', () => {
            began = GLib.get_monotonic_time();
            if (lastFrame !== 0) missed += Math.max(0, Math.round((began - lastFrame) / 1000 / refresh) - 1);
            lastFrame = began;
        }),
        stage.connect('after-update', () => {
            frame.add((GLib.get_monotonic_time() - began) / 1000);
            mover.rotation_angle_z += 6;
        }),
    ];
    mover.rotation_angle_z = 6;
    const end = GLib.get_monotonic_time() + duration * 1000;
    let due = GLib.get_monotonic_time() + 1000;
    let waitedBefore = waited();
    await new Promise<void>(resolve =>
        GLib.timeout_add(GLib.PRIORITY_DEFAULT, 1, () => {
            const now = GLib.get_monotonic_time();
            const waitedNow = waited();
            const elsewhere = (waitedNow - waitedBefore) / 1e6;
            waitedBefore = waitedNow;
            for (; due <= now; due += 1000) {
                latencyOfAll.add((now - due) / 1000);
                latency.add((now - due) / 1000 - elsewhere);
            }
            if (now < end) return GLib.SOURCE_CONTINUE;
            resolve();
            return GLib.SOURCE_REMOVE;
        }),
    );
    for (const signal of signals) stage.disconnect(signal);
    mover.destroy();
    return {
        latency: latency.quantiles,
        latencyOfAll: latencyOfAll.quantiles,
        frame: frame.quantiles,
        missed: (100 * missed) / (duration / refresh),
    };
}

/** Milliseconds from enabling an extension until its button in the panel says a number. */
export async function timeToContent(uuid: string): Promise<number> {
    const began = GLib.get_monotonic_time();
    Main.extensionManager.enableExtension(uuid);
    const areas: Readonly<Record<string, unknown>> = Main.panel.statusArea;
    const saysNumber = () => {
        const button = areas[uuid];
        return button instanceof St.Widget && /\d/.test(button.accessible_name);
    };
    while (!saysNumber()) await pause(1);
    return (GLib.get_monotonic_time() - began) / 1000;
}

export async function pause(milliseconds: number): Promise<void> {
    await new Promise<void>(resolve =>
        GLib.timeout_add(GLib.PRIORITY_DEFAULT, milliseconds, () => {
            resolve();
            return GLib.SOURCE_REMOVE;
        }),
    );
}
