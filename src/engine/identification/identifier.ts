import { formatAddress, formatIPv4, parseAddress, type ParsedAddress } from '../address.js';
import { unknownEndpoint, type Endpoint } from './endpoint.js';
import { findNetwork, identifyOffline, type Knowledge } from './identifyOffline.js';
import type { HostRecord, Names } from './names.js';
import { carriedIpv4, specialRange } from './specialRanges.js';
import { judge } from './verdict.js';

/** Hosts that are asked for, to see whether one leads to an address. */
const mostSuggestions = 16;
/** Addresses whose verdict is kept though nobody has said that no connection leads there any more. */
const mostAddresses = 8192;

interface Followed {
    endpoint: Endpoint | null;
    /** A host that leads to the address, then its canonical name. */
    aliases: readonly string[];
}

/** What a host resolves to, and whose that is. */
interface IdentifiedHost extends HostRecord {
    readonly provider: string | null;
}

/**
 * Identifies far sides: at once from what is known, and again whenever more has become known. Addresses that
 * are on no public network are never asked about.
 */
export class Identifier {
    #knowledge: Knowledge;
    readonly #names: Names;
    readonly #changed: (address: string) => void;
    readonly #followed = new Map<string, Followed>();
    /** Address that is asked about → addresses that are judged by the answer. */
    readonly #askedFor = new Map<string, Set<string>>();

    /** `changed`: more is known of the address, ask `identify` again. The names' own `changed` is `nameArrived`. */
    constructor(knowledge: Knowledge, names: Names, changed: (address: string) => void) {
        this.#knowledge = knowledge;
        this.#names = names;
        this.#changed = changed;
    }

    /** From what is known now; the same object while nothing new is. What is no address is unknown. */
    identify(text: string): Endpoint {
        const followed = this.#follow(text);
        followed.endpoint ??= this.#judge(text, followed.aliases);
        return followed.endpoint;
    }

    /** As `identify`, but waits for the names; it takes some seconds at most. */
    async identifyFully(text: string): Promise<Endpoint> {
        const address = parseAddress(text);
        const asked = address && askedAddress(address);
        if (asked !== null) await this.#names.reverseAnswer(asked);
        return this.identify(text);
    }

    #follow(text: string): Followed {
        const known = this.#followed.get(text);
        if (known) return known;
        for (const oldest of this.#followed.keys()) {
            if (this.#followed.size < mostAddresses) break;
            this.forget(oldest);
        }
        const followed: Followed = { endpoint: null, aliases: [] };
        this.#followed.set(text, followed);
        return followed;
    }

    #judge(text: string, aliases: readonly string[]): Endpoint {
        const address = parseAddress(text);
        if (!address) return unknownEndpoint(text);
        const asked = askedAddress(address);
        const network = findNetwork(address, this.#knowledge.networks);
        return judge(
            { text, address, network, aliases, reverse: asked === null ? null : this.#reverse(asked, text) },
            this.#knowledge.catalogue,
        );
    }

    #reverse(asked: string, text: string) {
        const judged = this.#askedFor.get(asked) ?? new Set();
        judged.add(text);
        this.#askedFor.set(asked, judged);
        return this.#names.reverse(asked);
    }

    /** Tell it when the names have changed for an address. */
    nameArrived(asked: string): void {
        for (const text of this.#askedFor.get(asked) ?? []) this.#renew(text);
    }

    #renew(text: string): void {
        const followed = this.#followed.get(text);
        if (!followed) return;
        followed.endpoint = null;
        this.#changed(text);
    }

    /** Hosts that may have been asked for: the first that leads to the address gives it its name. */
    suggest(text: string, hosts: readonly string[]): void {
        const address = parseAddress(text);
        if (!address || askedAddress(address) === null || this.#follow(text).aliases.length > 0) return;
        const canonical = formatAddress(address);
        for (const host of hosts.slice(0, mostSuggestions))
            void this.#names.lookUp(host).then(record => {
                if (record?.addresses.includes(canonical)) this.#learn(text, host, record);
            });
    }

    #learn(text: string, host: string, { canonicalName }: HostRecord): void {
        const followed = this.#followed.get(text);
        if (!followed || followed.aliases.length > 0) return;
        followed.aliases = canonicalName === null || canonicalName === host ? [host] : [host, canonicalName];
        this.#renew(text);
    }

    /** What a host resolves to now, and which provider's that is; null: nobody answers, or nobody may ask. */
    async lookUp(host: string): Promise<IdentifiedHost | null> {
        const record = await this.#names.lookUp(host);
        if (!record) return null;
        const aliases = record.canonicalName === null ? [host] : [host, record.canonicalName];
        const [first] = record.addresses;
        const endpoint =
            first === undefined
                ? null
                : identifyOffline(first, { reverse: 'not-yet', aliases }, this.#knowledge);
        return { ...record, provider: endpoint?.provider?.id ?? null };
    }

    /** No connection leads there any more. */
    forget(text: string): void {
        this.#followed.delete(text);
        const address = parseAddress(text);
        const asked = address && askedAddress(address);
        if (asked === null) return;
        const judged = this.#askedFor.get(asked);
        judged?.delete(text);
        if (judged?.size === 0) this.#askedFor.delete(asked);
    }

    /** Other data of networks: all is judged anew. */
    setNetworks(networks: Knowledge['networks']): void {
        this.#knowledge = { ...this.#knowledge, networks };
        this.renewAll();
    }

    /** Judges all anew: the settings or the names have changed. */
    renewAll(): void {
        for (const text of [...this.#followed.keys()]) this.#renew(text);
    }
}

/** The address that names are asked for; null: it is on no public network, so nobody is asked. */
function askedAddress(address: ParsedAddress): string | null {
    const carried = carriedIpv4(address);
    const judged: ParsedAddress = carried ? { version: 4, words: [carried.word], zone: null } : address;
    if (specialRange(judged)) return null;
    return carried ? formatIPv4(carried.word) : formatAddress(address);
}
