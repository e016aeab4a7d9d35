import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { LineSplitter, UnreadableLines } from '../../engine/sockets/lines.js';
import type { Closure } from '../../engine/sockets/socket.js';
import { SsClosures } from '../../engine/sockets/ssClosures.js';
import { LineDecoder, PipeReader } from './pipeReader.js';
import { findSs, spawnQuietly, waitForEnd } from './ssProgram.js';

/**
 * `missing`: there is no ss. `failed`: it ended, and is started again later. `unreadable`: what it prints
 * is something else. `late`: it works, but there is nothing to make it print line by line, so closures
 * come in batches.
 */
type ClosureStreamReason = 'missing' | 'failed' | 'unreadable' | 'late';

export interface ClosureStreamStatus {
    readonly active: boolean;
    readonly reason: ClosureStreamReason | null;
}

interface ClosureListener {
    /** `unread`: so many more were told in the same time, but there was no time to read them. */
    closed(closures: readonly Closure[], unread: number): void;
    statusChanged(status: ClosureStreamStatus): void;
}

/**
 * Milliseconds between two looks at the pipe. Without a rest each closure would wake this process up; a pipe
 * holds some 150 lines, so that this one keeps up with 15,000 closures a second.
 */
const rest = 8;
/** Closures read in a second; more are counted only. */
const mostASecond = 12_000;
const firstPause = 1000;
const longestPause = 300_000;
/** Milliseconds of life after which it counts as healthy. */
const healthyLife = 30_000;

/** Follows `ss -E`: every socket of the machine, of every user, at the moment the kernel destroys it. */
export class ClosureStream {
    readonly #listener: ClosureListener;
    #child: Gio.Subprocess | null = null;
    #cancellable: Gio.Cancellable | null = null;
    #timer = 0;
    #resume: (() => void) | null = null;
    #running = false;
    #failures = 0;
    #status: ClosureStreamStatus = { active: false, reason: null };
    #activeSince = Infinity;

    constructor(listener: ClosureListener) {
        this.#listener = listener;
    }

    get status(): ClosureStreamStatus {
        return this.#status;
    }

    /** Whether each end within the last so many milliseconds has been told. */
    hasFollowed(milliseconds: number): boolean {
        const { active, reason } = this.#status;
        if (!active || reason !== null) return false;
        return GLib.get_monotonic_time() - this.#activeSince >= milliseconds * 1000;
    }

    start(): void {
        if (this.#running) return;
        this.#running = true;
        this.#failures = 0;
        this.#launch();
    }

    /** Leaves neither a process nor a source behind. */
    stop(): void {
        this.#running = false;
        this.#clearTimer();
        this.#cancellable?.cancel();
        this.#child?.force_exit();
        this.#resume?.();
        this.#setStatus({ active: false, reason: null });
    }

    #launch(): void {
        const program = findSs();
        if (program === null) {
            this.#retry('missing');
            return;
        }
        const lineByLine = GLib.find_program_in_path('stdbuf');
        try {
            this.#child = spawnQuietly([...wrappers(lineByLine), program, ...closureArguments]);
        } catch {
            this.#retry('failed');
            return;
        }
        this.#setStatus({ active: true, reason: lineByLine === null ? 'late' : null });
        void this.#follow(this.#child);
    }

