import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import { cleanText } from '../engine/untrustedText.js';
import { LineSplitter } from '../protocol/lines.js';
import { longestLine } from '../protocol/messages.js';
import type { CollectorCommand } from '../protocol/messages.js';
import type { CollectorChild, CollectorListener } from './collectorSupervisor.js';

/** signal(7), on x86 and ARM. */
const terminate = 15;
const goOn = 18;
const chunk = 64 * 1024;
/** Commands that wait to be written; a collector that reads none for so long is not well. */
const longestQueue = 256;
/** More lines are not read within a second: a collector that has so many to write waits at its full pipe. */
const linesPerSecond = 100;
const second = 1_000_000;
/** Milliseconds from its exit until what it wrote before has been read. */
const lastWords = 100;
const logLines = 20;
const logLineLength = 400;

/** A collector as a child process, spoken to over its pipes. The shell never waits for it. */
export class CollectorProcess implements CollectorChild {
    readonly #listener: CollectorListener;
    readonly #decoder = new TextDecoder();
    readonly #encoder = new TextEncoder();
    readonly #output = new LineSplitter(longestLine);
    readonly #errors = new LineSplitter(logLineLength * 10);
    readonly #log: string[] = [];
    readonly #lines: Uint8Array[] = [];
    readonly #commands: Uint8Array[] = [];
    #cancellable: Gio.Cancellable | null = new Gio.Cancellable();
    #process: Gio.Subprocess | null;
    #idle: number | null = null;
    /** When the second began in which lines are counted, on GLib's monotonic clock, and how many were read in it. */
    #secondBegan = 0;
    #linesRead = 0;
    #ending: number | null = null;
    #writing = false;
    #exited = false;

    /** `path`: the folder that has collector.js. Throws where gjs cannot be started. */
    constructor(path: string, listener: CollectorListener) {
        this.#listener = listener;
        // INHERIT_FDS: otherwise GLib forks, and copying the shell's page tables takes 10 ms. What the shell has open
        // closes on exec.
        const flags =
            Gio.SubprocessFlags.STDIN_PIPE |
            Gio.SubprocessFlags.STDOUT_PIPE |
            Gio.SubprocessFlags.STDERR_PIPE |
            Gio.SubprocessFlags.INHERIT_FDS;
        this.#process = Gio.Subprocess.new(['gjs', '-m', `${path}/collector.js`], flags);
        this.#process.wait_async(this.#cancellable, (_process, result) => this.#onExit(result));
        this.#readOutput();
        this.#readErrors();
    }

    send(command: CollectorCommand): boolean {
        if (this.#commands.length >= longestQueue) return false;
        this.#commands.push(this.#encoder.encode(`${JSON.stringify(command)}\n`));
        this.#write();
        return true;
    }

    end(kill: boolean): void {
        this.#cancellable?.cancel();
        this.#cancellable = null;
        if (this.#idle !== null) GLib.source_remove(this.#idle);
        this.#idle = null;
        if (this.#ending !== null) GLib.source_remove(this.#ending);
        this.#ending = null;
        this.#lines.length = 0;
        this.#commands.length = 0;
        if (!this.#exited && kill) this.#process?.force_exit();
        else if (!this.#exited) {
            // Closing its stdin would do, were it sure that it still reads. One that was stopped hears nothing.
            this.#process?.send_signal(terminate);
            this.#process?.send_signal(goOn);
        }
        this.#process = null;
    }

    #readOutput(): void {
        const pipe = this.#process?.get_stdout_pipe();
        pipe?.read_bytes_async(chunk, GLib.PRIORITY_LOW, this.#cancellable, (_stream, result) => {
            const bytes = finish(() => pipe.read_bytes_finish(result));
            if (!this.#process) return;
            if (!bytes || bytes.get_size() === 0) {
                // Nothing more can come of it; where it is not gone already, its exit follows.
                if (!this.#exited) this.#process.send_signal(terminate);
                return;
            }
            this.#lines.push(...whole(this.#output.push(bytes.toArray())));
            this.#nextLine();
        });
    }

    /** One line in each turn of the main loop, after whatever is to be drawn; only then is more read. */
    #nextLine(): void {
        if (this.#lines.length === 0) {
            this.#readOutput();
            return;
        }
        const now = GLib.get_monotonic_time();
        if (now - this.#secondBegan > second) {
            this.#secondBegan = now;
            this.#linesRead = 0;
        }
        this.#linesRead += 1;
        const rest = this.#linesRead > linesPerSecond ? (this.#secondBegan + second - now) / 1000 : 0;
        this.#idle = GLib.timeout_add(GLib.PRIORITY_DEFAULT_IDLE, Math.ceil(rest), () => {
            this.#idle = null;
            const line = this.#lines.shift();
            if (line) this.#listener.line(this.#decoder.decode(line));
            if (this.#process) this.#nextLine();
            return GLib.SOURCE_REMOVE;
        });
    }

    #readErrors(): void {
        const pipe = this.#process?.get_stderr_pipe();
        pipe?.read_bytes_async(chunk, GLib.PRIORITY_LOW, this.#cancellable, (_stream, result) => {
            const bytes = finish(() => pipe.read_bytes_finish(result));
            if (!this.#process || !bytes || bytes.get_size() === 0) return;
            const lines = whole(this.#errors.push(bytes.toArray()));
            for (const line of lines.slice(-logLines)) {
                this.#log.push(cleanText(this.#decoder.decode(line), logLineLength));
                if (this.#log.length > logLines) this.#log.shift();
            }
            this.#readErrors();
        });
    }

    #write(): void {
        const pipe = this.#process?.get_stdin_pipe();
        const [command] = this.#commands;
        if (!pipe || !command || this.#writing) return;
        this.#writing = true;
        pipe.write_bytes_async(command, GLib.PRIORITY_DEFAULT, this.#cancellable, (_stream, result) => {
            this.#writing = false;
            const written = finish(() => pipe.write_bytes_finish(result));
            // Where it failed, the process is ending: its exit is what gets reported.
            if (written === null || !this.#process) return;
            if (written < command.length) this.#commands[0] = command.slice(written);
            else this.#commands.shift();
            this.#write();
        });
    }

    #onExit(result: Gio.AsyncResult): void {
        const process = this.#process;
        if (!process || finish(() => process.wait_finish(result)) === null) return;
        this.#exited = true;
        // A grandchild may hold the pipes open, so their end is not waited for; its last words are in them.
        this.#ending = GLib.timeout_add(GLib.PRIORITY_LOW, lastWords, () => {
            this.#ending = null;
            this.#listener.ended({
                exit: process.get_if_signaled()
                    ? { signal: process.get_term_sig() }
                    : { status: process.get_exit_status() },
                log: [...this.#log],
            });
            return GLib.SOURCE_REMOVE;
        });
    }
}

/** Without those that were too long. */
function whole(lines: readonly (Uint8Array | null)[]): Uint8Array[] {
    return lines.filter(line => line !== null);
}

/** null where the operation was cancelled or its pipe is gone, which the child's exit tells better. */
function finish<Result>(operation: () => Result): Result | null {
    try {
        return operation();
    } catch (error) {
        if (error instanceof GLib.Error) return null;
        throw error;
    }
}
