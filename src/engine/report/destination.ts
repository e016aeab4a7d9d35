import type { Strength } from '../evidence.js';
import type { Endpoint, ProviderKind, SpecialRange } from '../identification/endpoint.js';
import { networkInFull, shortHolder } from './networkName.js';
import type { Phrases } from './phrases.js';
import { fill, translated } from './sentences.js';

/** What the short forms need of an endpoint; the protocol's `Destination` has it too. */
export type FarSide = Pick<
    Endpoint,
    | 'address'
    | 'name'
    | 'nameConfirmed'
    | 'provider'
    | 'network'
    | 'placement'
    | 'confidence'
    | 'special'
    | 'warnings'
>;

/** The far side as a label: "Akamai edge in Sony Network Communications", "Your local network". */
export function destinationInWords(phrases: Phrases, far: FarSide): string {
    if (far.special) return specialInWords(phrases, far.special);
    const provider = providerInWords(phrases, far);
    if (provider !== null && !isDoubtful(far)) return provider;
    if (far.name !== null) return nameInWords(phrases, far.name, far.nameConfirmed);
    if (provider !== null) return provider;
    if (far.network) {
        // Translators: a label for a computer of which only its network is known.
        return fill(phrases, phrases.gettext('A host in {network}'), {
            network: networkInFull(phrases, { ...far.network, holder: shortHolder(far.network.holder) }),
        });
    }
    return far.address;
}

/** The provider and where its machine stands, as a label, no surer than it is; null where none is known. */
export function providerInWords(phrases: Phrases, far: FarSide): string | null {
    if (!far.provider) return null;
    const name = translated(phrases, far.provider.name);
    const label = placedProvider(phrases, name, far.provider.kind, far);
    return hedged(phrases, label, far.confidence);
}

/** What kind of organisation a provider is, as a label. */
export function providerKindInWords(phrases: Phrases, kind: ProviderKind): string {
    switch (kind) {
        case 'cdn':
            return phrases.gettext('Content delivery network');
        case 'edge-cache':
            // Translators: servers that a company places near its users to hold copies of its content.
            return phrases.gettext('Edge cache');
        case 'security':
            // Translators: a service that stands in front of other sites and shields them from attacks.
            return phrases.gettext('Shield for other sites');
        case 'cloud':
            return phrases.gettext('Cloud');
        case 'hosting':
            return phrases.gettext('Hosting company');
        case 'dns':
            return phrases.gettext('Name service (DNS)');
    }
}

/** An address that is on no public network, as a label. */
function specialInWords(phrases: Phrases, special: SpecialRange): string {
    switch (special) {
        case 'loopback':
            return phrases.gettext('This computer');
        case 'private':
        case 'unique-local':
        case 'link-local':
            return phrases.gettext('Your local network');
        case 'shared-address-space':
            return phrases.gettext('Inner network of your Internet provider or VPN');
        case 'documentation':
            return phrases.gettext('Address for documentation only');
        case 'benchmarking':
            return phrases.gettext('Address for measurements only');
        case 'multicast':
            // Translators: data sent to every device that listens for it (multicast).
            return phrases.gettext('Group of devices');
        case 'broadcast':
            return phrases.gettext('All devices of your local network');
        case 'unspecified':
            return phrases.gettext('No address');
        case 'reserved':
            return phrases.gettext('Reserved address');
    }
}

/** The same for a range that came as text; one that is not known here keeps its code name. */
export function specialRangeInWords(phrases: Phrases, range: string): string {
    const special = specialRanges.find(known => known === range);
    return special ? specialInWords(phrases, special) : range;
}

const specialRanges: readonly SpecialRange[] = [
    'loopback',
    'private',
    'link-local',
    'shared-address-space',
    'unique-local',
    'documentation',
    'benchmarking',
    'multicast',
    'broadcast',
    'unspecified',
    'reserved',
];

/** A name that the far side only claims is never shown as its own. */
export function nameInWords(phrases: Phrases, name: string, confirmed: boolean | null): string {
    if (confirmed === true) return name;
    if (confirmed === null) {
        // Translators: {name} is a host name that has not been checked.
        return fill(phrases, phrases.gettext('Probably {name}'), { name });
    }
    // Translators: {name} is a host name that the far side claims, and that could not be confirmed.
    return fill(phrases, phrases.gettext('Calls itself {name}'), { name });
}

/** The name itself is in doubt, and whatever was concluded from it may be too. */
function isDoubtful(far: FarSide): boolean {
    return far.warnings.length > 0 && far.confidence !== 'certain';
}

function placedProvider(phrases: Phrases, provider: string, kind: ProviderKind, far: FarSide): string {
    const edge = kind === 'cdn' || kind === 'edge-cache' || kind === 'security';
    if (edge && far.placement === 'embedded' && far.network) {
        // Translators: a server of a content delivery network ({provider}, e.g. Akamai) that stands in
        // somebody else's network ({network}, e.g. an Internet provider).
        return fill(phrases, phrases.gettext('{provider} edge in {network}'), {
            provider,
            network: shortHolder(far.network.holder),
        });
    }
    if (far.placement === 'embedded' && far.network) {
        // Translators: a server of a company ({provider}) that stands in somebody else's network ({network}).
        return fill(phrases, phrases.gettext('{provider} server in {network}'), {
            provider,
            network: shortHolder(far.network.holder),
        });
    }
    if (kind === 'cloud' || kind === 'hosting') {
        // Translators: {provider} rents out servers (e.g. Google Cloud), and this is one of them.
        return fill(phrases, phrases.gettext('{provider} server'), { provider });
    }
    return provider;
}

function hedged(phrases: Phrases, label: string, confidence: Strength | null): string {
    if (confidence === 'likely') {
        // Translators: {label} is a provider, e.g. "Akamai edge in Sony Network Communications".
        return fill(phrases, phrases.gettext('Probably {label}'), { label });
    }
    if (confidence === 'guess') {
        // Translators: {label} is a provider, e.g. "Akamai edge in Sony Network Communications".
        return fill(phrases, phrases.gettext('Perhaps {label}'), { label });
    }
    return label;
}
