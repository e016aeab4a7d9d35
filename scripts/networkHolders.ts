import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsedAddress } from '../src/engine/address.js';
import type { IpPrefix } from '../src/engine/identification/ipPrefix.js';
import { addressNumber, parseNetworkLine, type NetworkRow } from './networkCompiler.js';

export interface Holder {
    readonly name: string;
    /** Addresses that it announces; of IPv6, networks of 64 bits. */
    readonly v4: number;
    readonly v6: number;
}

/** Who holds which network, as a release of the network data has it. */
export class NetworkHolders {
    readonly #rows: Record<4 | 6, NetworkRow[]> = { 4: [], 6: [] };
    readonly #holders = new Map<number, Holder>();

    constructor(rows: Iterable<NetworkRow>) {
        for (const row of rows) {
            if (row.asn === 0) continue;
            this.#rows[row.version].push(row);
            const { name = row.holder, v4 = 0, v6 = 0 } = this.#holders.get(row.asn) ?? {};
            const size = row.last - row.first + 1n;
            this.#holders.set(row.asn, {
                name: name || row.holder,
                v4: row.version === 4 ? v4 + Number(size) : v4,
                v6: row.version === 6 ? v6 + Number(size >> 64n) : v6,
            });
        }
        for (const family of [4, 6] as const)
            this.#rows[family].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
    }

    get count(): number {
        return this.#holders.size;
    }

    of(asn: number): Holder | null {
        return this.#holders.get(asn) ?? null;
    }

    /** Whether anybody announces a part of the prefix. */
    announces({ address, length }: IpPrefix): boolean {
        const first = addressNumber(address);
        const last = first + (1n << BigInt(bits(address) - length)) - 1n;
        const rows = this.#rows[address.version];
        const row = rows[lastUpTo(rows, last)];
        return row !== undefined && row.last >= first;
    }
}

const bits = (address: ParsedAddress) => address.words.length * 32;

/** The last row that begins at `limit` or before it; -1: none. */
function lastUpTo(rows: readonly NetworkRow[], limit: bigint): number {
    let low = -1;
    let high = rows.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((rows[middle]?.first ?? 0n) <= limit) low = middle;
        else high = middle - 1;
    }
    return low;
}

/** Reads the CSV files of a release of ip-location-db that are in the folder. @throws where there are none. */
export function readNetworkHolders(folder: string): NetworkHolders {
    const names = readdirSync(folder).filter(name => /^asn-ipv[46]-num\.csv$/.test(name));
    if (names.length !== 2) throw new Error(`${folder} has no asn-ipv4-num.csv and asn-ipv6-num.csv`);
    return new NetworkHolders(
        names.flatMap(name =>
            readFileSync(join(folder, name), 'utf8')
                .split('\n')
                .map(parseNetworkLine)
                .filter(row => row !== null),
        ),
    );
}
