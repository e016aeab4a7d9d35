import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { History } from '../../engine/history/history.js';
import {
    longestHistory,
    readHistory,
    writeHistory,
    type ReadHistory,
} from '../../engine/history/historyDocument.js';
import { cleanText } from '../../engine/untrustedText.js';

/** Milliseconds between two writings: what is lost at worst when the collector is killed. Each waits for the disk. */
const writtenEvery = 300_000;
/** A left-over of a writing that was killed is swept away once it is this old. Milliseconds. */
const leftOverAge = 60_000;
/** UTF-8 takes at most four bytes for a character. */
const longestFile = longestHistory * 4;

/** `$XDG_STATE_HOME/edgewise/history.json` (XDG Base Directory Specification). */
export function defaultHistoryPath(): string {
    return GLib.build_filenamev([GLib.get_user_state_dir(), 'edgewise', 'history.json']);
}

/**
 * The history's file. A new version replaces the old one in one step (temporary file, fsync, rename), so
 * that whenever the machine or the collector dies, one whole version is there.
 */
export class HistoryFile {
    readonly #path: string;
    #written = -1;
    #writtenAt = -Infinity;
    #problem: string | null = null;
    #failing = false;

    constructor(path = defaultHistoryPath()) {
        this.#path = path;
    }

    get path(): string {
        return this.#path;
    }

    /** Why the last reading or writing did not succeed, to be shown to the user; null when all is well. */
    get problem(): string | null {
        return this.#problem;
    }

    /**
     * Reads the file. One that is of no use is set aside beside it with the ending `.damaged`; one that a later
     * version of Edgewise wrote, and may want again, with its format’s version.
     * `now`: milliseconds since the epoch.
     */
    load(now: number): History {
        this.#problem = null;
        try {
            this.#sweep(now);
            const text = this.#read();
            if (text === null) return new History(now);
            const { history, problem, skipped } = readHistory(text, now);
            if (problem !== null) this.#setAside(problem);
            else if (skipped > 0) this.#report(`${skipped} entries could not be read and were left out`);
            else this.#written = history.revision;
            return history;
        } catch (error) {
            this.#report(reasonOf(error));
            return new History(now);
        }
    }

    /** Writes what is new, but not more often than every five minutes. `now`: milliseconds since the epoch. */
    saveIfDue(history: History, now: number): void {
        // A clock that was set back must not put it off for long.
        if (history.revision !== this.#written && Math.abs(now - this.#writtenAt) >= writtenEvery) {
            this.save(history, now);
        }
    }

    /**
     * Writes it now. It waits for the disk, as nothing in GLib offers fsync otherwise; the collector may.
     * Returns whether it succeeded; a failure is reported once, not at each try.
     */
    save(history: History, now: number): boolean {
        this.#writtenAt = now;
        const { revision } = history;
        try {
            if (GLib.mkdir_with_parents(GLib.path_get_dirname(this.#path), 0o700) !== 0) {
                throw new Error('its folder cannot be made');
            }
            GLib.file_set_contents_full(
                this.#path,
                new TextEncoder().encode(writeHistory(history)),
                GLib.FileSetContentsFlags.CONSISTENT | GLib.FileSetContentsFlags.DURABLE,
                0o600,
            );
        } catch (error) {
            // Each try fails with a temporary name of its own in the message: the first one says it all.
            if (!this.#failing) this.#report(reasonOf(error));
            this.#failing = true;
            return false;
        }
        this.#written = revision;
        this.#problem = null;
        this.#failing = false;
        return true;
    }

    /** Deletes the file and what was set aside. Returns the reason where that fails. */
    remove(): string | null {
        this.#written = -1;
        try {
            deleteIfThere(Gio.File.new_for_path(this.#path));
            for (const { file, rest } of this.#beside())
                if (/^(damaged|version-\d+)$/.test(rest)) deleteIfThere(file);
            return null;
        } catch (error) {
            return reasonOf(error);
        }
    }

    #read(): string | null {
        const file = Gio.File.new_for_path(this.#path);
        let info: Gio.FileInfo;
        try {
            info = file.query_info('standard::type,standard::size', Gio.FileQueryInfoFlags.NONE, null);
        } catch (error) {
            if (isMissing(error)) return null;
            throw error;
        }
        // A FIFO would never end, and a directory cannot be read: neither is worth setting aside.
        if (info.get_file_type() !== Gio.FileType.REGULAR) throw new Error('it is not a regular file');
        if (info.get_size() > longestFile) return '';
        const [, contents] = file.load_contents(null);
        return new TextDecoder().decode(contents);
    }

    #setAside(problem: NonNullable<ReadHistory['problem']>): void {
        const damaged = problem === 'unreadable';
        const file = Gio.File.new_for_path(this.#path);
        const aside = Gio.File.new_for_path(
            `${this.#path}.${damaged ? 'damaged' : `version-${problem.newer}`}`,
        );
        file.move(aside, Gio.FileCopyFlags.OVERWRITE, null, null);
        const words = damaged ? 'its contents make no sense' : 'a later version of Edgewise wrote it';
        this.#report(`${words}; it is kept as ${aside.get_basename() ?? ''}`);
    }

    /** GLib names its temporary files after the file with six more characters. */
    #sweep(now: number): void {
        for (const { file, rest, modified } of this.#beside())
            if (/^[A-Za-z0-9]{6}$/.test(rest) && Math.abs(now - modified) > leftOverAge) deleteIfThere(file);
    }

    /** The files beside it that are named after it, and what follows the dot behind its name. */
    *#beside(): Generator<{ readonly file: Gio.File; readonly rest: string; readonly modified: number }> {
        const folder = Gio.File.new_for_path(GLib.path_get_dirname(this.#path));
        if (!folder.query_exists(null)) return;
        const start = `${GLib.path_get_basename(this.#path)}.`;
        const attributes = 'standard::name,time::modified';
        const children = folder.enumerate_children(
            attributes,
            Gio.FileQueryInfoFlags.NOFOLLOW_SYMLINKS,
            null,
        );
        for (let info = children.next_file(null); info; info = children.next_file(null)) {
            const name = info.get_name();
            const modified = info.get_attribute_uint64('time::modified') * 1000;
            if (name.startsWith(start))
                yield { file: folder.get_child(name), rest: name.slice(start.length), modified };
        }
        children.close(null);
    }

    #report(reason: string): void {
        this.#problem = cleanText(reason);
        printerr(`edgewise: history file ${this.#path}: ${this.#problem}`);
    }
}

function deleteIfThere(file: Gio.File): void {
    try {
        file.delete(null);
    } catch (error) {
        if (!isMissing(error)) throw error;
    }
}

function isMissing(error: unknown): boolean {
    return error instanceof GLib.Error && error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND);
}

function reasonOf(error: unknown): string {
    return error instanceof Error || error instanceof GLib.Error ? error.message : String(error);
}
