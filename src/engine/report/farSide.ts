import type { Endpoint, ProviderKind, SpecialRange } from '../identification/endpoint.js';
import type { Phrases } from './phrases.js';
import { networkInFull } from './networkName.js';
import { fill, translated } from './sentences.js';

/** Who is at an address, where that stands and how sure that is, in whole sentences. */
export function farSideExplained(phrases: Phrases, endpoint: Endpoint): string[] {
    const { address } = endpoint;
    if (endpoint.special) return [fill(phrases, specialSentence(phrases, endpoint.special), { address })];
    return [
        ...providerSentences(phrases, endpoint),
        ...nameSentences(phrases, endpoint),
        ...warningSentences(phrases, endpoint),
    ];
}

function providerSentences(phrases: Phrases, endpoint: Endpoint): string[] {
    const { address, provider, network } = endpoint;
    const networkName = network ? networkInFull(phrases, network) : null;
    if (!provider) {
        if (networkName === null) {
            return [
                fill(phrases, phrases.gettext('Who runs the far side, {address}, is not known.'), {
                    address,
                }),
            ];
        }
        return [
            fill(
                phrases,
                // Translators: {network} is the name of a network, e.g. "AS2527 Sony Network Communications Inc.".
                phrases.gettext(
                    'The far side, {address}, stands in the network {network}; who runs it is not known.',
                ),
                { address, network: networkName },
            ),
        ];
    }
    const values = { address, provider: translated(phrases, provider.name), network: networkName ?? '' };
    const sentences = [
        fill(phrases, providerSentence(phrases, endpoint), values),
        fill(phrases, kindSentence(phrases, provider.kind), values),
    ];
    if (networkName === null) {
        sentences.push(phrases.gettext('Whose network it stands in is not known.'));
    } else if (endpoint.placement === 'own') {
        // Translators: {network} is the name of a network, e.g. "AS20940 Akamai International B.V.".
        sentences.push(
            fill(phrases, phrases.gettext('It stands in the provider’s own network, {network}.'), values),
        );
    } else if (endpoint.placement === 'embedded') {
        sentences.push(
            fill(
                phrases,
                // Translators: {network} is the name of a network, e.g. "AS2527 Sony Network Communications Inc.".
                phrases.gettext(
                    'It stands inside another company’s network, {network}: such servers are placed near the people who use them.',
                ),
                values,
            ),
        );
    } else {
        sentences.push(fill(phrases, phrases.gettext('It stands in the network {network}.'), values));
    }
    return sentences;
}

function providerSentence(phrases: Phrases, endpoint: Endpoint): string {
    switch (endpoint.confidence) {
        case 'certain':
            // Translators: {provider} is a company that runs servers, e.g. Akamai.
            return phrases.gettext('The far side, {address}, is a server of {provider}.');
        case 'likely':
            // Translators: {provider} is a company that runs servers, e.g. Akamai.
            return phrases.gettext('The far side, {address}, is probably a server of {provider}.');
        case 'guess':
        case null:
            // Translators: {provider} is a company that runs servers, e.g. Akamai.
            return phrases.gettext(
                'The far side, {address}, may be a server of {provider}; that is only a guess.',
            );
    }
}

function kindSentence(phrases: Phrases, kind: ProviderKind): string {
    switch (kind) {
        case 'cdn':
            // Translators: {provider} is a company, e.g. Akamai.
            return phrases.gettext(
                '{provider} is a content delivery network: its edge servers answer on behalf of many sites.',
            );
        case 'edge-cache':
            // Translators: {provider} is a company, e.g. Netflix.
            return phrases.gettext(
                '{provider} places such servers near its users to hold copies of its content.',
            );
        case 'security':
            // Translators: {provider} is a company, e.g. Imperva.
            return phrases.gettext(
                '{provider} stands in front of many other sites and shields them from attacks.',
            );
        case 'cloud':
            // Translators: {provider} is a company, e.g. Google Cloud.
            return phrases.gettext('{provider} rents out computers and services; many sites run there.');
        case 'hosting':
            // Translators: {provider} is a company, e.g. Hetzner.
            return phrases.gettext(
                '{provider} rents out servers; whose this one is does not follow from that.',
            );
        case 'dns':
            // Translators: {provider} is a company, e.g. Quad9.
            return phrases.gettext('{provider} answers questions for Internet names (DNS).');
    }
}

function nameSentences(phrases: Phrases, endpoint: Endpoint): string[] {
    if (endpoint.name === null || endpoint.warnings.includes('forged-name')) return [];
    const values = { name: endpoint.name };
    switch (endpoint.nameConfirmed) {
        case true:
            // Translators: {name} is a host name.
            return [fill(phrases, phrases.gettext('Its name is {name}; that has been confirmed.'), values)];
        case false:
            return [
                fill(
                    phrases,
                    // Translators: {name} is a host name.
                    phrases.gettext(
                        'It calls itself {name}, but the name does not lead back to the address.',
                    ),
                    values,
                ),
            ];
        case null:
            return [
                fill(
                    phrases,
                    // Translators: {name} is a host name.
                    phrases.gettext('Its name is probably {name}; that has not been checked.'),
                    values,
                ),
            ];
    }
}

function warningSentences(phrases: Phrases, endpoint: Endpoint): string[] {
    const values = { name: endpoint.name ?? '' };
    return endpoint.warnings.map(warning => {
        if (warning === 'contradictory-name') {
            return phrases.gettext('The name speaks of another address than this one: do not rely on it.');
        }
        if (warning === 'unconfirmed-name') {
            return phrases.gettext('Anybody could have given it that name: do not rely on it.');
        }
        if (endpoint.name === null) {
            return phrases.gettext(
                'The name that it gives itself does not lead back to the address, and the network does not fit it: do not rely on it.',
            );
        }
        return fill(
            phrases,
            // Translators: {name} is a host name.
            phrases.gettext(
                'It calls itself {name}, but the name does not lead back to the address, and the network does not fit it: do not rely on it.',
            ),
            values,
        );
    });
}

function specialSentence(phrases: Phrases, special: SpecialRange): string {
    switch (special) {
        case 'loopback':
            return phrases.gettext('The far side, {address}, is this computer itself.');
        case 'private':
        case 'unique-local':
            return phrases.gettext(
                'The far side, {address}, is in your local network or a VPN, not on the Internet.',
            );
        case 'link-local':
            return phrases.gettext(
                'The far side, {address}, is a device on the same cable or Wi-Fi as this computer.',
            );
        case 'shared-address-space':
            return phrases.gettext(
                'The far side, {address}, is in the inner network of your Internet provider or a VPN.',
            );
        case 'documentation':
            return phrases.gettext(
                'The address {address} is reserved for examples; nobody on the Internet has it.',
            );
        case 'benchmarking':
            return phrases.gettext(
                'The address {address} is reserved for measurements; nobody on the Internet has it.',
            );
        case 'multicast':
            return phrases.gettext(
                'The address {address} stands for every device that listens for it (multicast).',
            );
        case 'broadcast':
            return phrases.gettext('The address {address} stands for all devices of your local network.');
        case 'unspecified':
            return phrases.gettext('The address {address} stands for no device.');
        case 'reserved':
            return phrases.gettext('The address {address} is reserved; nobody on the Internet has it.');
    }
}
