/** gettext as an argument, so that the report runs in the shell, in gjs and under Node. */
export interface Phrases {
    gettext(message: string): string;
    ngettext(singular: string, plural: string, count: number): string;
    pgettext(context: string, message: string): string;
    /** BCP 47 tag for Intl, e.g. `ja`. */
    readonly locale: string;
}
