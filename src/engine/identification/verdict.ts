import { formatIPv4, type ParsedAddress } from '../address.js';
import type { Evidence, Strength } from '../evidence.js';
import { cleanText } from '../untrustedText.js';
import { unknownEndpoint, type Endpoint, type EndpointWarning, type Placement } from './endpoint.js';
import type { IdentificationFact, IdentificationSource } from './facts.js';
import { formatPrefix } from './ipPrefix.js';
import { isAddress } from './nameTemplate.js';
import type { NetworkRange } from './networkFile.js';
import type { Provider } from './provider.js';
import { isEdgeKind, rentsServers, type ProviderCatalogue, type SuffixMatch } from './providerCatalogue.js';
import { carriedIpv4, specialRange } from './specialRanges.js';

/** Why there is no reverse name to judge by. */
export type NameUnknown = 'off' | 'not-yet' | 'time-out' | 'refused' | 'failed' | 'no-resolver';

export type NetworkAnswer =
    | { readonly state: 'ready'; readonly range: NetworkRange | null; readonly date: string }
    | { readonly state: 'missing' | 'corrupt' };

/** What is known of an address before it is judged. */
export interface Signals {
    /** As the kernel writes it. */
    readonly text: string;
    readonly address: ParsedAddress;
    /** Of the IPv4 address where one is carried. */
    readonly network: NetworkAnswer;
    /**
     * `confirmed`: whether it resolves back to the address, null when that was not checked. null where the
     * address has no reverse name; a word where that is not known.
     */
    readonly reverse: { readonly name: string; readonly confirmed: boolean | null } | null | NameUnknown;
    /** A host known to resolve to the address, then its canonical names in order; may be empty. */
    readonly aliases: readonly string[];
}

/**
 * On what a claim rests, the stronger first: when claims differ, the first one that is more than a guess
 * holds, and without one the first guess. That a network's servers are rented out says less than any other
 * ground, as who has rented this one is what the others tell.
 *
 *     canonical-name   the host that was asked for ends, by the provider's own zone, at this address
 *     reverse-name     the address calls itself so
 *     edge-range       the provider publishes the range for its edges
 *     provider-block   the block is registered to the provider, whoever announces it
 *     interface-id     the provider numbers its servers so
 *     host-name        a site of the provider's own was asked for
 *     network          nothing but this provider's servers stands in the network
 *     passed-name      the chain of canonical names went through the provider's zone and left it
 *
 * A network holder's name is never one of them: holders' names are told, not believed.
 */
const bases = [
    'canonical-name',
    'reverse-name',
    'edge-range',
    'provider-block',
    'interface-id',
    'host-name',
    'network',
    'passed-name',
] as const;
type Basis = (typeof bases)[number];

interface Claim {
    readonly basis: Basis;
    readonly provider: Provider;
    readonly strength: Strength;
}

/** More names than that are no chain that anybody follows. */
const mostAliases = 16;
const nameForm = /^(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.){1,}[a-z0-9_-]{1,63}$/;

/** The verdict on an address: every rule of it is in this file. */
export function judge(signals: Signals, catalogue: ProviderCatalogue): Endpoint {
    return new Judgement(signals, catalogue).endpoint();
}

class Judgement {
    readonly #signals: Signals;
    readonly #catalogue: ProviderCatalogue;
    readonly #address: ParsedAddress;
    readonly #carried: ParsedAddress | null;
    readonly #range: NetworkRange | null;
    readonly #rented: boolean;
    readonly #evidence: Evidence<IdentificationFact>[] = [];
    readonly #warnings = new Set<EndpointWarning>();
    readonly #claims: Claim[] = [];
    /** Providers none of whose edges this can be, by its own name. */
    readonly #excluded = new Set<Provider>();