    async #follow(child: Gio.Subprocess): Promise<void> {
        const started = GLib.get_monotonic_time();
        const cancellable = new Gio.Cancellable();
        this.#cancellable = cancellable;
        let reason: ClosureStreamReason = 'failed';
        try {
            if (await this.#readAll(child, cancellable)) reason = 'unreadable';
        } catch (error) {
            // Called off, or the pipe broke: either way this child is done with.
            if (!cancellable.is_cancelled()) printerr(`edgewise: ss -E: ${String(error)}`);
        }
        child.force_exit();
        await waitForEnd(child);
        if (this.#child === child) this.#child = null;
        if (!this.#running || this.#child) return;
        if (GLib.get_monotonic_time() - started > healthyLife * 1000) this.#failures = 0;
        this.#retry(reason);
    }

    /** Until the stream ends; true: it was left because it cannot be read. */
    async #readAll(child: Gio.Subprocess, cancellable: Gio.Cancellable): Promise<boolean> {
        const stream = child.get_stdout_pipe();
        if (!stream) return false;
        const reader = new PipeReader(stream);
        const decoder = new LineDecoder();
        const batch = new Batch();
        for (;;) {
            const chunk = await reader.read(cancellable);
            if (chunk.length === 0) return false;
            for (const text of decoder.decode(chunk)) batch.feed(text, GLib.get_monotonic_time() / 1000);
            if (batch.isNonsense) return true;
            const { closures, unread } = batch.take();
            if (closures.length > 0 || unread > 0) this.#listener.closed(closures, unread);
            await this.#pause(rest);
        }
    }

    #pause(milliseconds: number): Promise<void> {
        return new Promise(resolve => {
            if (!this.#running) {
                resolve();
                return;
            }
            this.#resume = resolve;
            this.#setTimer(milliseconds, resolve);
        });
    }

    #retry(reason: ClosureStreamReason): void {
        this.#setStatus({ active: false, reason });
        const pause = Math.min(firstPause * 2 ** this.#failures, longestPause);
        this.#failures += 1;
        this.#setTimer(pause, () => this.#launch());
    }

    #setTimer(milliseconds: number, call: () => void): void {
        this.#clearTimer();
        this.#timer = GLib.timeout_add(GLib.PRIORITY_DEFAULT, milliseconds, () => {
            this.#timer = 0;
            call();
            return GLib.SOURCE_REMOVE;
        });
    }

    #clearTimer(): void {
        if (this.#timer) GLib.source_remove(this.#timer);
        this.#timer = 0;
    }

    #setStatus(status: ClosureStreamStatus): void {
        const before = this.#status;
        if (before.active === status.active && before.reason === status.reason) return;
        this.#status = status;
        this.#activeSince = status.active ? GLib.get_monotonic_time() : Infinity;
        this.#listener.statusChanged(status);
    }
}

const closureArguments = ['-E', '-H', '-O', '-n', '-e', '-i', '-t', '-u'];

/** `setpriv`: when this process is killed, its child must not wait for the next closure to notice. */
function wrappers(lineByLine: string | null): string[] {
    const withParent = GLib.find_program_in_path('setpriv');
    return [
        ...(withParent === null ? [] : [withParent, '--pdeathsig', 'KILL']),
        ...(lineByLine === null ? [] : [lineByLine, '-oL']),
    ];
}

/** Closures of one look at the pipe, never more in a second than there is time for. */
class Batch {
    readonly #reader = new SsClosures();
    readonly #unreadable = new UnreadableLines();
    readonly #splitter = new LineSplitter(line => this.#receive(line));
    #closures: Closure[] = [];
    #unread = 0;
    #readable = 0;
    #second = 0;
    #inSecond = 0;

    feed(text: string, elapsed: number): void {
        const second = Math.floor(elapsed / 1000);
        if (second !== this.#second) this.#inSecond = 0;
        this.#second = second;
        this.#splitter.feed(text);
    }

    get isNonsense(): boolean {
        return this.#unreadable.summary.count > 20 + this.#readable;
    }

    take(): { readonly closures: readonly Closure[]; readonly unread: number } {
        const taken = { closures: this.#closures, unread: this.#unread };
        this.#closures = [];
        this.#unread = 0;
        return taken;
    }

    #receive(line: string): void {
        this.#inSecond += 1;
        if (this.#inSecond > mostASecond) {
            this.#unread += 1;
            return;
        }
        const closure = this.#reader.read(line);
        if (closure === 'unreadable') {
            this.#unreadable.add(line);
            return;
        }
        this.#readable += 1;
        if (closure !== 'other') this.#closures.push(closure);
    }
}
