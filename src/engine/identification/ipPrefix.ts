import { formatAddress, parseAddress, type ParsedAddress } from '../address.js';

/** Addresses that begin with the same `length` bits. */
export interface IpPrefix {
    readonly address: ParsedAddress;
    readonly length: number;
}

/** `192.0.2.0/24`, `2001:db8::/32`; null for anything else, also where bits beyond the prefix are set. */
export function parseIpPrefix(text: string): IpPrefix | null {
    const [base = '', bits, ...rest] = text.split('/');
    const address = base.includes('%') ? null : parseAddress(base);
    if (!address || bits === undefined || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return null;
    const length = Number(bits);
    if (length > address.words.length * 32) return null;
    const clean = address.words.every((word, index) => (word & ~wordMask(length, index)) === 0);
    return clean ? { address, length } : null;
}

export function formatPrefix(prefix: IpPrefix): string {
    return `${formatAddress(prefix.address)}/${prefix.length}`;
}

export function prefixContains(prefix: IpPrefix, address: ParsedAddress): boolean {
    if (prefix.address.version !== address.version) return false;
    return prefix.address.words.every(
        (word, index) => (((word ^ (address.words[index] ?? 0)) & wordMask(prefix.length, index)) | 0) === 0,
    );
}

/** The bits of word `index` that belong to a prefix of `length` bits. */
function wordMask(length: number, index: number): number {
    const bits = Math.min(32, Math.max(0, length - index * 32));
    return bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
}
