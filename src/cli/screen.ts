import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { readToEnd } from '../system/process/pipes.js';
import { onSignals, signals } from '../system/process/signals.js';
import type { Unix } from '../system/process/unix.js';

interface ScreenSize {
    readonly columns: number;
    readonly rows: number;
}

const usualSize: ScreenSize = { columns: 80, rows: 24 };
/** Control sequences of ECMA-48 and of xterm (private modes 25 and 1049), which every terminal here knows. */
const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';
const clearLine = '\u001b[K';
const clearBelow = '\u001b[J';
export const bold = (text: string) => `\u001b[1m${text}\u001b[0m`;
export const dim = (text: string) => `\u001b[2m${text}\u001b[0m`;
export const reverse = (text: string) => `\u001b[7m${text}\u001b[0m`;

/** Whether a file descriptor is a terminal that understands more than plain text. */
export function isTerminal(fd: number): boolean {
    return GLib.log_writer_supports_color(fd) && GLib.getenv('TERM') !== 'dumb';
}

/** Size of the terminal at standard input, from stty (POSIX has no other way without a system call of one's own). */
export async function terminalSize(): Promise<ScreenSize> {
    const answer = await stty(['size']);
    const [rows, columns] = answer?.trim().split(' ').map(Number) ?? [];
    if (!rows || !columns) return usualSize;
    return { columns, rows };
}

/** A terminal that is drawn over as a whole. Use `close`, or it stays as it is. */
export class Screen {
    readonly #unix: Unix;
    readonly #changed: () => void;
    readonly #ended = new Gio.Cancellable();
    readonly #write: (text: string) => void;
    #modes: string | null = null;
    #size = usualSize;
    #entered = false;
    #forgetSignals: (() => void) | null = null;

    /** `write` puts text on the terminal; `changed`: it has another size. */
    constructor(unix: Unix, write: (text: string) => void, changed: () => void) {
        this.#unix = unix;
        this.#write = write;
        this.#changed = changed;
    }

    get size(): ScreenSize {
        return this.#size;
    }

    /** Takes the terminal over, and resolves when the user wants to leave: `q`, end of input or a signal. */
    async run(): Promise<void> {
        this.#size = await terminalSize();
        this.#modes = (await stty(['-g']))?.trim() ?? null;
        const quit = new Promise<void>(resolve => {
            const ends = [signals.hangUp, signals.interrupt, signals.terminate];
            const forgetEnds = onSignals(this.#unix, ends, () => resolve());
            const forgetSize = onSignals(this.#unix, [signals.windowChanged], () => void this.#resize());
            this.#forgetSignals = () => {
                forgetEnds();
                forgetSize();
            };
            if (this.#modes !== null) this.#readKeys(resolve);
        });
        // Keys come one at a time and are not shown; Ctrl-C stays a signal.
        if (this.#modes !== null) await stty(['-icanon', '-echo', 'min', '1']);
        this.#write(enter);
        this.#entered = true;
        this.#changed();
        await quit;
    }

    /** The lines that fit, from the top; nothing before the terminal was taken over and after it was given back. */
    draw(lines: readonly string[]): void {
        if (!this.#entered) return;
        const shown = lines.slice(0, this.#size.rows);
        this.#write(`${home}${shown.map(line => `${line}${clearLine}`).join('\r\n')}${clearBelow}`);
    }

    async close(): Promise<void> {
        this.#forgetSignals?.();
        this.#ended.cancel();
        if (this.#entered) this.#write(leave);
        this.#entered = false;
        if (this.#modes !== null) await stty([this.#modes]);
    }

    #readKeys(quit: () => void): void {
        const take = (bytes: Uint8Array) => {
            // `q`, `Q` and Ctrl-D.
            if (bytes.some(byte => byte === 0x71 || byte === 0x51 || byte === 0x04)) quit();
        };
        readToEnd(this.#unix, 0, take, this.#ended).then(quit, quit);
    }

    async #resize(): Promise<void> {
        this.#size = await terminalSize();
        this.#changed();
    }
}

/** Runs stty on standard input; null: it is no terminal, or there is no stty. */
function stty(given: readonly string[]): Promise<string | null> {
    return new Promise(resolve => {
        try {
            const flags =
                Gio.SubprocessFlags.STDIN_INHERIT |
                Gio.SubprocessFlags.STDOUT_PIPE |
                Gio.SubprocessFlags.STDERR_SILENCE;
            const child = Gio.Subprocess.new(['stty', ...given], flags);
            child.communicate_utf8_async(null, null, (_child, result) => {
                const [, output] = child.communicate_utf8_finish(result);
                resolve(child.get_successful() ? output : null);
            });
        } catch {
            resolve(null);
        }
    });
}
