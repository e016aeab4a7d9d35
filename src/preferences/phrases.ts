import GLib from 'gi://GLib';
import { gettext, ngettext, pgettext } from 'resource:///org/gnome/Shell/Extensions/js/extensions/prefs.js';

import { languageTag } from '../engine/report/language.js';
import type { Phrases } from '../engine/report/phrases.js';

/** The words of the report in the language of the preferences. */
export const phrases: Phrases = {
    gettext,
    ngettext,
    pgettext,
    // Asked for late: which catalogue speaks is known only once the extension's preferences are open.
    get locale() {
        return languageTag(gettext(''), GLib.get_language_names());
    },
};
