import { isRecord, type Fields } from '../records.js';
import { cleanText } from '../untrustedText.js';
import { configuredHosts } from './catalogue.js';
import type { CatalogueEntry, CatalogueHost, ComponentMatch, HttpLibrary } from './catalogue.js';
import type { Request } from './component.js';

/** The content of one catalogue file: all of its entries, or the first thing that is wrong with it. */
type CatalogueFileContent = { readonly entries: readonly CatalogueEntry[] } | { readonly problem: string };

export interface MergedCatalogue {
    /** Entries of most weight first, each id once. */
    readonly entries: readonly CatalogueEntry[];
    readonly problems: readonly string[];
}

/** Characters of a file; the largest one that ships has a tenth of it. */
export const longestFile = 512 * 1024;

// Bounds of what a file may hold, the same as in data/components/components.schema.json.
const mostEntries = 500;
const mostItems = 64;
const longestSentence = 400;
const longestTitle = 80;

const kinds = ['app', 'user-service', 'system-service', 'part'] as const;
const httpLibraries: readonly HttpLibrary[] = [
    'libsoup2',
    'libsoup3',
    'webkit',
    'firefox',
    'chromium',
    'curl',
    'other',
];
const requests: readonly Request['kind'][] = [
    'weather',
    'time',
    'software',
    'calendar',
    'mail',
    'files',
    'connectivity',
    'other',
];

interface Form {
    readonly pattern: RegExp;
    readonly description: string;
}

const forms = {
    id: { pattern: /^[A-Za-z0-9][\w.+-]*(\/[a-z0-9-]+)?$/, description: 'an id such as org.example.App' },
    icon: { pattern: /^[A-Za-z0-9][\w.+-]*$/, description: 'the name of a themed icon' },
    unit: {
        // A pattern that begins with `*` would take everybody's sockets.
        pattern: /^[A-Za-z0-9][\w.:+-]{2}[\w.:@+*-]*\.(service|scope|socket|slice|mount)$/,
        description: 'a systemd unit without escapes, with no * among its first three characters',
    },
    appId: {
        pattern: /^[A-Za-z0-9_][\w.+-]*$/,
        description: 'a desktop file id without .desktop',
    },
    snap: { pattern: /^[a-z0-9][a-z0-9-]*$/, description: 'the name of a snap' },
    process: { pattern: /^[A-Za-z0-9_][\w.+@-]*$/, description: 'the base name of a program' },
    busName: { pattern: /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)+$/, description: 'a well-known D-Bus name' },
    host: {
        pattern: /^(\*\.)?([a-z0-9_]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/,
        description: 'a host name in lower case, or *. before a name of two labels or more',
    },
    date: { pattern: /^\d{4}-\d{2}-\d{2}$/, description: 'a date such as 2026-11-23' },
} satisfies Record<string, Form>;

class CatalogueProblem extends Error {}

function fail(place: string, expected: string): never {
    throw new CatalogueProblem(`${place}: ${expected}`);
}

function fields(value: unknown, place: string, known: readonly string[]): Fields {
    if (!isRecord(value)) fail(place, 'must be an object');
    const stranger = Object.keys(value).find(key => !known.includes(key));
    if (stranger !== undefined) fail(place, `has no property "${cleanText(stranger, longestTitle)}"`);
    return value;
}

function list<Item>(value: unknown, place: string, item: (value: unknown, place: string) => Item): Item[] {
    if (!Array.isArray(value)) fail(place, 'must be a list');
    if (value.length > mostItems) fail(place, `must have at most ${mostItems} items`);
    return value.map((one, index) => item(one, `${place}[${index}]`));
}

/** A text that is shown: nothing in it may be changed by cleaning. */
function text(value: unknown, place: string, longest: number): string {
    if (typeof value !== 'string' || value === '') fail(place, 'must be a text that is not empty');
    if (cleanText(value, longest) !== value) {
        fail(
            place,
            `must have at most ${longest} characters, none invisible, and no space at either end of it`,
        );
    }
    return value;
}

function textOrNull(value: unknown, place: string): string | null {
    return value === null ? null : text(value, place, longestSentence);
}

function shaped(value: unknown, place: string, form: Form, longest = 253): string {
    if (typeof value !== 'string' || value.length > longest || !form.pattern.test(value)) {
        fail(place, `must be ${form.description}`);
    }
    return value;
}

function oneOf<Choice extends string>(value: unknown, place: string, choices: readonly Choice[]): Choice {
    const chosen = choices.find(choice => choice === value);
    if (chosen === undefined) fail(place, `must be one of ${choices.join(', ')}`);
    return chosen;
}

function flag(value: unknown, place: string): boolean {
    if (typeof value !== 'boolean') fail(place, 'must be true or false');
    return value;
}

function port(value: unknown, place: string): number {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 65535) {
        fail(place, 'must be a port, 1 to 65535');
    }
    return value;
}

function readHost(value: unknown, place: string): CatalogueHost {
    const given = fields(value, place, ['host', 'ports', 'protocol']);
    return {
        host: shaped(given['host'], `${place}.host`, forms.host),
        ...(given['ports'] !== undefined && { ports: list(given['ports'], `${place}.ports`, port) }),
        ...(given['protocol'] !== undefined && {
            protocol: oneOf(given['protocol'], `${place}.protocol`, ['tcp', 'udp']),
        }),
    };
}

const matchForms = {
    units: forms.unit,
    appIds: forms.appId,
    snaps: forms.snap,
    processes: forms.process,
    busNames: forms.busName,
} satisfies Record<keyof ComponentMatch, Form>;

