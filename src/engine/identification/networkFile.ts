import { formatAddress, type ParsedAddress } from '../address.js';
import type { Network } from './endpoint.js';
import { cleanText } from '../untrustedText.js';

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
export function checksum(words: Uint32Array): number {
    const signed = new Int32Array(words.buffer, words.byteOffset, words.length);
    const { length } = signed;
    let hash = 0x811c9dc5 | 0;
    // Signed words by index: ten times as fast in gjs as for-of, and there are millions.
    for (let index = 0; index !== length; index += 1)
        hash = Math.imul(hash ^ (signed[index] ?? 0), 0x01000193);
    return hash >>> 0;
}

const inWords = (bytes: number) => Math.ceil(bytes / 4);

/** Opens a compiled file. Never throws: what is wrong with it is the `reason`, in English, for a log. */
export function openNetworkFile(bytes: Uint8Array): NetworkFileState {
    const corrupt = (reason: string): NetworkFileState => ({ state: 'corrupt', reason });
    if (bytes.length % 4 !== 0 || bytes.length < headerWords * 4) return corrupt('it is cut short');
    const words = littleEndianWords(bytes);
    if (words[0] !== networkFileMagic[0] || words[1] !== networkFileMagic[1])
        return corrupt('it is not a file of networks');
    if (words[2] !== networkFileVersion) return corrupt(`it has version ${words[2] ?? 0}`);
    const [v4 = 0, v6 = 0, holders = 0, namesBytes = 0, descriptionBytes = 0] = words.subarray(4, 9);
    const sizes = { v4, v6, holders, namesBytes, descriptionBytes };
    if (wordsOf(sizes) !== words.length) return corrupt('its size is not what it says');
    if (checksum(words.subarray(4)) !== words[3]) return corrupt('its checksum does not fit');
    const table = new NetworkTable(words, sizes);
    const problem = table.problem();
    return problem === null ? { state: 'ready', table } : corrupt(problem);
}

export function wordsOf(sizes: NetworkFileSizes): number {
    const { v4, v6, holders } = sizes;
    return (
        headerWords +
        v4 +
        v6 * 4 +
        holders * 2 +
        1 +
        inWords(v4) * 3 +
        inWords(v6) * 3 +
        inWords(sizes.namesBytes) +
        inWords(sizes.descriptionBytes)
    );
}

function littleEndianWords(bytes: Uint8Array): Uint32Array {
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
    if (littleEndian) return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
    const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.length);
    return Uint32Array.from({ length: aligned.length / 4 }, (_, index) => view.getUint32(index * 4, true));
}

/** The three byte columns that say which holder a range belongs to. */
class Owners {
    readonly #low: Uint8Array;
    readonly #middle: Uint8Array;
    readonly #high: Uint8Array;

    constructor(column: (bytes: number) => Uint8Array, count: number) {
        this.#low = column(count);
        this.#middle = column(count);
        this.#high = column(count);
    }

    at(index: number): number {
        return (this.#low[index] ?? 0) | ((this.#middle[index] ?? 0) << 8) | ((this.#high[index] ?? 0) << 16);
    }
}

/** Looks addresses up straight in the words of the file; nothing is unpacked. */
export class NetworkTable {
    readonly #sizes: NetworkFileSizes;
    readonly #v4: Uint32Array;
    readonly #v6: readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
    readonly #numbers: Uint32Array;
    readonly #offsets: Uint32Array;
    readonly #v4Owners: Owners;
    readonly #v6Owners: Owners;
    readonly #names: Uint8Array;
    readonly #description: Uint8Array;
    readonly #decoder = new TextDecoder();

    /** Call `openNetworkFile`: the words have to be of the right number. */
    constructor(words: Uint32Array, sizes: NetworkFileSizes) {
        let next = headerWords;
        const column = (length: number) => words.subarray(next, (next += length));
        const byteColumn = (bytes: number) => {
            const part = column(inWords(bytes));
            return new Uint8Array(part.buffer, part.byteOffset, bytes);
        };
        this.#sizes = sizes;
        this.#v4 = column(sizes.v4);
        this.#v6 = [column(sizes.v6), column(sizes.v6), column(sizes.v6), column(sizes.v6)];
        this.#numbers = column(sizes.holders);
        this.#offsets = column(sizes.holders + 1);
        this.#v4Owners = new Owners(byteColumn, sizes.v4);
        this.#v6Owners = new Owners(byteColumn, sizes.v6);
        this.#names = byteColumn(sizes.namesBytes);
        this.#description = byteColumn(sizes.descriptionBytes);
    }

