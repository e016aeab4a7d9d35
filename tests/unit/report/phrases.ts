import type { Phrases } from '../../../src/engine/report/phrases.js';

export const english: Phrases = {
    gettext: message => message,
    ngettext: (singular, plural, count) => (count === 1 ? singular : plural),
    pgettext: (_context, message) => message,
    locale: 'en-US',
};

/** Every ASCII letter outside a placeholder becomes a Cyrillic one: what stays ASCII was never translated. */
export const pseudo: Phrases = {
    gettext: disguise,
    ngettext: (singular, plural, count) => disguise(count === 1 ? singular : plural),
    pgettext: (_context, message) => disguise(message),
    // Its units and dates have no ASCII letters but those of SI.
    locale: 'uk-UA',
};

function disguise(message: string): string {
    assertNotEmpty(message);
    return message.replace(/\{\w+\}|[A-Za-z]/g, part => (part.length > 1 ? part : 'ж'));
}

function assertNotEmpty(message: string): void {
    if (message === '') throw new Error('gettext of the empty message gives the header of the catalogue');
}
