import type { Network } from '../identification/endpoint.js';
import { fill } from './sentences.js';
import type { Phrases } from './phrases.js';

/** What companies are called in law but not in speech. Only at the end, and only as a word of its own. */
const legalForms = [
    'inc',
    'incorporated',
    String.raw`l\.?l\.?c`,
    String.raw`l\.?l\.?p`,
    'ltd',
    'limited',
    'corp',
    'corporation',
    'co',
    'company',
    String.raw`gmbh(?: & co\.? kg)?`,
    'ag',
    'kg',
    String.raw`s\.?a`,
    String.raw`s\.?a\.?s`,
    String.raw`s\.?a\.?u`,
    String.raw`s\.?p\.?a`,
    String.raw`s\.?r\.?l`,
    String.raw`s\.?l`,
    String.raw`b\.?v`,
    String.raw`n\.?v`,
    String.raw`p\.?l\.?c`,
    'pty',
    'pte',
    String.raw`a\/s`,
    'aps',
    'ab',
    'oy',
    'oyj',
    String.raw`k\.?k`,
    'jsc',
    'ojsc',
    'pjsc',
    String.raw`d\.?o\.?o`,
    String.raw`sp\. z o\.?o`,
    String.raw`s\.?r\.?o`,
    String.raw`a\.?s`,
];
const legalForm = new RegExp(String.raw`[\s,]+(?:${legalForms.join('|')})\.?$`, 'i');

/** A network holder's name as one says it: "Sony Network Communications Inc." without its legal form. */
export function shortHolder(holder: string): string {
    let short = holder.trim();
    // "Co., Ltd." are two.
    for (let round = 0; round < 3; round += 1) {
        const next = short.replace(legalForm, '').replace(/[\s,]+$/, '');
        if (next === short || next.length < 2) break;
        short = next;
    }
    return short;
}

/** A network in full: "AS2527 Sony Network Communications Inc.". */
export function networkInFull(phrases: Phrases, network: Network): string {
    return fill(
        phrases,
        // Translators: AS and a number name a network on the Internet ("autonomous system"); the holder is
        // the company that runs it.
        phrases.gettext('AS{number} {holder}'),
        // An AS number is a name: no thousands separators.
        { number: String(network.asn), holder: network.holder },
    );
}
