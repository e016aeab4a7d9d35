import {
    Checksum,
    headerWords,
    networkFileMagic,
    networkFileVersion,
    placesOf,
    type NetworkDescription,
} from '../src/engine/identification/networkFile.js';
import { parseAddress, type ParsedAddress } from '../src/engine/address.js';

/** One line of the data: an inclusive range and who announces it. AS 0: nobody. */
export interface NetworkRow {
    readonly version: 4 | 6;
    readonly first: bigint;
    readonly last: bigint;
    readonly asn: number;
    readonly holder: string;
}

export interface CompiledNetworks {
    readonly bytes: Uint8Array;
    readonly rows: number;
    /** Rows that begin inside another one; the narrower one holds where they overlap. */
    readonly overlaps: number;
}

/**
 * One line of a CSV of ip-location-db (`start,end,AS number,holder`; addresses as text or as numbers) or of a
 * TSV of iptoasn.com (`start end AS-number country holder`). Empty lines give null.
 * @throws when the line is anything else.
 */
export function parseNetworkLine(line: string): NetworkRow | null {
    const text = line.replace(/\r$/, '');
    if (text === '') return null;
    const tabs = text.split('\t');
    const fields = tabs.length >= 5 ? [...tabs.slice(0, 3), tabs.slice(4).join(' ')] : splitCsv(text);
    const [start = '', end = '', number = '', holder = ''] = fields;
    const first = parseNumber(start);
    const last = parseNumber(end);
    if (!first || first.version !== last?.version || !/^\d{1,10}$/.test(number))
        throw new Error(`not a range of addresses: ${text.slice(0, 100)}`);
    if (first.value > last.value)
        throw new Error(`a range that ends before it starts: ${text.slice(0, 100)}`);
    const asn = Number(number);
    if (asn > 0xffffffff) throw new Error(`not an AS number: ${text.slice(0, 100)}`);
    return { version: first.version, first: first.value, last: last.value, asn, holder };
}

function splitCsv(text: string): string[] {
    const [start = '', end = '', number = ''] = text.split(',', 3);
    const rest = text.slice(start.length + end.length + number.length + 3);
    const quoted = /^"((?:[^"]|"")*)"$/.exec(rest);
    return [start, end, number.replace(/^"|"$/g, ''), (quoted?.[1] ?? rest).replaceAll('""', '"')];
}

/** IPv6 as a number is never below 2^32 in the data: those addresses are special. */
function parseNumber(text: string): { version: 4 | 6; value: bigint } | null {
    if (/^\d{1,39}$/.test(text)) {
        const value = BigInt(text);
        if (value >= 1n << 128n) return null;
        return { version: value < 1n << 32n ? 4 : 6, value };
    }
    const address = parseAddress(text);
    return address && { version: address.version, value: addressNumber(address) };
}

export function addressNumber({ words }: ParsedAddress): bigint {
    return words.reduce((value: bigint, word) => (value << 32n) | BigInt(word), 0n);
}

/** Where the owner changes: from `start` on it is `asn`, 0 for nobody. */
interface Boundary {
    readonly start: bigint;
    readonly asn: number;
}

function boundaries(rows: NetworkRow[], end: bigint): { list: Boundary[]; overlaps: number } {
    const sorted = rows.sort((a, b) =>
        a.first < b.first ? -1 : a.first > b.first ? 1 : b.last < a.last ? -1 : 1,
    );
    const list: Boundary[] = [{ start: 0n, asn: 0 }];
    const from = (start: bigint, asn: number) => {
        if (start > end) return;
        if (list.at(-1)?.start === start) list.pop();
        if (list.at(-1)?.asn !== asn) list.push({ start, asn });
    };
    /** The rows that the sweep is inside of, the narrowest last. */
    const open: NetworkRow[] = [];
    const closeBefore = (limit: bigint) => {
        for (let top = open.at(-1); top && top.last < limit; top = open.at(-1)) {
            open.pop();
            const after = top.last + 1n;
            const around = open.filter(row => row.last >= after).at(-1);
            from(after, around?.asn ?? 0);
        }
    };
    let overlaps = 0;
    for (const row of sorted) {
        closeBefore(row.first);
        if (open.length > 0) overlaps += 1;
        from(row.first, row.asn);
        open.push(row);
        open.sort((a, b) => (a.last > b.last ? -1 : 1));
    }
    closeBefore(end + 2n);
    return { list, overlaps };
}

