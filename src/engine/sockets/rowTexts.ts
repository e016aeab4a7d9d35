import { formatAddress, isIPv4, parseAddress } from '../address.js';

const mostKept = 20_000;

/**
 * Addresses and paths of rows, each text kept once. A part of a large text may keep the whole of it in memory
 * for as long as the part lives (SpiderMonkey's dependent strings), so a part is copied before it is kept.
 */
export class RowTexts {
    readonly #paths = new Map<string, string>();
    readonly #addresses = new Map<string, string | null>();

    path(text: string): string {
        const known = this.#paths.get(text);
        if (known !== undefined) return known;
        if (this.#paths.size >= mostKept) this.#paths.clear();
        const own = copyText(text);
        this.#paths.set(own, own);
        return own;
    }

    /** Canonical text of an address as ss writes it (`*`, `[::1]`, `[fe80::1]%eth0`, `127.0.0.53%lo`). */
    address(text: string): string | null {
        const known = this.#addresses.get(text);
        if (known !== undefined) return known;
        if (this.#addresses.size >= mostKept) this.#addresses.clear();
        const address = canonicalAddress(text);
        this.#addresses.set(copyText(text), address);
        return address;
    }
}

/** The same text, of which nothing else is kept in memory. */
export function copyText(text: string): string {
    // What a concatenation is flattened into belongs to nobody else.
    return ` ${text}`.slice(1);
}

function canonicalAddress(text: string): string | null {
    const percent = text.indexOf('%');
    const host = percent < 0 ? text : text.slice(0, percent);
    // A socket that takes both families; its address words are all zero.
    if (host === '*') return '::';
    if (isIPv4(host)) return copyText(host);
    const bracketed = host.startsWith('[') && host.endsWith(']');
    const address = parseAddress(bracketed ? host.slice(1, -1) : host);
    if (!address) return null;
    const bare = formatAddress(address);
    // Elsewhere it only tells which device the socket was bound to.
    if (percent < 0 || !isLinkLocal(bare)) return bare;
    const zoned = parseAddress(`${bare}${text.slice(percent)}`);
    return zoned && formatAddress(zoned);
}

/** fe80::/10 (RFC 4291 2.5.6) and link-local multicast. */
function isLinkLocal(address: string): boolean {
    return /^(fe[89ab][0-9a-f]|ff[0-9a-f]2):/.test(address);
}
