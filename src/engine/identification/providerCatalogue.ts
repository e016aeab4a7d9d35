import type { ParsedAddress } from '../address.js';
import { prefixContains, type IpPrefix } from './ipPrefix.js';
import type { Network, ProviderKind } from './endpoint.js';
import type { NotEdgeRole } from './facts.js';
import { matchTemplate, type NameTemplate } from './nameTemplate.js';
import type { Provider, RentedNetworks } from './provider.js';

interface ReverseNameMatch {
    readonly provider: Provider;
    /** The address that the name contains, null where such names contain none. */
    readonly contained: string | null;
    /** Typed by whoever runs the network: such names do not resolve back even where they are true. */
    readonly setByOthers: boolean;
}

interface NotEdgeMatch {
    readonly provider: Provider;
    readonly role: NotEdgeRole;
}

type SuffixUse = 'canonical' | 'host' | 'steering';
export interface SuffixMatch {
    readonly provider: Provider;
    readonly use: SuffixUse;
    readonly suffix: string;
}

interface RangeMatch {
    readonly provider: Provider;
    readonly prefix: IpPrefix;
    /** For the provider's edges alone, or only registered to it. */
    readonly edgesOnly: boolean;
}

interface TemplateEntry {
    readonly provider: Provider;
    readonly template: NameTemplate;
    readonly setByOthers: boolean;
    readonly role: NotEdgeRole | null;
}

const edgeKinds: readonly ProviderKind[] = ['cdn', 'edge-cache', 'security'];
const rentingKinds: readonly ProviderKind[] = ['cloud', 'hosting'];

/** Whether such a provider serves on behalf of others, or of itself, close to the users. */
export function isEdgeKind(kind: ProviderKind): boolean {
    return edgeKinds.includes(kind);
}

/** Whether anybody can rent a server of such a provider. */
export function rentsServers(kind: ProviderKind): boolean {
    return rentingKinds.includes(kind);
}

/** All providers, indexed by what can be known of an address. */
export class ProviderCatalogue {
    readonly #templates = new Map<string, TemplateEntry[]>();
    readonly #suffixes = new Map<string, SuffixMatch>();
    readonly #domains = new Map<string, Provider>();
    readonly #owners = new Map<number, Provider[]>();
    readonly #sharers = new Map<number, Provider[]>();
    readonly #ranges: RangeMatch[] = [];
    readonly #interfaceIds = new Map<string, Provider>();
    readonly #rented: RentedNetworks;
    readonly providers: readonly Provider[];

    /** Of two providers that say the same, the later one holds: a file dropped in replaces a shipped one. */
    constructor(providers: readonly Provider[], rented: RentedNetworks) {
        this.providers = [...new Map(providers.map(provider => [provider.id, provider])).values()];
        this.#rented = rented;
        for (const provider of this.providers) this.#add(provider);
    }

    #add(provider: Provider): void {
        const entry = (template: NameTemplate, setByOthers: boolean, role: NotEdgeRole | null) => {
            const key = lastLabels(template.text);
            const entries = this.#templates.get(key) ?? [];
            entries.push({ provider, template, setByOthers, role });
            this.#templates.set(key, entries);
        };
        for (const template of provider.reverseNames) entry(template, false, null);
        for (const template of provider.reverseNamesSetByOthers) entry(template, true, null);
        for (const { name, role } of provider.notEdges) entry(name, false, role);
        const suffixes = (list: readonly string[], use: SuffixUse) =>
            list.forEach(suffix => this.#suffixes.set(suffix, { provider, use, suffix }));
        suffixes(provider.hosts, 'host');
        suffixes(provider.canonicalNames, 'canonical');
        suffixes(provider.steeringNames, 'steering');
        for (const domain of provider.domains) this.#domains.set(domain, provider);
        for (const asn of provider.networks) push(this.#owners, asn, provider);
        for (const asn of provider.sharedNetworks) push(this.#sharers, asn, provider);
        for (const prefix of provider.edgeRanges) this.#ranges.push({ provider, prefix, edgesOnly: true });
        for (const prefix of provider.blocks) this.#ranges.push({ provider, prefix, edgesOnly: false });
        for (const id of provider.interfaceIds) this.#interfaceIds.set(id, provider);
    }

    /** Which provider gives its servers such reverse names. */
    reverseName(name: string): ReverseNameMatch | null {
        for (const { provider, template, setByOthers, role } of this.#templatesFor(name)) {
            if (role !== null) continue;
            const match = matchTemplate(template, name);
            if (match) return { provider, setByOthers, contained: match.contained };
        }
        return null;
    }

    /** Which providers say that a machine with such a name is none of their edges. */
    notEdges(name: string): NotEdgeMatch[] {
        return this.#templatesFor(name).flatMap(({ provider, template, role }) =>
            role !== null && matchTemplate(template, name) ? [{ provider, role }] : [],
        );
    }

    #templatesFor(name: string): readonly TemplateEntry[] {
        return this.#templates.get(lastLabels(name)) ?? [];
    }

    /** The longest suffix, on label boundaries, that is some provider's. */
    suffix(name: string): SuffixMatch | null {
        return longestSuffix(this.#suffixes, name);
    }

    /** The provider that holds the domain of a name. */
    domain(name: string): Provider | null {
        return longestSuffix(this.#domains, name);
    }

    /** The provider whose servers alone stand in a network; null: nobody's, or of several. */
    networkOwner(asn: number): Provider | null {
        const owners = this.#owners.get(asn) ?? [];
        return owners.length === 1 ? (owners[0] ?? null) : null;
    }

    /** Those that have servers in a network among others'. */
    networkSharers(asn: number): readonly Provider[] {
        return this.#sharers.get(asn) ?? [];
    }

    /** The narrowest range that is some provider's. */
    range(address: ParsedAddress): RangeMatch | null {
        let best: RangeMatch | null = null;
        for (const range of this.#ranges)
            if (prefixContains(range.prefix, address) && range.prefix.length > (best?.prefix.length ?? -1))
                best = range;
        return best;
    }

    interfaceId(id: string): Provider | null {
        return this.#interfaceIds.get(id) ?? null;
    }

    /**
     * Whether anybody can rent a server in a network and have a reverse name of his choice there. That is so
     * for the hosters and clouds among the providers, and where the holder's name says that it is one. A
     * network of which nothing of the kind is known passes for an Internet provider's or a company's own.
     */
    rentsServers(network: Network): boolean {
        const owners = this.#owners.get(network.asn) ?? [];
        if (owners.length > 0) return owners.some(({ kind }) => rentsServers(kind));
        if (this.networkSharers(network.asn).some(({ kind }) => rentsServers(kind))) return true;
        if (this.#rented.asns.has(network.asn)) return true;
        const words = ` ${network.holder.toLowerCase().replaceAll(/[^a-z]+/g, ' ')}`;
        return this.#rented.words.some(word => words.includes(` ${word}`));
    }
}

function push(map: Map<number, Provider[]>, key: number, provider: Provider): void {
    const list = map.get(key) ?? [];
    list.push(provider);
    map.set(key, list);
}

function lastLabels(name: string): string {
    return name.split('.').slice(-2).join('.');
}

function longestSuffix<Value>(suffixes: ReadonlyMap<string, Value>, name: string): Value | null {
    for (let rest = name; rest !== '';) {
        const found = suffixes.get(rest);
        if (found !== undefined) return found;
        const dot = rest.indexOf('.');
        rest = dot < 0 ? '' : rest.slice(dot + 1);
    }
    return null;
}
