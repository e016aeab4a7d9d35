import type { Strength } from '../evidence.js';
import type { Endpoint } from '../identification/endpoint.js';
import type { Protocol } from '../sockets/socket.js';
import type { CatalogueEntry } from './catalogue.js';
import { endpointFits, hostMatches } from './catalogueIndex.js';
import type { AttributionEvidence, AttributionFact } from './facts.js';
import type { Knowledge } from './knowledge.js';

export interface FarSide {
    readonly endpoint: Endpoint;
    readonly protocol: Protocol;
    readonly port: number;
}

interface PartChoice {
    /** null: none, or several. */
    readonly entry: CatalogueEntry | null;
    readonly evidence: readonly AttributionEvidence[];
    /** More than one fits equally well. */
    readonly several: boolean;
    /** Hosts are still being looked up: it may turn out otherwise. */
    readonly pending: boolean;
}

interface Candidate {
    readonly entry: CatalogueEntry;
    readonly host: string;
}

/** Hosts of one entry that are looked up at most. */
const mostHosts = 32;
const mostNames = 6;

/**
 * Which of several entries that share a process asks for a far side: the one with a host that resolves to it
 * now (certain) or did (likely), with a host of its name, or at the end of whose aliases its name stands
 * (likely), or the only one with a host at its provider and port (guess). Where one step leaves several, the
 * next ones choose among these.
 */
export function choosePart(
    entries: readonly CatalogueEntry[],
    far: FarSide,
    knowledge: Knowledge,
    waiter: string,
): PartChoice {
    const candidates = entries.flatMap(entry => candidatesOf(entry, far, knowledge, waiter));
    const { address } = far.endpoint;
    const answers = new Map(
        candidates
            .filter(({ host }) => !host.startsWith('*.'))
            .map(({ host }) => [host, knowledge.host(host, waiter)] as const),
    );
    const pending = Array.from(answers.values()).includes(undefined);
    const name = far.endpoint.nameConfirmed === false ? null : comparable(far.endpoint.name);
    const provider = far.endpoint.provider?.id ?? null;
    const nameValues = {
        name: far.endpoint.name ?? '',
        confirmed: far.endpoint.nameConfirmed ? 'yes' : 'unknown',
    };
    const nameStrength: Strength = far.endpoint.nameConfirmed ? 'likely' : 'guess';

    const steps: readonly [AttributionFact, Strength, Record<string, string>, (host: string) => boolean][] = [
        [
            'host-address',
            'certain',
            { address },
            host => answers.get(host)?.addresses.includes(address) ?? false,
        ],
        ['host-address-before', 'likely', { address }, host => knowledge.resolvedBefore(host, address)],
        ['host-name', nameStrength, nameValues, host => name !== null && hostMatches(host, name)],
        [
            'canonical-name',
            nameStrength,
            { name: nameValues.name },
            host => name !== null && comparable(answers.get(host)?.canonicalName ?? null) === name,
        ],
        [
            'only-provider',
            'guess',
            { provider: far.endpoint.provider?.name ?? '', port: String(far.port) },
            host => provider !== null && answers.get(host)?.provider === provider,
        ],
    ];
    let left: readonly Candidate[] = candidates;
    let several = false;
    for (const [fact, strength, values, fits] of steps) {
        const fitting = left.filter(({ host }) => fits(host));
        const [first] = fitting;
        if (!first) continue;
        if (fitting.every(({ entry }) => entry === first.entry))
            return {
                entry: first.entry,
                evidence: [{ fact, source: 'catalogue', strength, values: { ...values, host: first.host } }],
                several: false,
                pending,
            };
        left = fitting;
        several = true;
    }
    return { entry: null, evidence: several ? [severalParts(left)] : [], several, pending };
}

function severalParts(candidates: readonly Candidate[]): AttributionEvidence {
    const names = new Set(candidates.map(({ entry }) => entry.name));
    const parts = Array.from(names).slice(0, mostNames).join(', ');
    return { fact: 'several-parts', source: 'catalogue', strength: 'guess', values: { parts } };
}

function candidatesOf(
    entry: CatalogueEntry,
    { protocol, port }: FarSide,
    knowledge: Knowledge,
    waiter: string,
): readonly Candidate[] {
    const listed = entry.hosts.filter(host => endpointFits(host, port, protocol)).map(({ host }) => host);
    const configured = (entry.configured ?? []).flatMap(list =>
        (knowledge.configuredHosts(list, waiter) ?? []).map(({ host }) => host),
    );
    return Array.from(new Set([...listed, ...configured]))
        .slice(0, mostHosts)
        .map(host => ({ entry, host }));
}

function comparable(name: string | null): string | null {
    return name === null ? null : name.toLowerCase().replace(/\.$/, '');
}
