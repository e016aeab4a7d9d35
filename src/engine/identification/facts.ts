/**
 * What evidence about an address may say. After each fact: the `values` that it carries, all of them text.
 * `provider` is a provider's name, `asn` digits alone, `holder` the network holder's name, ranges `a.b.c.d/n`.
 */
export const identificationFacts = [
    /** The address is on no public network. `range`: one of `SpecialRange`. */
    'special-range',
    /** It carries an IPv4 address and is judged by that. `form`: nat64 | 6to4 | teredo; `address`. */
    'carries-ipv4',

    /** Who announces the address. `asn`, `holder`, `first`, `last` (of the range), `date` (of the data). */
    'network',
    /** The data know no network for it; that excludes nothing. `date`. */
    'network-not-listed',
    /** The file of networks is not usable. `state`: missing | corrupt. */
    'network-data-unusable',
    /** The network belongs to the provider and to nobody else's servers. `provider`, `asn`. */
    'provider-network',
    /** The network is the provider's, but its rented or other servers stand in it as well. `provider`, `asn`. */
    'provider-network-shared',
    /** The network is known to rent out servers, to anybody. `asn`, `holder`. */
    'network-rents-servers',

    /** In a range that the provider publishes for its edges alone. `provider`, `range`. */
    'edge-range',
    /** In a block that belongs to the provider. `provider`, `range`. */
    'provider-block',
    /** The provider's block is announced by another network. `provider`, `range`, `asn`, `holder`. */
    'block-announced-by-other',
    /** The lower half of the IPv6 address is one that the provider gives its servers. `provider`, `id`. */
    'interface-id',

    /** The reverse name. `name`. */
    'reverse-name',
    /** The address has no reverse name. */
    'no-reverse-name',
    /** The reverse name could not be asked for. `reason`: off | time-out | refused | failed | no-resolver | not-yet. */
    'reverse-name-unknown',
    /** The reverse name resolves back to the address. `name`. */
    'name-confirmed',
    /** It was checked and does not. `name`. */
    'name-not-confirmed',
    /** Whether it does has not been checked. `name`. */
    'name-not-checked',
    /** The name is of the form that the provider gives its servers. `name`, `provider`. */
    'name-of-provider',
    /** It is of that form, or in the provider's domain, but anybody could have written it. `name`, `provider`. */
    'name-claims-provider',
    /** The name says that this is something else of the provider's. `name`, `provider`, `role`: one of `notEdgeRoles`. */
    'name-of-other-role',
    /** The name contains the address, as the provider's names do. `name`. */
    'name-contains-address',
    /** The name contains another address than this one. `name`, `contained`. */
    'name-contradicts-address',

    /** The host that was asked for. `host`. */
    'host-asked-for',
    /** That host leads to a name of the provider's edges. `host`, `name`, `provider`. */
    'canonical-name',
    /** A name on the way was the provider's, but the chain goes on to elsewhere. `host`, `name`, `provider`. */
    'canonical-name-passed',
    /** The name only chooses who serves; it says nothing of who does. `name`. */
    'steering-name',
    /** The host is a site of the provider's own. `host`, `provider`. */
    'host-of-provider',

    /** The provider has closed; the name may be a leftover. `provider`. */
    'provider-closed',
] as const;
export type IdentificationFact = (typeof identificationFacts)[number];

/** Where identification's facts were read: the `source` of its evidence. */
export type IdentificationSource =
    | 'address'
    | 'special-purpose registries'
    | 'network data'
    | 'provider data'
    | 'reverse DNS'
    | 'forward DNS'
    | 'settings';

/** What a provider's machine is when its name says that it is no edge. */
export const notEdgeRoles = [
    'router',
    'mail',
    'vpn',
    'crawler',
    'proxy',
    'name-server',
    'office',
    'rented',
] as const;
export type NotEdgeRole = (typeof notEdgeRoles)[number];
