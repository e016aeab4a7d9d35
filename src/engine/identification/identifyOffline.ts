import { parseAddress, type ParsedAddress } from '../address.js';
import type { Endpoint } from './endpoint.js';
import type { NetworkFileState } from './networkFile.js';
import type { ProviderCatalogue } from './providerCatalogue.js';
import { carriedIpv4 } from './specialRanges.js';
import { judge, type NetworkAnswer, type Signals } from './verdict.js';

/** What is shipped: all that identification has without a question to anybody. */
export interface Knowledge {
    readonly catalogue: ProviderCatalogue;
    readonly networks: NetworkFileState;
}

/** Identifies from shipped knowledge and what the caller knows of names; null when `text` is no address. */
export function identifyOffline(
    text: string,
    known: Pick<Signals, 'reverse' | 'aliases'>,
    knowledge: Knowledge,
): Endpoint | null {
    const address = parseAddress(text);
    if (!address) return null;
    const network = findNetwork(address, knowledge.networks);
    return judge({ text, address, network, ...known }, knowledge.catalogue);
}

/** The network of an address, or of the IPv4 address that it carries. */
export function findNetwork(address: ParsedAddress, networks: NetworkFileState): NetworkAnswer {
    if (networks.state !== 'ready') return { state: networks.state };
    const { table } = networks;
    const carried = carriedIpv4(address);
    const public4: ParsedAddress | null = carried && { version: 4, words: [carried.word], zone: null };
    const range = table.find(public4 ?? address);
    if (table.fault !== null) return { state: 'corrupt' };
    return { state: 'ready', range, date: table.description.date };
}
