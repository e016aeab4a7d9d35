import type { Evidence, Strength } from '../evidence.js';

export const providerKinds = ['cdn', 'edge-cache', 'security', 'cloud', 'hosting', 'dns'] as const;
export type ProviderKind = (typeof providerKinds)[number];

export interface ProviderName {
    readonly id: string;
    readonly name: string;
    readonly kind: ProviderKind;
}

export interface Network {
    readonly asn: number;
    readonly holder: string;
}

/** Whose network the endpoint stands in: the provider's own, embedded in another's, not known. */
export type Placement = 'own' | 'embedded' | 'unknown';

/** IANA special-purpose registries: what an address is that is on no public network. */
export type SpecialRange =
    | 'loopback'
    | 'private'
    | 'link-local'
    | 'shared-address-space' // carrier-grade NAT, RFC 6598
    | 'unique-local'
    | 'documentation'
    | 'benchmarking'
    | 'multicast'
    | 'broadcast'
    | 'unspecified'
    | 'reserved';

export type EndpointWarning =
    /** The reverse name was checked, does not resolve back, and the network fits neither the provider nor an ISP. */
    | 'forged-name'
    /** The same in a network that may fit: perhaps an Internet provider's mistake, perhaps a forgery. */
    | 'unconfirmed-name'
    /** An address embedded in the reverse name is another one. */
    | 'contradictory-name';

/** What is known of an address. This is the object that `edgewise identify --json` writes. */
export interface Endpoint {
    readonly address: string;
    readonly provider: ProviderName | null;
    readonly network: Network | null;
    readonly placement: Placement;
    /** Best name: a host known to have been asked for, else the reverse name. Cleaned. */
    readonly name: string | null;
    /** null: not checked, or nothing to check. */
    readonly nameConfirmed: boolean | null;
    readonly confidence: Strength | null;
    readonly special: SpecialRange | null;
    readonly warnings: readonly EndpointWarning[];
    readonly evidence: readonly Evidence[];
}

/** Of an address that nothing can be said of. */
export function unknownEndpoint(address: string): Endpoint {
    return {
        address,
        provider: null,
        network: null,
        placement: 'unknown',
        name: null,
        nameConfirmed: null,
        confidence: null,
        special: null,
        warnings: [],
        evidence: [],
    };
}
