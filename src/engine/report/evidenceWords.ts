import type { Evidence, Strength } from '../evidence.js';
import type { Phrases } from './phrases.js';
import { fill } from './sentences.js';

/** How sure a fact is, as a label. */
export function strengthInWords(phrases: Phrases, strength: Strength): string {
    switch (strength) {
        case 'certain':
            return phrases.gettext('Certain');
        case 'likely':
            return phrases.gettext('Likely');
        case 'guess':
            return phrases.gettext('A guess');
    }
}

/** One fact as a sentence. */
export function evidenceInWords(phrases: Phrases, evidence: Evidence): string {
    const values = Object.values(evidence.values).join(', ');
    // Translators: a fact that has no sentence of its own: its code name, its values, and where it was read.
    return fill(phrases, phrases.gettext('{fact}: {values} ({source})'), {
        fact: evidence.fact,
        values,
        source: evidence.source,
    });
}
