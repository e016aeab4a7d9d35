import { isRecord } from '../records.js';
import { parseIpPrefix, type IpPrefix } from './ipPrefix.js';
import { cleanText } from '../untrustedText.js';
import { providerKinds, type ProviderName } from './endpoint.js';
import { notEdgeRoles, type NotEdgeRole } from './facts.js';
import { compileTemplate, type NameTemplate } from './nameTemplate.js';

const providerStatuses = ['active', 'winding-down', 'defunct'] as const;
type ProviderStatus = (typeof providerStatuses)[number];

/** One file of `data/providers/`, read; `provider.schema.json` beside them describes each field. */
export interface Provider extends ProviderName {
    readonly status: ProviderStatus;
    readonly homepage: string;
    readonly reverseNames: readonly NameTemplate[];
    readonly reverseNamesSetByOthers: readonly NameTemplate[];
    readonly notEdges: readonly { readonly name: NameTemplate; readonly role: NotEdgeRole }[];
    readonly canonicalNames: readonly string[];
    readonly hosts: readonly string[];
    readonly steeringNames: readonly string[];
    readonly domains: readonly string[];
    readonly networks: ReadonlySet<number>;
    readonly sharedNetworks: ReadonlySet<number>;
    readonly edgeRanges: readonly IpPrefix[];
    readonly blocks: readonly IpPrefix[];
    readonly interfaceIds: readonly string[];
    readonly edgesOnRentedServers: boolean;
    readonly sources: readonly string[];
}

/** More than any provider needs; a file that somebody drops in must not take the memory. */
const mostEntries = 5000;
const suffixForm = /^(?:[a-z0-9_-]{1,63}\.){1,10}[a-z0-9-]{2,63}$/;

class Unreadable extends Error {}

/** @returns the reason, in English, why it is no provider; bounded. */
export function readProvider(value: unknown): Provider | string {
    try {
        return parse(value);
    } catch (error) {
        if (error instanceof Unreadable) return error.message;
        throw error;
    }
}

function parse(value: unknown): Provider {
    if (!isRecord(value)) throw new Unreadable('not an object');
    const ranges = value['ranges'] ?? {};
    if (!isRecord(ranges)) throw new Unreadable('ranges: not an object');
    return {
        id: text(value, 'id', /^[a-z0-9][a-z0-9-]{0,62}$/),
        name: text(value, 'name', /\S/),
        kind: choice(value, 'kind', providerKinds),
        status: choice(value, 'status', providerStatuses),
        homepage: text(value, 'homepage', /^https:\/\//),
        reverseNames: list(value, 'reverseNames', template),
        reverseNamesSetByOthers: list(value, 'reverseNamesSetByOthers', template),
        notEdges: list(value, 'notEdges', notEdge),
        canonicalNames: list(value, 'canonicalNames', suffix),
        hosts: list(value, 'hosts', suffix),
        steeringNames: list(value, 'steeringNames', suffix),
        domains: list(value, 'domains', suffix),
        networks: new Set(list(value, 'networks', asNumber)),
        sharedNetworks: new Set(list(value, 'sharedNetworks', asNumber)),
        edgeRanges: list(ranges, 'edges', prefix),
        blocks: list(ranges, 'blocks', prefix),
        interfaceIds: list(value, 'interfaceIds', interfaceId),
        edgesOnRentedServers: value['edgesOnRentedServers'] === true,
        sources: list(value, 'sources', part => cleanText(String(part))),
    };
}

function text(record: Record<string, unknown>, key: string, form: RegExp): string {
    const value = record[key];
    if (typeof value !== 'string' || !form.test(value)) throw new Unreadable(`${key}: missing or malformed`);
    return cleanText(value);
}

function choice<Choice extends string>(
    record: Record<string, unknown>,
    key: string,
    choices: readonly Choice[],
): Choice {
    const found = choices.find(each => each === record[key]);
    if (found === undefined) throw new Unreadable(`${key}: not one of ${choices.join(', ')}`);
    return found;
}

function list<Part>(
    record: Record<string, unknown>,
    key: string,
    read: (value: unknown) => Part | null,
): readonly Part[] {
    const value: unknown = record[key] ?? [];
    if (!Array.isArray(value) || value.length > mostEntries) throw new Unreadable(`${key}: not a list`);
    return value.map((part: unknown) => {
        const result = read(part);
        if (result === null) throw new Unreadable(`${key}: ${cleanText(JSON.stringify(part), 80)}`);
        return result;
    });
}

const template = (value: unknown) => (typeof value === 'string' ? compileTemplate(value) : null);
const suffix = (value: unknown) => (typeof value === 'string' && suffixForm.test(value) ? value : null);
const prefix = (value: unknown) => (typeof value === 'string' ? parseIpPrefix(value) : null);

function asNumber(value: unknown): number | null {
    return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 0xffffffff
        ? value
        : null;
}

function interfaceId(value: unknown): string | null {
    return typeof value === 'string' && /^[0-9a-f]{4}:[0-9a-f]{4}$/.test(value) ? value : null;
}

function notEdge(value: unknown): { name: NameTemplate; role: NotEdgeRole } | null {
    if (!isRecord(value)) return null;
    const name = template(value['name']);
    const role = notEdgeRoles.find(each => each === value['role']);
    return name && role ? { name, role } : null;
}

/** Networks that rent out servers to anybody, besides those of the hosters and clouds among the providers. */
export interface RentedNetworks {
    readonly asns: ReadonlySet<number>;
    /** In lower case; a word of a holder's name that begins with one of them. */
    readonly words: readonly string[];
}

export function readRentedNetworks(value: unknown): RentedNetworks | string {
    try {
        if (!isRecord(value)) throw new Unreadable('not an object');
        const word = (part: unknown) =>
            typeof part === 'string' && /^[a-z][a-z ]{1,30}$/.test(part) ? part : null;
        return {
            asns: new Set(list(value, 'asns', asNumber)),
            words: list(value, 'words', word),
        };
    } catch (error) {
        if (error instanceof Unreadable) return error.message;
        throw error;
    }
}