    /** What a writer with a right checksum may still have got wrong, in English; null: nothing. */
    problem(): string | null {
        const { v4, v6, holders, namesBytes } = this.#sizes;
        if (v4 === 0 || v6 === 0 || holders === 0) return 'it has no ranges';
        for (let index = 1; index < v4; index += 1)
            if ((this.#v4[index] ?? 0) <= (this.#v4[index - 1] ?? 0)) return 'its IPv4 ranges do not rise';
        for (let index = 1; index < v6; index += 1)
            if (!this.#rises(index)) return 'its IPv6 ranges do not rise';
        for (let index = 0; index < holders; index += 1)
            if ((this.#offsets[index + 1] ?? 0) < (this.#offsets[index] ?? 0)) return 'its names overlap';
        if ((this.#offsets[holders] ?? 0) > namesBytes) return 'its names are cut short';
        if (this.#v4[0] !== 0 || this.#v6.some(words => words[0] !== 0)) return 'it does not begin at 0';
        return this.description() === null ? 'its description is unreadable' : null;
    }

    /** Whether IPv6 range `index` starts after the one before. */
    #rises(index: number): boolean {
        for (const words of this.#v6) {
            const difference = (words[index] ?? 0) - (words[index - 1] ?? 0);
            if (difference !== 0) return difference > 0;
        }
        return false;
    }

    description(): NetworkDescription | null {
        try {
            const value: unknown = JSON.parse(this.#decoder.decode(this.#description));
            if (typeof value !== 'object' || value === null) return null;
            const text = (key: string) => {
                const part: unknown = (value as Record<string, unknown>)[key];
                return typeof part === 'string' ? cleanText(part) : '';
            };
            return { date: text('date'), source: text('source'), licence: text('licence') };
        } catch {
            return null; // The caller calls the file corrupt.
        }
    }

    get ranges(): number {
        return this.#sizes.v4 + this.#sizes.v6;
    }

    /** AS 0 ("not announced") and holes in the data give null. */
    find(address: ParsedAddress): Network | null {
        const owner = this.#ownerOf(address);
        return owner === 0 ? null : this.#network(owner);
    }

    /** As `find`, with the first and the last address of the range. */
    findRange(address: ParsedAddress): NetworkRange | null {
        const network = this.find(address);
        if (!network) return null;
        const index = this.#indexOf(address);
        const start: ParsedAddress =
            address.version === 4
                ? { version: 4, words: [this.#v4[index] ?? 0], zone: null }
                : { version: 6, words: this.#v6At(index), zone: null };
        return { ...network, first: formatAddress(start), last: formatAddress(this.#lastOf(address, index)) };
    }

    #network(owner: number): Network | null {
        const asn = this.#numbers[owner];
        if (!asn) return null;
        const name = this.#names.subarray(this.#offsets[owner], this.#offsets[owner + 1]);
        return { asn, holder: cleanText(this.#decoder.decode(name)) };
    }

    #ownerOf(address: ParsedAddress): number {
        const index = this.#indexOf(address);
        return address.version === 4 ? this.#v4Owners.at(index) : this.#v6Owners.at(index);
    }

    /** The last range that starts at the address or before it. */
    #indexOf(address: ParsedAddress): number {
        let low = 0;
        let high = (address.version === 4 ? this.#sizes.v4 : this.#sizes.v6) - 1;
        while (low < high) {
            const middle = (low + high + 1) >>> 1;
            const after =
                address.version === 4
                    ? (this.#v4[middle] ?? 0) > address.words[0]
                    : this.#compareV6(middle, address.words) > 0;
            if (after) high = middle - 1;
            else low = middle;
        }
        return low;
    }

    /** Negative: range `index` starts before the address. */
    #compareV6(index: number, words: readonly [number, number, number, number]): number {
        for (let part = 0; part < 4; part += 1) {
            const difference = (this.#v6[part]?.[index] ?? 0) - (words[part] ?? 0);
            if (difference !== 0) return difference;
        }
        return 0;
    }

    #v6At(index: number): [number, number, number, number] {
        const [first, second, third, fourth] = this.#v6;
        return [first[index] ?? 0, second[index] ?? 0, third[index] ?? 0, fourth[index] ?? 0];
    }

    #lastOf(address: ParsedAddress, index: number): ParsedAddress {
        if (address.version === 4) {
            const next = index + 1 < this.#sizes.v4 ? (this.#v4[index + 1] ?? 0) : 0;
            return { version: 4, words: [(next - 1) >>> 0], zone: null };
        }
        const next: [number, number, number, number] =
            index + 1 < this.#sizes.v6 ? this.#v6At(index + 1) : [0, 0, 0, 0];
        for (let part = 3; part >= 0; part -= 1) {
            next[part] = ((next[part] ?? 0) - 1) >>> 0;
            if (next[part] !== 0xffffffff) break;
        }
        return { version: 6, words: next, zone: null };
    }
}