/** @throws when there are no IPv4 or no IPv6 ranges. */
export function compileNetworks(
    rows: Iterable<NetworkRow>,
    description: NetworkDescription,
): CompiledNetworks {
    const families: Record<4 | 6, NetworkRow[]> = { 4: [], 6: [] };
    const holders = new Map<number, string>([[0, '']]);
    let count = 0;
    for (const row of rows) {
        families[row.version].push(row);
        if (row.asn !== 0 && !holders.get(row.asn)) holders.set(row.asn, row.holder);
        count += 1;
    }
    if (families[4].length === 0 || families[6].length === 0)
        throw new Error('both IPv4 and IPv6 ranges are needed');
    const v4 = boundaries(families[4], (1n << 32n) - 1n);
    const v6 = boundaries(families[6], (1n << 128n) - 1n);
    const bytes = write(v4.list, v6.list, holders, description);
    return { bytes, rows: count, overlaps: v4.overlaps + v6.overlaps };
}

function write(
    v4: readonly Boundary[],
    v6: readonly Boundary[],
    holders: ReadonlyMap<number, string>,
    description: NetworkDescription,
): Uint8Array {
    const numbers = [...holders.keys()].sort((a, b) => a - b);
    const indexes = new Map(numbers.map((asn, index) => [asn, index]));
    const encoder = new TextEncoder();
    const names = numbers.map(asn => encoder.encode(holders.get(asn) ?? ''));
    const offsets = [0];
    for (const name of names) offsets.push((offsets.at(-1) ?? 0) + name.length);
    const descriptionBytes = encoder.encode(JSON.stringify(description));
    const sizes = {
        v4: v4.length,
        v6: v6.length,
        holders: numbers.length,
        namesBytes: offsets.at(-1) ?? 0,
        descriptionBytes: descriptionBytes.length,
    };
    const bytes = new Uint8Array(placesOf(sizes).size);
    const view = new DataView(bytes.buffer);
    let next = headerWords * 4;
    const word = (value: number) => {
        view.setUint32(next, value, true);
        next += 4;
    };
    const padded = (part: Uint8Array) => {
        bytes.set(part, next);
        next += Math.ceil(part.length / 4) * 4;
    };
    for (const { start } of v4) word(Number(start));
    for (const shift of [96n, 64n, 32n, 0n])
        for (const { start } of v6) word(Number((start >> shift) & 0xffffffffn));
    for (const asn of numbers) word(asn);
    for (const offset of offsets) word(offset);
    for (const family of [v4, v6]) {
        const owners = family.map(({ asn }) => indexes.get(asn) ?? 0);
        for (const shift of [0, 8, 16]) padded(Uint8Array.from(owners, owner => (owner >>> shift) & 255));
    }
    padded(Buffer.concat(names));
    padded(descriptionBytes);
    [
        ...networkFileMagic,
        networkFileVersion,
        0,
        sizes.v4,
        sizes.v6,
        sizes.holders,
        sizes.namesBytes,
        sizes.descriptionBytes,
    ].forEach((value, index) => view.setUint32(index * 4, value, true));
    const words = Uint32Array.from({ length: bytes.length / 4 - 4 }, (_, index) =>
        view.getUint32((index + 4) * 4, true),
    );
    const checksum = new Checksum();
    checksum.add(words);
    view.setUint32(12, checksum.value, true);
    return bytes;
}
