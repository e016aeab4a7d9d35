import type { IdentificationFact, NotEdgeRole } from '../identification/facts.js';
import { specialRangeInWords } from './destination.js';
import { networkInFull } from './networkName.js';
import type { Phrases } from './phrases.js';
import { fill } from './sentences.js';

type Values = Readonly<Record<string, string>>;
type Sentence = (phrases: Phrases, values: Values) => string;

/** A sentence for each fact about an address; the values are those that `identificationFacts` lists. */
export const identificationSentences: Readonly<Record<IdentificationFact, Sentence>> = {
    'special-range': (phrases, values) =>
        fill(phrases, phrases.gettext('The registries of special addresses list it: {what}.'), {
            what: specialRangeInWords(phrases, values['range'] ?? ''),
        }),
    'carries-ipv4': (phrases, values) =>
        fill(
            phrases,
            // Translators: {form} is a way of carrying IPv4 over IPv6, e.g. NAT64.
            phrases.gettext('It carries the IPv4 address {address} inside ({form}) and is judged by that.'),
            { address: values['address'] ?? '', form: ipv4Form(values['form']) },
        ),
    network: (phrases, values) =>
        fill(phrases, phrases.gettext('The address is announced by the network {network}.'), {
            network: networkOf(phrases, values),
        }),
    'network-not-listed': (phrases, values) =>
        has(values, 'date')
            ? // Translators: {date} is the date of the data about networks.
              fill(
                  phrases,
                  phrases.gettext('The data about networks of {date} list no network for it.'),
                  values,
              )
            : phrases.gettext('The data about networks list no network for it.'),
    'network-data-unusable': (phrases, values) =>
        values['state'] === 'missing'
            ? phrases.gettext('The data about networks are missing, so its network is not known.')
            : phrases.gettext('The data about networks cannot be read, so its network is not known.'),
    'provider-network': (phrases, values) =>
        fill(phrases, phrases.gettext('The network AS{asn} belongs to {provider} alone.'), values),
    'provider-network-shared': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext(
                'The network AS{asn} belongs to {provider}, but servers of others stand in it too.',
            ),
            values,
        ),
    'network-rents-servers': (phrases, values) =>
        fill(phrases, phrases.gettext('In the network {network} anybody can rent servers.'), {
            network: networkOf(phrases, values),
        }),
    'edge-range': (phrases, values) =>
        fill(
            phrases,
            // Translators: {range} is a range of addresses.
            phrases.gettext('{provider} publishes the range {range} as that of its edge servers.'),
            values,
        ),
    'provider-block': (phrases, values) =>
        // Translators: {range} is a range of addresses.
        fill(phrases, phrases.gettext('The range {range} belongs to {provider}.'), values),
    'block-announced-by-other': (phrases, values) =>
        fill(
            phrases,
            // Translators: {range} is a range of addresses.
            phrases.gettext(
                'The range {range} belongs to {provider}, but the network {network} announces it.',
            ),
            { ...values, network: networkOf(phrases, values) },
        ),
    'interface-id': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext(
                'The second half of the address, {id}, is one that {provider} gives its servers.',
            ),
            values,
        ),
    'reverse-name': (phrases, values) =>
        fill(phrases, phrases.gettext('The address says that its name is {name}.'), values),
    'no-reverse-name': phrases => phrases.gettext('The address has no name.'),
    'reverse-name-unknown': (phrases, values) => reverseNameUnknown(phrases, values['reason']),
    'name-confirmed': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('The name {name} leads back to the address, which confirms it.'),
            values,
        ),
    'name-not-confirmed': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext(
                'The name {name} does not lead back to the address: anybody could have written it.',
            ),
            values,
        ),
    'name-not-checked': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('Whether the name {name} leads back to the address was not checked.'),
            values,
        ),
    'name-of-provider': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('The name {name} is of the form that {provider} gives its servers.'),
            values,
        ),
    'name-claims-provider': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext(
                'The name {name} claims to be one of {provider}, but anybody could have written it.',
            ),
            values,
        ),
    'name-of-other-role': (phrases, values) => fill(phrases, otherRole(phrases, values['role']), values),
    'name-contains-address': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('The name {name} contains the address, as names of servers often do.'),
            values,
        ),
    'name-contradicts-address': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('The name {name} contains another address, {contained}: one of them is wrong.'),
            values,
        ),
    'host-asked-for': (phrases, values) =>
        fill(phrases, phrases.gettext('The host that was asked for is {host}.'), values),
    'canonical-name': (phrases, values) =>
        fill(phrases, phrases.gettext('{host} leads to {name}, a name of servers of {provider}.'), values),
    'canonical-name-passed': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext(
                'On the way from {host} there is {name}, a name of {provider}, but it leads on to elsewhere.',
            ),
            values,
        ),
    'steering-name': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('The name {name} only chooses who serves; it says nothing about who does.'),
            values,
        ),
    'host-of-provider': (phrases, values) =>
        fill(phrases, phrases.gettext('{host} is a site of {provider} itself.'), values),
    'provider-closed': (phrases, values) =>
        fill(phrases, phrases.gettext('{provider} has closed down; its name may be a left-over.'), values),
};

function reverseNameUnknown(phrases: Phrases, reason: string | undefined): string {
    switch (reason) {
        case 'off':
            return phrases.gettext('The name was not asked for: questions to DNS are switched off.');
        case 'time-out':
            return phrases.gettext('The name is not known: the resolver did not answer in time.');
        case 'refused':
            return phrases.gettext('The name is not known: the resolver refused to answer.');
        case 'no-resolver':
            return phrases.gettext('The name is not known: this computer has no resolver.');
        case 'not-yet':
            return phrases.gettext('The name has not been asked for yet.');
        default:
            return phrases.gettext('The name is not known: the question for it failed.');
    }
}

/** Whole sentences, for "a router" and "a mail server" are declined differently in each language. */
function otherRole(phrases: Phrases, role: string | undefined): string {
    const sentences: Readonly<Record<NotEdgeRole, () => string>> = {
        router: () => phrases.gettext('The name {name} is that of a router of {provider}.'),
        mail: () => phrases.gettext('The name {name} is that of a mail server of {provider}.'),
        vpn: () => phrases.gettext('The name {name} is that of a VPN exit of {provider}.'),
        // Translators: a crawler is a program that reads the web for a search engine.
        crawler: () => phrases.gettext('The name {name} is that of a crawler of {provider}.'),
        proxy: () => phrases.gettext('The name {name} is that of a proxy of {provider}.'),
        'name-server': () => phrases.gettext('The name {name} is that of a name server of {provider}.'),
        office: () => phrases.gettext('The name {name} is that of an office of {provider}.'),
        rented: () => phrases.gettext('The name {name} is that of a server that {provider} rents out.'),
    };
    const known = Object.entries(sentences).find(([name]) => name === role);
    return known ? known[1]() : phrases.gettext('The name {name} is that of another machine of {provider}.');
}

/** Names of techniques, the same in every language. */
function ipv4Form(form: string | undefined): string {
    switch (form) {
        case 'nat64':
            return 'NAT64';
        case '6to4':
            return '6to4';
        case 'teredo':
            return 'Teredo';
        default:
            return 'IPv6';
    }
}

function networkOf(phrases: Phrases, values: Values): string {
    return networkInFull(phrases, { asn: Number(values['asn'] ?? 0), holder: values['holder'] ?? '' });
}

function has(values: Values, key: string): boolean {
    return (values[key] ?? '') !== '';
}