function readMatch(value: unknown, place: string): ComponentMatch {
    const given = fields(value, place, Object.keys(matchForms));
    const match: Record<string, readonly string[]> = {};
    for (const [key, form] of Object.entries(matchForms)) {
        if (given[key] === undefined) continue;
        match[key] = list(given[key], `${place}.${key}`, (name, at) => shaped(name, at, form));
    }
    if (!Object.values(match).some(names => names.length > 0)) fail(place, 'must name something');
    return match;
}

function readBehalf(value: unknown, place: string): { readonly requesters: readonly string[] } {
    const given = fields(value, place, ['requesters']);
    const requester = (one: unknown, at: string): string => text(one, at, longestTitle);
    return { requesters: list(given['requesters'], `${place}.requesters`, requester) };
}

const entryProperties = [
    'id',
    'name',
    'kind',
    'icon',
    'partOf',
    'match',
    'hosts',
    'configured',
    'request',
    'behalf',
    'purpose',
    'loss',
    'turnOff',
    'clearText',
    'http',
    'manyConnections',
    'source',
    'checked',
];

/** What an entry may leave out, with the place that it has in the file. */
function readOptional(given: Fields, place: string): Partial<CatalogueEntry> {
    const at = (key: string): string => `${place}.${key}`;
    const { partOf, match, configured, request, behalf, clearText, http, manyConnections } = given;
    return {
        ...(partOf !== undefined && { partOf: shaped(partOf, at('partOf'), forms.id) }),
        ...(match !== undefined && { match: readMatch(match, at('match')) }),
        ...(configured !== undefined && {
            configured: list(configured, at('configured'), (one, where) =>
                oneOf(one, where, configuredHosts),
            ),
        }),
        ...(request !== undefined && { request: oneOf(request, at('request'), requests) }),
        ...(behalf !== undefined && { behalf: readBehalf(behalf, at('behalf')) }),
        ...(clearText !== undefined && { clearText: flag(clearText, at('clearText')) }),
        ...(http !== undefined && { http: oneOf(http, at('http'), httpLibraries) }),
        ...(manyConnections !== undefined && {
            manyConnections: flag(manyConnections, at('manyConnections')),
        }),
    };
}

function readEntry(value: unknown, place: string): CatalogueEntry {
    const given = fields(value, place, entryProperties);
    const icon = given['icon'];
    const entry: CatalogueEntry = {
        id: shaped(given['id'], `${place}.id`, forms.id),
        name: text(given['name'], `${place}.name`, longestTitle),
        kind: oneOf(given['kind'], `${place}.kind`, kinds),
        icon: icon === null ? null : shaped(icon, `${place}.icon`, forms.icon),
        hosts: list(given['hosts'], `${place}.hosts`, readHost),
        purpose: text(given['purpose'], `${place}.purpose`, longestSentence),
        loss: textOrNull(given['loss'], `${place}.loss`),
        turnOff: textOrNull(given['turnOff'], `${place}.turnOff`),
        source: text(given['source'], `${place}.source`, longestSentence),
        checked: shaped(given['checked'], `${place}.checked`, forms.date),
        ...readOptional(given, place),
    };
    checkPart(entry, place);
    return entry;
}

/** A part is told by its endpoint, everything else by its process. */
function checkPart(entry: CatalogueEntry, place: string): void {
    if (entry.kind !== 'part') {
        if (entry.partOf !== undefined) fail(place, 'has "partOf", so its kind must be part');
        if (!entry.match) fail(place, 'must have "match"');
        return;
    }
    if (entry.partOf === undefined) fail(place, 'is a part, so it must have "partOf"');
    if (entry.match) fail(place, 'is a part, so it must not have "match"');
    if (entry.hosts.length === 0 && !entry.configured?.length) {
        fail(place, 'is a part, so it must have "hosts" or "configured"');
    }
}

function readEntries(content: string): readonly CatalogueEntry[] {
    if (content.length > longestFile) fail('file', `must have at most ${longestFile} characters`);
    const file = fields(JSON.parse(content), 'file', ['$schema', 'components']);
    const components = file['components'];
    if (!Array.isArray(components)) fail('components', 'must be a list');
    if (components.length > mostEntries) fail('components', `must have at most ${mostEntries} items`);
    return components.map((component, index) => readEntry(component, `components[${index}]`));
}

/**
 * Reads the JSON text of one file of `data/components/` or of a drop-in, as
 * `data/components/components.schema.json` describes it. One mistake refuses the file, so that its author
 * hears of it.
 */
export function readCatalogueFile(content: string): CatalogueFileContent {
    try {
        return { entries: readEntries(content) };
    } catch (error) {
        if (error instanceof CatalogueProblem) return { problem: error.message };
        if (error instanceof SyntaxError) return { problem: `not JSON: ${cleanText(error.message)}` };
        throw error;
    }
}

/**
 * One catalogue of several, those of most weight first: an entry hides later ones of the same id. A part whose
 * process no entry describes is left out and said.
 */
export function mergeCatalogues(catalogues: readonly (readonly CatalogueEntry[])[]): MergedCatalogue {
    const byId = new Map<string, CatalogueEntry>();
    for (const entry of catalogues.flat()) if (!byId.has(entry.id)) byId.set(entry.id, entry);
    const problems: string[] = [];
    const entries = [...byId.values()].filter(entry => {
        if (entry.partOf === undefined) return true;
        const whole = byId.get(entry.partOf);
        if (whole && whole.kind !== 'part') return true;
        problems.push(`${entry.id}: it is part of ${entry.partOf}, which no entry describes`);
        return false;
    });
    return { entries, problems };
}
