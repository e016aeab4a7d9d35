import { formatAddress, formatIPv4, type ParsedAddress } from '../address.js';
import { isRecord } from '../records.js';
import { cleanText } from '../untrustedText.js';
import type { Network } from './endpoint.js';
import { NetworkRanges, readWords, type RandomAccessFile } from './networkRanges.js';

/**
 * The compiled file of networks: which autonomous system an address belongs to.
 *
 * All numbers are little-endian and of 32 bits, sections follow each other without gaps:
 *
 *     header            `headerWords` words: magic (2), version, checksum, then the sizes below
 *     IPv4 starts       `v4` words, rising: a range goes on until the next one starts
 *     IPv6 starts       4 × `v6` words: all first words, all second words, ...; rising
 *     AS numbers        `holders` words, rising; the first is 0 and stands for no network
 *     holder offsets    `holders` + 1 words: where each holder's name begins in the names
 *     IPv4 owners       `v4` + 3 bytes rounded up to words, low bytes; then middle bytes; then high bytes
 *     IPv6 owners       the same for `v6`
 *     names             UTF-8, padded to words
 *     description       JSON, padded to words with spaces
 *
 * Columns, because each is searched alone, and because they deflate better than rows.
 */
export const networkFileMagic = [0x65676445, 0x7465_4e77] as const; // "EdgewNet"
export const networkFileVersion = 1;
export const headerWords = 12;

/** Bytes that are looked at of a holder's name and of the description. */
const longestName = 1024;
const longestDescription = 65_536;
/** Below 128 kB: having freed a larger piece, glibc keeps as much for later (mallopt(3), M_MMAP_THRESHOLD). */
const bytesAtOnce = 65_536;
const mostNetworks = 1024;

/** Where the data are from. Its texts are shown. */
export interface NetworkDescription {
    /** Of the data, ISO 8601: `2026-06-17`. */
    readonly date: string;
    readonly source: string;
    readonly licence: string;
}

export interface NetworkRange extends Network {
    readonly first: string;
    readonly last: string;
}

/** Sizes, in the order in which the header has them after magic, version and checksum. */
interface NetworkFileSizes {
    readonly v4: number;
    readonly v6: number;
    readonly holders: number;
    readonly namesBytes: number;
    readonly descriptionBytes: number;
}

export type NetworkFileState =
    | { readonly state: 'ready'; readonly table: NetworkTable }
    | { readonly state: 'missing' | 'corrupt'; readonly reason: string };

/** FNV-1a over 32-bit words instead of bytes: quick, and enough to notice damage; it is no signature. */
export class Checksum {
    #hash = 0x811c9dc5 | 0;

    add(words: Uint32Array): void {
        const signed = new Int32Array(words.buffer, words.byteOffset, words.length);
        const { length } = signed;
        let hash = this.#hash;
        // Signed words by index: ten times as fast in gjs as for-of, and there are millions.
        for (let index = 0; index !== length; index += 1)
            hash = Math.imul(hash ^ (signed[index] ?? 0), 0x01000193);
        this.#hash = hash;
    }

    get value(): number {
        return this.#hash >>> 0;
    }
}

/**
 * Opens a compiled file: all of it is read once, and parts of it again when an address leads there. What is wrong
 * with it is the `reason`, in English, for a log. @throws when it cannot be read.
 */
export function openNetworkFile(file: RandomAccessFile): NetworkFileState {
    const corrupt = (reason: string): NetworkFileState => ({ state: 'corrupt', reason });
    if (file.size % 4 !== 0 || file.size < headerWords * 4) return corrupt('it is cut short');
    const header = readWords(file, 0, headerWords);
    if (header[0] !== networkFileMagic[0] || header[1] !== networkFileMagic[1])
        return corrupt('it is not a file of networks');
    if (header[2] !== networkFileVersion) return corrupt(`it has version ${header[2] ?? 0}`);
    const [v4 = 0, v6 = 0, holders = 0, namesBytes = 0, descriptionBytes = 0] = header.subarray(4, 9);
    const places = placesOf({ v4, v6, holders, namesBytes, descriptionBytes });
    if (places.size !== file.size) return corrupt('its size is not what it says');
    const table = new NetworkTable(file, places);
    if (passAll(file, table) !== header[3]) return corrupt('its checksum does not fit');
    const problem = table.open();
    return problem === null ? { state: 'ready', table } : corrupt(problem);
}

/** As things are now: a file that was fine when it was opened may have been damaged since. */
export function stateNow(networks: NetworkFileState): NetworkFileState {
    const fault = networks.state === 'ready' ? networks.table.fault : null;
    return fault === null ? networks : { state: 'corrupt', reason: fault };
}

/** The checksum of all but the magic, the version and itself. */
function passAll(file: RandomAccessFile, table: NetworkTable): number {
    const checksum = new Checksum();
    for (let offset = 16; offset < file.size; offset += bytesAtOnce) {
        const words = readWords(file, offset, Math.min(bytesAtOnce, file.size - offset) / 4);
        checksum.add(words);
        table.pass(offset, words);
    }
    return checksum.value;
}

