import { fill } from '../../engine/report/report.js';
import type { Phrases } from '../../engine/report/report.js';
import type { Registration, RegistrationFailure } from '../../protocol/messages.js';

/** A registry's answer, or why there is none, as lines of text. */
export function registrationInWords(
    phrases: Phrases,
    result: Registration | null,
    failure: RegistrationFailure | null,
): string {
    if (result) return found(phrases, result);
    switch (failure) {
        case 'time-out':
            return phrases.gettext('The registry did not answer in time.');
        case 'offline':
            return phrases.gettext('The registry cannot be reached. Is this computer online?');
        case 'rate-limit':
            return phrases.gettext('The registry has been asked too often. Try again later.');
        case 'too-large':
            return phrases.gettext('The answer of the registry was too long to be read.');
        case 'not-found':
            return phrases.gettext('The registry knows nothing of this address.');
        case 'no-consent':
            return phrases.gettext('The registry was not asked, since you have not agreed to it.');
        case 'special-address':
            return phrases.gettext('This address is on no public network, so no registry has it.');
        case 'no-library':
            return phrases.gettext('The registry cannot be asked, because libsoup 3 is not installed.');
        case 'unreadable':
        case null:
            return phrases.gettext('The answer of the registry could not be read.');
    }
}

function found(phrases: Phrases, result: Registration): string {
    const lines = [
        line(phrases, phrases.gettext('Network'), result.network),
        line(phrases, phrases.gettext('Range'), result.range),
        line(phrases, phrases.gettext('Holder'), result.holder),
        line(phrases, phrases.gettext('Country'), countryName(phrases, result.country)),
        line(phrases, phrases.gettext('Contact for abuse'), result.abuse),
        line(phrases, phrases.gettext('Registry'), result.registry),
    ];
    return lines.filter(text => text !== '').join('\n');
}

function line(phrases: Phrases, label: string, value: string | null): string {
    // Translators: a label and its value on a line of its own, e.g. "Network: AS2527 Sony".
    return value ? fill(phrases, phrases.gettext('{label}: {value}'), { label, value }) : '';
}

/** ISO 3166-1 code → name in the user's language; anything else stays as it is. */
function countryName(phrases: Phrases, code: string | null): string | null {
    if (code === null || !/^[A-Za-z]{2}$/.test(code)) return code;
    const names = new Intl.DisplayNames([phrases.locale], { type: 'region', fallback: 'code' });
    return names.of(code.toUpperCase()) ?? code;
}
