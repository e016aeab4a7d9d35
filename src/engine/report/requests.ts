import type { Request } from '../attribution/component.js';
import type { Phrases } from './phrases.js';
import { listed } from './quantities.js';
import { fill } from './sentences.js';

/** What is fetched, as a label: "Weather report for Boston"; null where there is nothing to say. */
export function requestInWords(phrases: Phrases, request: Request): string | null {
    const subjects = subjectsOf(phrases, request, false);
    if (subjects === null) return requestWithoutSubject(phrases, request.kind);
    switch (request.kind) {
        case 'weather':
            // Translators: {places} is one place or a list of them.
            return fill(phrases, phrases.gettext('Weather report for {places}'), { places: subjects });
        case 'time':
            return fill(phrases, phrases.gettext('Time of day from {servers}'), { servers: subjects });
        case 'software':
            return fill(phrases, phrases.gettext('Software from {sources}'), { sources: subjects });
        case 'calendar':
            return fill(phrases, phrases.gettext('Calendar: {names}'), { names: subjects });
        case 'mail':
            return fill(phrases, phrases.gettext('Mail: {names}'), { names: subjects });
        case 'files':
            return fill(phrases, phrases.gettext('Files: {names}'), { names: subjects });
        case 'connectivity':
            return fill(phrases, phrases.gettext('Check of the Internet connection with {servers}'), {
                servers: subjects,
            });
        case 'other':
            return subjects;
    }
}

/** What is fetched, as a sentence; null where there is nothing to say. */
export function requestExplained(phrases: Phrases, request: Request): string | null {
    const subjects = subjectsOf(phrases, request, true);
    if (subjects === null) return null;
    switch (request.kind) {
        case 'weather':
            // Translators: {places} is one place or a list of them, e.g. "Boston (KBOS)".
            return fill(phrases, phrases.gettext('It fetches the weather report for {places}.'), {
                places: subjects,
            });
        case 'time':
            return fill(phrases, phrases.gettext('It asks {servers} for the time of day.'), {
                servers: subjects,
            });
        case 'software':
            return fill(phrases, phrases.gettext('It fetches software or lists of it from {sources}.'), {
                sources: subjects,
            });
        case 'calendar':
            return fill(phrases, phrases.gettext('It keeps these calendars up to date: {names}.'), {
                names: subjects,
            });
        case 'mail':
            return fill(phrases, phrases.gettext('It looks for mail of these accounts: {names}.'), {
                names: subjects,
            });
        case 'files':
            return fill(phrases, phrases.gettext('It works with files of these accounts: {names}.'), {
                names: subjects,
            });
        case 'connectivity':
            return fill(
                phrases,
                phrases.gettext('It asks {servers} to find out whether the Internet can be reached.'),
                { servers: subjects },
            );
        case 'other':
            return fill(phrases, phrases.gettext('It is set up to ask for this: {names}.'), {
                names: subjects,
            });
    }
}

/** The kind of what is fetched as a label; of a kind that is not known, its code name. */
export function requestKindInWords(phrases: Phrases, kind: string): string {
    return requestWithoutSubject(phrases, kind) ?? kind;
}

function requestWithoutSubject(phrases: Phrases, kind: string): string | null {
    switch (kind) {
        case 'weather':
            return phrases.gettext('Weather report');
        case 'time':
            return phrases.gettext('Time of day');
        case 'software':
            return phrases.gettext('Software and updates');
        case 'calendar':
            return phrases.pgettext('what is fetched', 'Calendars');
        case 'mail':
            return phrases.gettext('Mail');
        case 'files':
            return phrases.pgettext('what is fetched', 'Files');
        case 'connectivity':
            return phrases.gettext('Check of the Internet connection');
        default:
            return null;
    }
}

/** Configurations name many things: three say enough. */
const subjectsNamed = 3;

function subjectsOf(phrases: Phrases, request: Request, withCodes: boolean): string | null {
    const names = request.subjects.flatMap(({ name, code }) => {
        if (name === '') return code === null || code === '' ? [] : [code];
        if (!withCodes || code === null || code === '') return [name];
        // Translators: a place and the code of its weather station, e.g. "Boston (KBOS)"; or another name
        // and its code.
        return [fill(phrases, phrases.gettext('{name} ({code})'), { name, code })];
    });
    if (names.length === 0) return null;
    return listed(phrases, withRest(phrases, names, subjectsNamed));
}

/** The first few names, and how many more there are as the last one. */
export function withRest(
    phrases: Phrases,
    names: readonly string[],
    shown: number,
    total = names.length,
): string[] {
    const first = names.slice(0, shown);
    const rest = total - first.length;
    if (rest <= 0) return first;
    return [
        ...first,
        // Translators: the end of a list, after the names that are shown: "Boston, Paris, and 3 more".
        fill(phrases, phrases.ngettext('{count} more', '{count} more', rest), { count: String(rest) }),
    ];
}
