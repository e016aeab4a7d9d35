import type { Phrases } from './phrases.js';

const rightToLeft = /^(?:ar|fa|he|ur|ps|sd|ug|yi|dv|ckb)\b/;
const firstStrongIsolate = '\u2068';
const popIsolate = '\u2069';

/**
 * A translated template with its `{named}` places filled. Values are put in as they are, in one pass, so
 * that braces in a stranger's name mean nothing. In a right-to-left language each value is isolated (Unicode
 * UAX #9), for addresses and Latin names would otherwise be torn apart. A place that a translation made up
 * is left out.
 */
export function fill(phrases: Phrases, template: string, values: Readonly<Record<string, string>>): string {
    const isolate = rightToLeft.test(phrases.locale);
    return template.replace(/\{([A-Za-z]+)\}/g, (place, name: string, at: number) => {
        const given = Object.hasOwn(values, name) ? (values[name] ?? '') : '';
        // "… AS2527 Sony Network Communications Inc." brings the full stop of its sentence along.
        const value = template[at + place.length] === '.' && given.endsWith('.') ? given.slice(0, -1) : given;
        return isolate && value !== '' ? `${firstStrongIsolate}${value}${popIsolate}` : value;
    });
}

/** A text that may be a message of the catalogue, translated; the empty one is no message to gettext. */
export function translated(phrases: Phrases, message: string): string {
    return message === '' ? '' : phrases.gettext(message);
}

/** Sentences one after another, as one paragraph. */
export function paragraph(phrases: Phrases, sentences: readonly string[]): string {
    const [first, ...others] = sentences;
    if (first === undefined) return '';
    // Translators: two whole sentences, one after another. Leave out the space where your language writes
    // none between sentences.
    const template = phrases.pgettext('two sentences', '{first} {second}');
    return others.reduce(
        (text, next) =>
            template.replace(/\{(first|second)\}/g, (_place, name) => (name === 'first' ? text : next)),
        first,
    );
}
