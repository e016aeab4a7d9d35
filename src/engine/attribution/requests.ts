import { cleanText } from '../untrustedText.js';
import type { CatalogueEntry } from './catalogue.js';
import type { Request } from './component.js';
import type { AttributionEvidence } from './facts.js';
import type { Knowledge } from './knowledge.js';
import type { FarSide } from './parts.js';
import type { ConfiguredHost } from './surroundings.js';
import { hostMatches } from './catalogueIndex.js';

interface RequestAnswer {
    readonly request: Request | null;
    readonly evidence: readonly AttributionEvidence[];
}

const mostSubjects = 5;
const nothing: RequestAnswer = { request: null, evidence: [] };

/** What this machine's configuration says that the component fetches from that far side. */
export function requestOf(
    entry: CatalogueEntry,
    far: FarSide,
    knowledge: Knowledge,
    waiter: string,
): RequestAnswer {
    if (entry.request === undefined) return nothing;
    if (entry.request === 'weather') return weatherRequest(entry, knowledge, waiter);
    return configuredRequest(entry, entry.request, far, knowledge, waiter);
}

function weatherRequest(entry: CatalogueEntry, knowledge: Knowledge, waiter: string): RequestAnswer {
    const by =
        entry.partOf === 'org.gnome.Shell'
            ? 'shell'
            : entry.id.startsWith('org.gnome.Weather')
              ? 'app'
              : 'any';
    const places = (knowledge.weather(by, waiter) ?? []).slice(0, mostSubjects);
    const [first] = places;
    const subjects = places.map(({ name, code }) => ({ name, code }));
    if (!first) return { request: { kind: 'weather', subjects }, evidence: [] };
    return {
        request: { kind: 'weather', subjects },
        evidence: [
            {
                fact: 'configured-request',
                source: first.file,
                // The automatic location may stand in for the first place.
                strength: places.length === 1 ? 'likely' : 'guess',
                values: {
                    kind: 'weather',
                    subjects: subjects
                        .map(({ name, code }) => (code === null ? name : `${name} (${code})`))
                        .join(', '),
                    file: first.file,
                },
            },
        ],
    };
}

function configuredRequest(
    entry: CatalogueEntry,
    kind: Request['kind'],
    far: FarSide,
    knowledge: Knowledge,
    waiter: string,
): RequestAnswer {
    const evidence: AttributionEvidence[] = [];
    const fitting: ConfiguredHost[] = [];
    for (const list of entry.configured ?? []) {
        for (const configured of knowledge.configuredHosts(list, waiter) ?? []) {
            if (!isFarSide(configured.host, far, knowledge, waiter)) continue;
            fitting.push(configured);
            const { host, file } = configured;
            if (evidence.length < mostSubjects)
                evidence.push({
                    fact: 'configured-host',
                    source: file,
                    strength: 'likely',
                    values: { list, host, file },
                });
        }
    }
    const names = new Set(fitting.map(({ label, host }) => cleanText(label || host)));
    const subjects = Array.from(names)
        .slice(0, mostSubjects)
        .map(name => ({ name, code: null }));
    return { request: { kind, subjects }, evidence };
}

/** A configured host is the far side where it is written by its address, resolves to it, or has its name. */
function isFarSide(host: string, { endpoint }: FarSide, knowledge: Knowledge, waiter: string): boolean {
    if (host === endpoint.address) return true;
    if (knowledge.host(host, waiter)?.addresses.includes(endpoint.address)) return true;
    if (knowledge.resolvedBefore(host, endpoint.address)) return true;
    if (endpoint.name === null || endpoint.nameConfirmed === false) return false;
    return hostMatches(host, endpoint.name.toLowerCase().replace(/\.$/, ''));
}
