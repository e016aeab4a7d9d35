import type { Network } from '../identification/endpoint.js';
import { fill } from './sentences.js';
import type { Phrases } from './phrases.js';

/** What companies are called in law but not in speech. Only at the end, and only as a word of its own. */
const legalForm =
    /[\s,]+(?:inc|incorporated|l\.?l\.?c|l\.?l\.?p|ltd|limited|corp|corporation|co|company|gmbh(?: & co\.? kg)?|ag|kg|s\.?a|s\.?a\.?s|s\.?a\.?u|s\.?p\.?a|s\.?r\.?l|s\.?l|b\.?v|n\.?v|p\.?l\.?c|pty|pte|a\/s|aps|ab|oy|oyj|k\.?k|jsc|ojsc|pjsc|d\.?o\.?o|sp\. z o\.?o|s\.?r\.?o|a\.?s)\.?$/i;

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
