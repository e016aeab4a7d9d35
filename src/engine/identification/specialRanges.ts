import type { ParsedAddress } from '../address.js';
import { parseIpPrefix, prefixContains, type IpPrefix } from './ipPrefix.js';
import type { SpecialRange } from './endpoint.js';

/**
 * Addresses that no public network has: the IANA special-purpose address registries (RFC 6890) and the
 * multicast spaces. The narrower range comes first. Ranges that are globally reachable are left out (AMT, AS112,
 * the anycast addresses of 192.0.0.0/24, ORCHIDv2), and so are those that carry an IPv4 address.
 */
const ranges: readonly (readonly [SpecialRange, string])[] = [
    ['unspecified', '0.0.0.0/32'],
    ['reserved', '0.0.0.0/8'],
    ['private', '10.0.0.0/8'],
    ['shared-address-space', '100.64.0.0/10'],
    ['loopback', '127.0.0.0/8'],
    ['link-local', '169.254.0.0/16'],
    ['private', '172.16.0.0/12'],
    ['reserved', '192.0.0.0/24'],
    ['documentation', '192.0.2.0/24'],
    ['reserved', '192.88.99.0/24'],
    ['private', '192.168.0.0/16'],
    ['benchmarking', '198.18.0.0/15'],
    ['documentation', '198.51.100.0/24'],
    ['documentation', '203.0.113.0/24'],
    ['multicast', '224.0.0.0/4'],
    ['broadcast', '255.255.255.255/32'],
    ['reserved', '240.0.0.0/4'],
    ['unspecified', '::/128'],
    ['loopback', '::1/128'],
    ['private', '64:ff9b:1::/48'],
    ['reserved', '100::/64'],
    ['reserved', '100:0:0:1::/64'],
    ['benchmarking', '2001:2::/48'],
    ['documentation', '2001:db8::/32'],
    ['documentation', '3fff::/20'],
    ['reserved', '5f00::/16'],
    ['unique-local', 'fc00::/7'],
    ['link-local', 'fe80::/10'],
    ['reserved', 'fec0::/10'],
    ['multicast', 'ff00::/8'],
];

const reachable = known('192.0.0.9/32', '192.0.0.10/32');
const compiled = ranges.map(([range, text]) => ({ range, prefixes: known(text) }));

function known(...texts: string[]): IpPrefix[] {
    return texts.map(text => {
        const prefix = parseIpPrefix(text);
        if (!prefix) throw new Error(`not a prefix: ${text}`);
        return prefix;
    });
}

const within = (prefixes: readonly IpPrefix[], address: ParsedAddress) =>
    prefixes.some(prefix => prefixContains(prefix, address));

export function specialRange(address: ParsedAddress): SpecialRange | null {
    if (within(reachable, address)) return null;
    return compiled.find(({ prefixes }) => within(prefixes, address))?.range ?? null;
}

/** How an IPv6 address carries an IPv4 one. */
type CarryingForm = 'nat64' | '6to4' | 'teredo';
interface CarriedIpv4 {
    readonly form: CarryingForm;
    readonly word: number;
}

const nat64 = known('64:ff9b::/96');
const sixToFour = known('2002::/16');
const teredo = known('2001::/32');

/**
 * The IPv4 address inside: of the well-known NAT64 prefix (RFC 6052), 6to4 (RFC 3056), and the client of a
 * Teredo address (RFC 4380), which is written inverted. Of IPv4-mapped ones `parseAddress` makes IPv4.
 */
export function carriedIpv4(address: ParsedAddress): CarriedIpv4 | null {
    if (address.version === 4) return null;
    const [first, second, , fourth] = address.words;
    if (within(nat64, address)) return { form: 'nat64', word: fourth };
    if (within(sixToFour, address))
        return { form: '6to4', word: (((first & 0xffff) << 16) | (second >>> 16)) >>> 0 };
    if (within(teredo, address)) return { form: 'teredo', word: ~fourth >>> 0 };
    return null;
}
