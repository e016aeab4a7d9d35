import type { Evidence, Strength } from '../evidence.js';
import { attributionSentences } from './attributionEvidence.js';
import { identificationSentences } from './identificationEvidence.js';
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

type Sentence = (phrases: Phrases, values: Readonly<Record<string, string>>) => string;

const ofAttribution = new Map<string, Sentence>(Object.entries(attributionSentences));
const ofIdentification = new Map<string, Sentence>(Object.entries(identificationSentences));

/** Both have a `canonical-name`; only that of identification names a provider. */
function sentenceOf({ fact, values }: Evidence): Sentence | undefined {
    const first = 'provider' in values ? ofIdentification : ofAttribution;
    const second = first === ofAttribution ? ofIdentification : ofAttribution;
    return first.get(fact) ?? second.get(fact);
}

/** One fact as a sentence; of a fact that is not known here, its code name and values. */
export function evidenceInWords(phrases: Phrases, evidence: Evidence): string {
    const sentence = sentenceOf(evidence);
    if (sentence) return sentence(phrases, evidence.values);
    // Translators: a fact that has no sentence of its own: its code name, its values, and where it was read.
    return fill(phrases, phrases.gettext('{fact}: {values} ({source})'), {
        fact: evidence.fact,
        values: Object.values(evidence.values).join(', '),
        source: evidence.source,
    });
}
