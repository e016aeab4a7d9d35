import { isRecord, type Fields } from '../records.js';
import { cleanText } from '../untrustedText.js';
import { History, historyLimits, type DestinationHistory } from './history.js';

/** The file's format: its version, and what makes of a file of version 1 one of version 2, of 2 one of 3… */
export interface HistoryFormat {
    readonly version: number;
    readonly upgrades: readonly ((older: Fields) => Fields)[];
}

const currentFormat: HistoryFormat = { version: 1, upgrades: [] };
/** Characters. A longer file is not read. */
export const longestHistory = 4_000_000;
/** Characters that are written at most; the destinations that were seen last come first. */
const longestWritten = 1_000_000;
/** Characters of an id or name. */
const longestText = 300;

export interface ReadHistory {
    readonly history: History;
    /** Why the file is of no use; `newer` is the version of a file that a later Edgewise wrote. Null where it is of use. */
    readonly problem: 'unreadable' | { readonly newer: number } | null;
    /** Entries that made no sense and were left out. */
    readonly skipped: number;
}

/** The history as the text of its file. */
export function writeHistory(history: History): string {
    const destinations: string[] = [];
    let length = 0;
    for (const entry of [...history.entries()].reverse()) {
        const text = JSON.stringify(entry);
        length += text.length + 2;
        if (length > longestWritten) break;
        destinations.push(text);
    }
    const { version } = currentFormat;
    const head = JSON.stringify({ version, began: history.began, login: history.login });
    return `${head.slice(0, -1)},"destinations":[\n${destinations.join(',\n')}\n]}\n`;
}

/**
 * Reads what `writeHistory` wrote, now or in an earlier version, and survives everything else. `now`:
 * milliseconds since the epoch; what was not seen for too long is left out.
 */
export function readHistory(text: string, now: number, format = currentFormat): ReadHistory {
    const useless = (problem: ReadHistory['problem']) => ({ history: new History(now), problem, skipped: 0 });
    const parsed = text.length > longestHistory ? undefined : parse(text);
    if (!isRecord(parsed) || !isVersion(parsed['version'])) return useless('unreadable');
    if (parsed['version'] > format.version) return useless({ newer: parsed['version'] });
    const { began, login, destinations } = format.upgrades
        .slice(parsed['version'] - 1)
        .reduce((older, upgrade) => upgrade(older), parsed);
    if (!isTime(began) || !Array.isArray(destinations)) return useless('unreadable');
    const rows: readonly unknown[] = destinations;
    const entries = rows.map(row => entryOf(row, now)).filter(entry => entry !== null);
    const recent = entries.filter(({ lastSeen }) => now - lastSeen <= historyLimits.age);
    return {
        // They are written latest first.
        history: new History(Math.min(began, now), recent.reverse(), isTime(login) ? login : null),
        problem: null,
        skipped: rows.length - entries.length,
    };
}

function isVersion(value: unknown): value is number {
    return Number.isSafeInteger(value) && Number(value) >= 1;
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function entryOf(row: unknown, now: number): DestinationHistory | null {
    if (!isRecord(row)) return null;
    const { componentId, key, label, address, count, firstSeen, lastSeen, starts, firstAfterLogin } = row;
    if (!isText(componentId) || !isText(key) || !isText(label) || !isText(address)) return null;
    if (!isTime(count) || count < 1 || !isTime(firstSeen) || !isTime(lastSeen)) return null;
    if (!Array.isArray(starts) || !starts.every(isTime)) return null;
    return {
        componentId: cleanText(componentId, longestText),
        key: cleanText(key, longestText),
        label: cleanText(label, longestText),
        address: cleanText(address, longestText),
        count,
        firstSeen: Math.min(firstSeen, now),
        // A clock that ran ahead must not make an entry immortal.
        lastSeen: Math.min(lastSeen, now),
        starts: starts
            .filter(at => at <= now)
            .sort((a, b) => a - b)
            .slice(-historyLimits.startsKept),
        firstAfterLogin: isTime(firstAfterLogin) ? firstAfterLogin : null,
    };
}

function isText(value: unknown): value is string {
    return typeof value === 'string' && value !== '' && value.length <= longestText * 4;
}

/** A point or span of time or a count: neither negative nor beyond what a Date can hold. */
function isTime(value: unknown): value is number {
    return typeof value === 'number' && value >= 0 && value <= 8.64e15;
}
