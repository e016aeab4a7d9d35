import { isRecord, type Fields } from '../records.js';
import { cleanText } from '../untrustedText.js';
import type { Registration } from './registration.js';

/** A registry nests contacts in contacts, and may send as many as it likes. */
const deepestEntity = 4;
const mostEntities = 100;
const mostProperties = 100;
const longestShown = 200;

/**
 * Reads an answer of the class "ip network" (RFC 9083, section 5.4) with its contacts as jCards (RFC 7095).
 * null: it is none. What it does not tell is null.
 */
export function parseRegistration(address: string, answer: string): Registration | null {
    let value: unknown;
    try {
        value = JSON.parse(answer);
    } catch {
        return null;
    }
    if (!isRecord(value) || value['objectClassName'] !== 'ip network') return null;
    const entities = flatten(value['entities']);
    return {
        address,
        network: text(value['name']) ?? text(value['handle']),
        range: range(value),
        holder: holder(entities) ?? text(value['name']),
        country: country(value['country']),
        abuse: abuse(entities),
        registry: registry(value),
    };
}

function range(network: Fields): string | null {
    const blocks = prefixes(network['cidr0_cidrs']);
    if (blocks.length > 0) return blocks.join(', ');
    const start = text(network['startAddress']);
    const end = text(network['endAddress']);
    return start !== null && end !== null ? `${start} – ${end}` : (start ?? end);
}

/** The extension cidr0 (NRO RDAP profile): the range as prefixes. */
function prefixes(value: unknown): string[] {
    const blocks: string[] = [];
    for (const item of list(value).slice(0, 4)) {
        if (!isRecord(item)) continue;
        const prefix = text(item['v4prefix']) ?? text(item['v6prefix']);
        const length = item['length'];
        if (prefix !== null && typeof length === 'number' && Number.isInteger(length) && length >= 0)
            blocks.push(`${prefix}/${length}`);
    }
    return blocks;
}

function holder(entities: readonly Fields[]): string | null {
    for (const role of ['registrant', 'administrative', 'technical']) {
        for (const entity of withRole(entities, role)) {
            const name = cardText(entity, 'org') ?? cardText(entity, 'fn');
            if (name !== null) return name;
        }
    }
    return null;
}

function abuse(entities: readonly Fields[]): string | null {
    for (const entity of withRole(entities, 'abuse')) {
        const email = cardText(entity, 'email');
        if (email !== null) return email;
    }
    return null;
}

/** Two letters of ISO 3166-1 as RFC 9083 has it; some registries write them small. */
function country(value: unknown): string | null {
    return typeof value === 'string' && /^[A-Za-z]{2}$/.test(value) ? value.toUpperCase() : null;
}

/** The registry is known by its WHOIS server, or by the host that the answer says it stands at. */
function registry(network: Fields): string | null {
    const whois = text(network['port43']);
    if (whois !== null) return whois;
    for (const link of list(network['links'])) {
        if (!isRecord(link) || link['rel'] !== 'self' || typeof link['href'] !== 'string') continue;
        const host = /^https?:\/\/([A-Za-z0-9.-]+)(?:[:/]|$)/.exec(link['href'])?.[1];
        if (host !== undefined) return text(host);
    }
    return null;
}

function withRole(entities: readonly Fields[], role: string): readonly Fields[] {
    return entities.filter(entity => list(entity['roles']).includes(role));
}

/** Entities with those nested in them, outer ones first. */
function flatten(value: unknown): Fields[] {
    const found: Fields[] = [];
    let level = list(value);
    for (let depth = 0; depth < deepestEntity && level.length > 0; depth += 1) {
        const nested: unknown[] = [];
        for (const item of level) {
            if (!isRecord(item)) continue;
            if (found.length === mostEntities) return found;
            found.push(item);
            nested.push(...list(item['entities']).slice(0, mostEntities));
        }
        level = nested;
    }
    return found;
}

/** The first text of a property of the entity's jCard: `["vcard", [[name, parameters, type, value…]…]]`. */
function cardText(entity: Fields, name: string): string | null {
    const properties = list(list(entity['vcardArray'])[1]).slice(0, mostProperties);
    for (const property of properties) {
        const [key, , , value] = list(property);
        if (typeof key !== 'string' || key.toLowerCase() !== name) continue;
        // A structured value (`org` with its units) is a list, its first item the widest.
        const found = text(Array.isArray(value) ? list(value)[0] : value);
        if (found !== null) return found;
    }
    return null;
}

function text(value: unknown): string | null {
    if (typeof value !== 'string') return null;
    return cleanText(value, longestShown) || null;
}

function list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}