    constructor(signals: Signals, catalogue: ProviderCatalogue) {
        this.#signals = signals;
        this.#catalogue = catalogue;
        const carried = carriedIpv4(signals.address);
        this.#carried = carried && { version: 4, words: [carried.word], zone: null };
        this.#address = this.#carried ?? signals.address;
        if (carried)
            this.#note('carries-ipv4', 'address', 'certain', {
                form: carried.form,
                address: formatIPv4(carried.word),
            });
        this.#range = signals.network.state === 'ready' ? signals.network.range : null;
        this.#rented = this.#range !== null && catalogue.rentsServers(this.#range);
    }

    endpoint(): Endpoint {
        const special = specialRange(this.#address);
        if (special) {
            this.#note('special-range', 'special-purpose registries', 'certain', { range: special });
            return { ...unknownEndpoint(this.#signals.text), special, evidence: this.#evidence };
        }
        this.#judgeNetwork();
        const name = this.#judgeReverseName();
        const host = this.#judgeAliases();
        this.#judgeRanges();
        this.#judgeInterfaceId();
        const claim = this.#decide();
        return {
            ...unknownEndpoint(this.#signals.text),
            ...(claim && {
                provider: { id: claim.provider.id, name: claim.provider.name, kind: claim.provider.kind },
                placement: this.#placement(claim.provider),
                confidence: claim.strength,
            }),
            network: this.#range && { asn: this.#range.asn, holder: this.#range.holder },
            name: host ?? name?.shown ?? null,
            // A host asked for led here, which is all that a confirmation could tell.
            nameConfirmed: host === null ? (name?.confirmed ?? null) : true,
            // The warnings are about the reverse name, which is not the name that is shown then.
            warnings: host === null ? [...this.#warnings] : [],
            evidence: this.#evidence,
        };
    }

    #note(
        fact: IdentificationFact,
        source: IdentificationSource,
        strength: Strength,
        values: Readonly<Record<string, string>> = {},
    ): void {
        this.#evidence.push({ fact, source, strength, values });
    }

    #claim(basis: Basis, provider: Provider, strength: Strength): void {
        this.#claims.push({ basis, provider, strength });
    }

    #decide(): Claim | null {
        const standing = this.#claims.filter(
            ({ basis, provider }) =>
                basis === 'canonical-name' || basis === 'host-name' || !this.#excluded.has(provider),
        );
        const first = (claims: readonly Claim[]) =>
            bases.flatMap(basis => claims.filter(claim => claim.basis === basis)).at(0) ?? null;
        const believed = standing.filter(({ strength }) => strength !== 'guess');
        const best =
            first(believed.filter(claim => !isRentingNetwork(claim))) ??
            first(standing.filter(({ basis }) => basis === 'canonical-name' || basis === 'reverse-name')) ??
            first(believed) ??
            first(standing);
        if (!best) return null;
        // The same provider by another way, and surer.
        const surer = standing.find(
            ({ provider, strength }) => provider === best.provider && strength === 'certain',
        );
        return surer ?? best;
    }

    // Networks

    #judgeNetwork(): void {
        const { network } = this.#signals;
        if (network.state !== 'ready') {
            this.#note('network-data-unusable', 'network data', 'certain', { state: network.state });
            return;
        }
        if (!this.#range) {
            this.#note('network-not-listed', 'network data', 'likely', { date: network.date });
            return;
        }
        const { holder, first, last } = this.#range;
        const asn = String(this.#range.asn);
        this.#note('network', 'network data', 'likely', { asn, holder, first, last, date: network.date });
        const owner = this.#catalogue.networkOwner(this.#range.asn);
        if (owner) {
            this.#note('provider-network', 'provider data', 'likely', { provider: owner.name, asn });
            this.#claim('network', owner, owner.status === 'defunct' ? 'guess' : 'likely');
        }
        if (this.#rented) this.#note('network-rents-servers', 'provider data', 'likely', { asn, holder });
    }

    /** Whose the network is, as seen from a provider. */
    #standing(provider: Provider): 'own' | 'rented' | 'other' | 'unknown' {
        if (!this.#range) return 'unknown';
        const { asn } = this.#range;
        if (provider.networks.has(asn) || provider.sharedNetworks.has(asn)) return 'own';
        return this.#rented ? 'rented' : 'other';
    }

    #placement(provider: Provider): Placement {
        const standing = this.#standing(provider);
        if (standing === 'unknown') return 'unknown';
        if (standing !== 'own') return 'embedded';
        const asn = String(this.#range?.asn ?? 0);
        if (provider.sharedNetworks.has(this.#range?.asn ?? 0))
            this.#note('provider-network-shared', 'provider data', 'likely', {
                provider: provider.name,
                asn,
            });
        return 'own';
    }

    // Reverse names

    #judgeReverseName(): { readonly shown: string; readonly confirmed: boolean | null } | null {
        const { reverse } = this.#signals;
        if (reverse === null) {
            this.#note('no-reverse-name', 'reverse DNS', 'certain');
            return null;
        }
        if (typeof reverse === 'string') {
            const source = reverse === 'off' ? 'settings' : 'reverse DNS';
            this.#note('reverse-name-unknown', source, 'certain', { reason: reverse });
            return null;
        }
        const { confirmed } = reverse;
        const shown = cleanText(reverse.name.replace(/\.$/, ''));
        if (shown === '') {
            this.#note('no-reverse-name', 'reverse DNS', 'certain');
            return null;
        }
        const values = { name: shown };
        this.#note('reverse-name', 'reverse DNS', 'certain', values);
        if (confirmed === true) this.#note('name-confirmed', 'forward DNS', 'certain', values);
        if (confirmed === false) this.#note('name-not-confirmed', 'forward DNS', 'certain', values);
        if (confirmed === null) this.#note('name-not-checked', 'forward DNS', 'certain', values);
        const name = hostName(reverse.name);
        if (name !== null) this.#judgeNameForms(name, confirmed);
        return { shown, confirmed };
    }

    #judgeNameForms(name: string, confirmed: boolean | null): void {
        for (const { provider, role } of this.#catalogue.notEdges(name)) {
            this.#excluded.add(provider);
            this.#note('name-of-other-role', 'provider data', confirmed === true ? 'certain' : 'likely', {
                name,
                provider: provider.name,
                role,
            });
        }
        const match = this.#catalogue.reverseName(name);
        if (!match) {
            this.#judgeDomain(name, confirmed);
            return;
        }
        const { provider, contained, setByOthers } = match;
        if (confirmed !== true && contained !== null && !this.#isThis(contained)) {
            this.#warnings.add('contradictory-name');
            this.#note('name-contradicts-address', 'reverse DNS', 'certain', {
                name,
                contained: cleanText(contained),
            });
            return;
        }
        const strength = this.#nameStrength(provider, confirmed, setByOthers);
        const values = { name, provider: provider.name };
        if (strength === null) this.#note('name-claims-provider', 'provider data', 'guess', values);
        else {
            this.#note('name-of-provider', 'provider data', strength, values);
            if (contained !== null && confirmed !== true)
                this.#note('name-contains-address', 'reverse DNS', 'guess', { name });
            this.#claim('reverse-name', provider, strength);
        }
        if (confirmed === false && !(setByOthers && strength !== null)) this.#warnOfName(provider);
        if (provider.status === 'defunct')
            this.#note('provider-closed', 'provider data', 'certain', { provider: provider.name });
    }

    /**
     * How far a name of a provider's form is believed; null: it is only what the address says of itself. Names
     * that the network's operator types in do not resolve back; of all others, one that was checked and does
     * not has been made up.
     */
    #nameStrength(provider: Provider, confirmed: boolean | null, setByOthers: boolean): Strength | null {
        if (confirmed === true) return 'certain';
        if (confirmed === false && !setByOthers) return null;
        const standing = this.#standing(provider);
        if (standing === 'rented' && !provider.edgesOnRentedServers) return null;
        if (standing === 'unknown' || confirmed === false || provider.status === 'defunct') return 'guess';
        return 'likely';
    }

    /**
     * A name in a provider's domain that is of no known form. In the provider's network that is a machine with
     * a task of its own, so the network is no reason to call it an edge; elsewhere somebody is showing off.
     */
    #judgeDomain(name: string, confirmed: boolean | null): void {
        const provider = this.#catalogue.domain(name);
        if (!provider) return;
        if (confirmed === true || this.#standing(provider) === 'own') this.#excluded.add(provider);
        if (confirmed === true) return;
        this.#note('name-claims-provider', 'provider data', 'guess', { name, provider: provider.name });
        if (confirmed === false) this.#warnOfName(provider);
    }

    /** A name that was checked and does not resolve back. */
    #warnOfName(provider: Provider): void {
        const standing = this.#standing(provider);
        this.#warnings.add(standing === 'rented' ? 'forged-name' : 'unconfirmed-name');
    }

    #isThis(contained: string): boolean {
        const carried = this.#carried?.version === 4 ? this.#carried.words[0] : null;
        return isAddress(contained, this.#signals.address, carried);
    }

    // Hosts and canonical names

    /** @returns the host that was asked for, null where none is known. */
    #judgeAliases(): string | null {
        const names = this.#signals.aliases.slice(0, mostAliases).flatMap(alias => hostName(alias) ?? []);
        const [host] = names;
        if (host === undefined) return null;
        this.#note('host-asked-for', 'forward DNS', 'certain', { host });
        const matches = names.map(name => ({ name, match: this.#catalogue.suffix(name) }));
        for (const { name, match } of matches)
            if (match?.use === 'steering') this.#note('steering-name', 'provider data', 'certain', { name });
        const telling = matches.filter(({ match }) => match?.use !== 'steering');
        const last = telling.at(-1);
        if (last?.match) {
            this.#judgeLastName(host, last.name, last.match);
            return host;
        }
        const passed = telling.filter(({ match }) => match?.use === 'canonical').at(-1);
        if (passed?.match) {
            const { provider } = passed.match;
            this.#note('canonical-name-passed', 'forward DNS', 'guess', {
                host,
                name: passed.name,
                provider: provider.name,
            });
            this.#claim('passed-name', provider, 'guess');
        }
        return host;
    }

    #judgeLastName(host: string, name: string, { provider, use }: SuffixMatch): void {
        const standing = this.#standing(provider);
        if (use === 'host') {
            this.#note('host-of-provider', 'provider data', 'likely', {
                host: name,
                provider: provider.name,
            });
            if (standing === 'own') this.#claim('host-name', provider, 'likely');
            // Its own site answered from an Internet provider's network: its cache stands there.
            else if (standing === 'other' && provider.kind === 'edge-cache')
                this.#claim('host-name', provider, 'likely');
            return;
        }
        const strength =
            provider.status === 'defunct'
                ? 'guess'
                : standing === 'own' && isEdgeKind(provider.kind)
                  ? 'certain'
                  : 'likely';
        this.#note('canonical-name', 'forward DNS', strength, { host, name, provider: provider.name });
        this.#claim('canonical-name', provider, strength);
        if (provider.status === 'defunct')
            this.#note('provider-closed', 'provider data', 'certain', { provider: provider.name });
    }

    // Ranges

    #judgeRanges(): void {
        const found = this.#catalogue.range(this.#address);
        if (!found) return;
        const { provider, prefix, edgesOnly } = found;
        const standing = this.#standing(provider);
        const values = { provider: provider.name, range: formatPrefix(prefix) };
        if (edgesOnly) {
            const strength = standing === 'own' ? 'certain' : 'likely';
            this.#note('edge-range', 'provider data', strength, values);
            this.#claim('edge-range', provider, strength);
            return;
        }
        this.#note('provider-block', 'provider data', 'likely', values);
        if (!this.#range) {
            this.#claim('provider-block', provider, 'guess');
            return;
        }
        // Within its own network the network decides, as some of it may be no edge.
        if (standing === 'own') return;
        this.#note('block-announced-by-other', 'network data', 'likely', {
            ...values,
            asn: String(this.#range.asn),
            holder: this.#range.holder,
        });
        if (!this.#catalogue.networkOwner(this.#range.asn))
            this.#claim('provider-block', provider, standing === 'rented' ? 'guess' : 'likely');
    }

    #judgeInterfaceId(): void {
        if (this.#address.version !== 6) return;
        const word = this.#address.words[2];
        const id = [word >>> 16, word & 0xffff].map(group => group.toString(16).padStart(4, '0')).join(':');
        const provider = this.#catalogue.interfaceId(id);
        if (!provider) return;
        const strength = this.#rented ? 'guess' : 'likely';
        this.#note('interface-id', 'provider data', strength, { provider: provider.name, id });
        this.#claim('interface-id', provider, strength);
    }
}

function isRentingNetwork({ basis, provider }: Claim): boolean {
    return basis === 'network' && rentsServers(provider.kind);
}

/** A name as it is compared: lower case, without the root's dot; null where it is no host name. */
export function hostName(name: string): string | null {
    if (name.length > 254) return null;
    const lower = name.toLowerCase().replace(/\.$/, '');
    return nameForm.test(lower) ? lower : null;
}
