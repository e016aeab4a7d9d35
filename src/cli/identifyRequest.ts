import { parseAddress } from '../engine/address.js';
import { isRecord } from '../engine/records.js';

/** Bytes of a line that are read; a longer one is an error, and the next line goes on. */
export const longestLine = 65_536;
const mostAliases = 64;

/** One address to identify, with what the caller knows of its names. */
export interface IdentifyRequest {
    readonly address: string;
    /** The reverse name; null: it has none; absent: not known. */
    readonly name?: string | null;
    /** Absent or null: not checked. */
    readonly nameConfirmed?: boolean | null;
    /** The host that was asked for, then its canonical names. */
    readonly aliases: readonly string[];
}

/** A line of input, or why it is none. */
export type ReadLine = { readonly request: IdentifyRequest } | { readonly error: string };

/** `{"address","name"?,"nameConfirmed"?,"aliases"?}`; `bare`: an address alone will do. */
export function readRequest(line: string, bare: boolean): ReadLine {
    const text = line.trim();
    if (bare && !text.startsWith('{')) return toRequest({ address: text });
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        return { error: 'not JSON' };
    }
    return isRecord(value) ? toRequest(value) : { error: 'not a JSON object' };
}

function toRequest({ address, name, nameConfirmed, aliases }: Record<string, unknown>): ReadLine {
    if (typeof address !== 'string') return { error: 'address: missing' };
    if (!parseAddress(address)) return { error: 'address: not an IP address' };
    if (name !== undefined && name !== null && typeof name !== 'string')
        return { error: 'name: neither text nor null' };
    if (nameConfirmed !== undefined && nameConfirmed !== null && typeof nameConfirmed !== 'boolean')
        return { error: 'nameConfirmed: neither true nor false' };
    const chain = aliases ?? [];
    if (!isTexts(chain)) return { error: 'aliases: not a list of texts' };
    if (chain.length > mostAliases) return { error: `aliases: more than ${mostAliases}` };
    return {
        request: {
            address,
            ...(name !== undefined && { name }),
            ...(nameConfirmed !== undefined && { nameConfirmed }),
            aliases: chain,
        },
    };
}

function isTexts(value: unknown): value is string[] {
    return Array.isArray(value) && value.every(part => typeof part === 'string');
}
