/**
 * An IP address as unsigned 32-bit words, most significant first: one for IPv4, four for IPv6. `zone` is the
 * interface that a link-local address is meant on (RFC 4007 11), null where none is told.
 */
export type ParsedAddress =
    | { readonly version: 4; readonly words: readonly [number]; readonly zone: null }
    | {
          readonly version: 6;
          readonly words: readonly [number, number, number, number];
          readonly zone: string | null;
      };

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const dotted = new RegExp(`^${octet}\\.${octet}\\.${octet}\\.${octet}$`);
/** An interface name has at most 15 characters (IFNAMSIZ), and neither white space nor a slash. */
const zoneName = /^[\w.:@-]{1,15}$/;
/** Without a zone: eight groups, the last two in dotted decimal. */
const longestText = 45;

/** Dotted decimal, or the forms of RFC 4291 2.2; an IPv4-mapped address is IPv4. null for anything else. */
export function parseAddress(text: string): ParsedAddress | null {
    const percent = text.indexOf('%');
    const bare = percent < 0 ? text : text.slice(0, percent);
    if (bare.length > longestText) return null;
    if (!bare.includes(':')) {
        const word = percent < 0 ? parseDotted(bare) : null;
        return word === null ? null : { version: 4, words: [word], zone: null };
    }
    const zone = percent < 0 ? null : text.slice(percent + 1);
    if (zone !== null && !zoneName.test(zone)) return null;
    const groups = parseGroups(bare);
    return groups && addressOfWords(wordsOf(groups), zone);
}

/** Of four words of an IPv6 address: IPv4 where they are an IPv4-mapped one (RFC 4291 2.5.5.2). */
export function addressOfWords(
    words: readonly [number, number, number, number],
    zone: string | null = null,
): ParsedAddress {
    if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff)
        return { version: 4, words: [words[3]], zone: null };
    return { version: 6, words, zone };
}

/** Dotted decimal for IPv4; RFC 5952 for IPv6, with its zone. */
export function formatAddress(address: ParsedAddress): string {
    if (address.version === 4) return formatIPv4(address.words[0]);
    const groups = address.words.flatMap(word => [word >>> 16, word & 0xffff]);
    const [start, length] = longestZeroRun(groups);
    const text = (part: readonly number[]) => part.map(group => group.toString(16)).join(':');
    const bare =
        length < 2 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
    return address.zone === null ? bare : `${bare}%${address.zone}`;
}

export function formatIPv4(word: number): string {
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** Whether it is dotted decimal, the only text that `formatAddress` makes of an IPv4 address. */
export function isIPv4(text: string): boolean {
    return dotted.test(text);
}

function parseDotted(text: string): number | null {
    const match = dotted.exec(text);
    if (!match) return null;
    const part = (index: number) => Number(match[index]);
    return ((part(1) << 24) | (part(2) << 16) | (part(3) << 8) | part(4)) >>> 0;
}

function parseGroups(text: string): number[] | null {
    const [head = '', tail, ...rest] = text.split('::');
    if (rest.length > 0) return null;
    const before = partGroups(head, tail === undefined);
    if (tail === undefined) return before?.length === 8 ? before : null;
    const after = partGroups(tail, true);
    if (!before || !after) return null;
    const missing = 8 - before.length - after.length;
    return missing < 1 ? null : [...before, ...Array<number>(missing).fill(0), ...after];
}

/** The 16-bit groups of one side of `::`; `last`: it may end in dotted decimal. */
function partGroups(text: string, last: boolean): number[] | null {
    if (text === '') return [];
    const groups: number[] = [];
    const parts = text.split(':');
    for (const [index, part] of parts.entries()) {
        const word = last && index === parts.length - 1 ? parseDotted(part) : null;
        if (word !== null) groups.push(word >>> 16, word & 0xffff);
        else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(parseInt(part, 16));
        else return null;
    }
    return groups;
}

function wordsOf(groups: readonly number[]): [number, number, number, number] {
    const word = (index: number) => (((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0)) >>> 0;
    return [word(0), word(2), word(4), word(6)];
}

/** The first of the longest runs of zero groups (RFC 5952 4.2.3). */
function longestZeroRun(groups: readonly number[]): [start: number, length: number] {
    let best: [number, number] = [0, 0];
    let start = 0;
    for (const [index, group] of groups.entries()) {
        if (group !== 0) start = index + 1;
        else if (index + 1 - start > best[1]) best = [start, index + 1 - start];
    }
    return best;
}