/** Where each section begins, and the size of the whole file, in bytes. */
export function placesOf({ v4, v6, holders, namesBytes, descriptionBytes }: NetworkFileSizes) {
    let next = headerWords * 4;
    const section = (bytes: number) => {
        const place = next;
        next += Math.ceil(bytes / 4) * 4;
        return place;
    };
    const sections = (bytes: number, count: number) => Array.from({ length: count }, () => section(bytes));
    const starts4 = sections(v4 * 4, 1);
    const starts6 = sections(v6 * 4, 4);
    const numbers = section(holders * 4);
    const offsets = section((holders + 1) * 4);
    const owners4 = sections(v4, 3);
    const owners6 = sections(v6, 3);
    const names = section(namesBytes);
    const description = section(descriptionBytes);
    return {
        v4: { count: v4, starts: starts4, owners: owners4 },
        v6: { count: v6, starts: starts6, owners: owners6 },
        holders,
        numbers,
        offsets,
        names,
        description,
        descriptionBytes,
        size: next,
    };
}

/** Looks addresses up in the file itself. */
export class NetworkTable {
    readonly #file: RandomAccessFile;
    readonly #places: ReturnType<typeof placesOf>;
    readonly #v4: NetworkRanges;
    readonly #v6: NetworkRanges;
    /** By index, the first that was asked for first. */
    readonly #networks = new Map<number, Network | null>();
    readonly #decoder = new TextDecoder();
    #description: NetworkDescription = { date: '', source: '', licence: '' };
    #fault: string | null = null;

    /** Call `openNetworkFile`. */
    constructor(file: RandomAccessFile, places: ReturnType<typeof placesOf>) {
        this.#file = file;
        this.#places = places;
        this.#v4 = new NetworkRanges(file, places.v4);
        this.#v6 = new NetworkRanges(file, places.v6);
    }

    /** See `NetworkRanges`. */
    pass(offset: number, words: Uint32Array): void {
        this.#v4.pass(offset, words);
        this.#v6.pass(offset, words);
    }

    /** What a writer with a right checksum may still have got wrong, in English; null: nothing. @throws as reading does. */
    open(): string | null {
        return this.#v4.problem() ?? this.#v6.problem() ?? this.#readDescription();
    }

    /** Why the file can no longer be read, though it was when it was opened; null: it can. */
    get fault(): string | null {
        return this.#fault;
    }

    get description(): NetworkDescription {
        return this.#description;
    }

    /** AS 0 ("not announced") and holes in the data give null, and so does all once there is a `fault`. */
    find(address: ParsedAddress): NetworkRange | null {
        if (this.#fault !== null) return null;
        try {
            return this.#find(address);
        } catch (cause) {
            this.#fault = cause instanceof Error ? cause.message : String(cause);
            return null;
        }
    }

    #find({ version, words }: ParsedAddress): NetworkRange | null {
        const { owner, first, next } = (version === 4 ? this.#v4 : this.#v6).find(words);
        const network = owner === 0 ? null : this.#network(owner);
        if (!network) return null;
        const last = wordsBefore(next ?? words.map(() => 0));
        return { ...network, first: textOf(first), last: textOf(last) };
    }

    #network(owner: number): Network | null {
        const known = this.#networks.get(owner);
        if (known !== undefined) return known;
        if (this.#networks.size >= mostNetworks) this.#networks.clear();
        const network = this.#readNetwork(owner);
        this.#networks.set(owner, network);
        return network;
    }

    #readNetwork(owner: number): Network | null {
        const { holders, numbers, offsets, names } = this.#places;
        if (owner >= holders) return null;
        const [asn = 0] = readWords(this.#file, numbers + owner * 4, 1);
        const [start = 0, end = 0] = readWords(this.#file, offsets + owner * 4, 2);
        const name = this.#file.read(names + start, Math.min(Math.max(0, end - start), longestName));
        return asn === 0 ? null : { asn, holder: cleanText(this.#decoder.decode(name)) };
    }

    #readDescription(): string | null {
        const { description, descriptionBytes } = this.#places;
        const bytes = this.#file.read(description, Math.min(descriptionBytes, longestDescription));
        try {
            const value: unknown = JSON.parse(this.#decoder.decode(bytes));
            if (!isRecord(value)) return 'its description is unreadable';
            const text = (key: string) => (typeof value[key] === 'string' ? cleanText(value[key]) : '');
            this.#description = { date: text('date'), source: text('source'), licence: text('licence') };
            return null;
        } catch {
            return 'its description is unreadable';
        }
    }
}

/** The address before one; before the first one comes the last of all. */
function wordsBefore(words: readonly number[]): readonly number[] {
    const before = [...words];
    for (let part = before.length - 1; part >= 0; part -= 1) {
        before[part] = ((before[part] ?? 0) - 1) >>> 0;
        if (before[part] !== 0xffffffff) break;
    }
    return before;
}

function textOf([a = 0, b, c, d]: readonly number[]): string {
    if (b === undefined || c === undefined || d === undefined) return formatIPv4(a);
    return formatAddress({ version: 6, words: [a, b, c, d], zone: null });
}
