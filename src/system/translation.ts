import Gettext from 'gettext';
import GLib from 'gi://GLib?version=2.0';
import type { Phrases } from '../engine/report/phrases.js';

const domain = 'edgewise@edgewise';

/** Translations of the messages in `folder`, in the language of the session. */
export function translatedPhrases(folder: string): Phrases {
    Gettext.bindtextdomain(domain, folder);
    return {
        gettext: message => Gettext.dgettext(domain, message),
        ngettext: (singular, plural, count) => Gettext.dngettext(domain, singular, plural, count),
        pgettext: (context, message) => Gettext.dpgettext(domain, context, message),
        locale: languageTag(),
    };
}

/** The language of messages as Intl knows it: `pt_BR.UTF-8` is `pt-BR`, `C` is English. */
function languageTag(): string {
    for (const name of GLib.get_language_names()) {
        const tag = name.replace(/[.@].*$/, '').replaceAll('_', '-');
        if (tag === 'C' || tag === 'POSIX') break;
        try {
            return Intl.getCanonicalLocales(tag)[0] ?? 'en';
        } catch {
            // A locale's name may be anything.
        }
    }
    return 'en';
}
