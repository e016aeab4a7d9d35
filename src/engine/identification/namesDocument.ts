import { formatAddress, parseAddress } from '../address.js';
import { cleanText } from '../untrustedText.js';
import { mostReverse, type ReverseRecord } from './names.js';
import { isRecord } from '../records.js';

/** Characters of a document that is read or written. */
export const longestNames = 1_048_576;
const version = 1;

/** As text that `readNames` reads. The most recently used records come last, and are kept when it gets too long. */
export function writeNames(records: readonly ReverseRecord[]): string {
    let length = 0;
    const kept: unknown[] = [];
    for (const { address, name, confirmed, at } of records.slice(-mostReverse).reverse()) {
        const entry = [address, name, confirmed, at];
        length += JSON.stringify(entry).length + 1;
        if (length > longestNames - 100) break;
        kept.push(entry);
    }
    return JSON.stringify({ version, names: kept.reverse() });
}

/** Reads anything: entries that make no sense are left out; null: it is no such document at all. */
export function readNames(text: string): readonly ReverseRecord[] | null {
    if (text.length > longestNames) return null;
    let document: unknown;
    try {
        document = JSON.parse(text);
    } catch {
        return null; // The caller sets the file aside.
    }
    if (!isRecord(document) || document['version'] !== version) return null;
    const names: unknown = document['names'];
    if (!Array.isArray(names)) return null;
    return names.slice(-mostReverse).flatMap(entry => readEntry(entry) ?? []);
}

function readEntry(entry: unknown): ReverseRecord | null {
    if (!Array.isArray(entry)) return null;
    const [address, name, confirmed, at] = entry as unknown[];
    const parsed = typeof address === 'string' ? parseAddress(address) : null;
    if (!parsed || typeof at !== 'number' || !Number.isFinite(at)) return null;
    if (name !== null && (typeof name !== 'string' || name === '')) return null;
    if (confirmed !== null && typeof confirmed !== 'boolean') return null;
    return { address: formatAddress(parsed), name: name === null ? null : cleanText(name), confirmed, at };
}
