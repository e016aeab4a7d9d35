/** A file that is read here and there: in memory is only what is asked for. */
export interface RandomAccessFile {
    /** Bytes. */
    readonly size: number;
    /** So many bytes. @throws when they cannot be read. */
    read(offset: number, length: number): Uint8Array;
}

/** Where the ranges of one IP version lie in the file, in bytes. */
interface RangePlaces {
    readonly count: number;
    /** Of each column of words of the starts, the most significant first: one for IPv4, four for IPv6. */
    readonly starts: readonly number[];
    /** Of the low, the middle and the high bytes of the owners. */
    readonly owners: readonly number[];
}

/** An address as words of 32 bits, the most significant first. */
type Words = readonly number[];
/** Addresses, one column for each of their words. */
type Columns = readonly Uint32Array[];

interface Block {
    readonly starts: Columns;
    readonly owners: Uint32Array;
}

interface Range {
    readonly owner: number;
    readonly first: Words;
    /** Where the following range starts; null: there is none. */
    readonly next: Words | null;
}

/** Ranges of a block: half a kB for IPv4, 1.3 kB for IPv6. */
const blockLength = 64;
/** A desktop talks to a few hundred networks. */
const mostBlocks = 1024;

/**
 * The ranges of one IP version, in the order of their starts. In memory is where each block of them starts, and the
 * blocks that were read last: most networks are ones that nobody here talks to.
 */
export class NetworkRanges {
    readonly #file: RandomAccessFile;
    readonly #places: RangePlaces;
    /** Of each block. */
    readonly #firsts: Columns;
    /** By number, the one that was read longest ago first. */
    readonly #blocks = new Map<number, Block>();

    constructor(file: RandomAccessFile, places: RangePlaces) {
        this.#file = file;
        this.#places = places;
        this.#firsts = places.starts.map(() => new Uint32Array(Math.ceil(places.count / blockLength)));
    }

    /** Takes what is kept in memory from words at `offset` of the file. All of it has to pass before `find`. */
    pass(offset: number, words: Uint32Array): void {
        const { starts, count } = this.#places;
        this.#firsts.forEach((firsts, column) => {
            const from = (offset - (starts[column] ?? 0)) / 4;
            const end = Math.min(from + words.length, count);
            const first = Math.ceil(Math.max(0, from) / blockLength);
            for (let number = first; number * blockLength < end; number += 1)
                firsts[number] = words[number * blockLength - from] ?? 0;
        });
    }

    /** What is wrong with the ranges, in English, as far as it can be told once all has passed; null: nothing. */
    problem(): string | null {
        if (this.#places.count === 0) return 'it has no ranges';
        if (wordsAt(this.#firsts, 0).some(word => word !== 0)) return 'it does not begin at 0';
        return isRising(this.#firsts) ? null : 'its ranges do not rise';
    }

    /** The last range that starts at the address or before it. @throws as reading does. */
    find(address: Words): Range {
        const number = lastNotAfter(this.#firsts, address);
        const { starts, owners } = this.#block(number);
        const at = lastNotAfter(starts, address);
        const next = at + 1 < lengthOf(starts) ? wordsAt(starts, at + 1) : this.#firstOf(number + 1);
        return { owner: owners[at] ?? 0, first: wordsAt(starts, at), next };
    }

    #firstOf(number: number): Words | null {
        return number < lengthOf(this.#firsts) ? wordsAt(this.#firsts, number) : null;
    }

    #block(number: number): Block {
        const known = this.#blocks.get(number);
        if (known) return known;
        const block = this.#read(number);
        const [oldest] = this.#blocks.keys();
        if (oldest !== undefined && this.#blocks.size >= mostBlocks) this.#blocks.delete(oldest);
        this.#blocks.set(number, block);
        return block;
    }

    #read(number: number): Block {
        const from = number * blockLength;
        const length = Math.min(blockLength, this.#places.count - from);
        // Copies, since what was read is a larger object than the few numbers in it.
        const starts = this.#places.starts.map(place =>
            readWords(this.#file, place + from * 4, length).slice(),
        );
        if (!isRising(starts)) throw new Error('its ranges do not rise');
        const owners = new Uint32Array(length);
        this.#places.owners.forEach((place, byte) => {
            this.#file
                .read(place + from, length)
                .forEach((part, at) => (owners[at] = (owners[at] ?? 0) | (part << (8 * byte))));
        });
        return { starts, owners };
    }
}

/** So many little-endian words of 32 bits. @throws as reading does. */
export function readWords(file: RandomAccessFile, offset: number, length: number): Uint32Array {
    const bytes = file.read(offset, length * 4);
    if (isLittleEndian && bytes.byteOffset % 4 === 0)
        return new Uint32Array(bytes.buffer, bytes.byteOffset, length);
    const view = new DataView(bytes.buffer, bytes.byteOffset, length * 4);
    return Uint32Array.from({ length }, (_, index) => view.getUint32(index * 4, true));
}

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

function lengthOf(columns: Columns): number {
    return columns[0]?.length ?? 0;
}

function wordsAt(columns: Columns, index: number): Words {
    return columns.map(column => column[index] ?? 0);
}

/** Negative: what stands there is less than `words`. */
function compareAt(columns: Columns, index: number, words: Words): number {
    for (let part = 0; part < columns.length; part += 1) {
        const difference = (columns[part]?.[index] ?? 0) - (words[part] ?? 0);
        if (difference !== 0) return difference;
    }
    return 0;
}

/** Whether each is more than the one before it. */
function isRising(columns: Columns): boolean {
    const length = lengthOf(columns);
    for (let index = 1; index < length; index += 1) if (!risesAt(columns, index)) return false;
    return true;
}

function risesAt(columns: Columns, index: number): boolean {
    for (const column of columns) {
        const difference = (column[index] ?? 0) - (column[index - 1] ?? 0);
        if (difference !== 0) return difference > 0;
    }
    return false;
}

/** Where the last of those stands that are not more than `words`, in columns that rise; 0 where all are more. */
function lastNotAfter(columns: Columns, words: Words): number {
    let low = 0;
    let high = lengthOf(columns) - 1;
    while (low < high) {
        const middle = (low + high + 1) >>> 1;
        if (compareAt(columns, middle, words) > 0) high = middle - 1;
        else low = middle;
    }
    return low;
}
