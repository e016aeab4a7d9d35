/**
 * The language in which a catalogue speaks, as a BCP 47 tag for Intl, so that numbers and times are in the
 * language of the sentences around them.
 *
 * `header`: the catalogue's header, which gettext gives for the empty message; empty where there is none.
 * `preferred`: the user's languages as GLib names them, e.g. `ja_JP.UTF-8`, `en_GB`, `C`.
 */
export function languageTag(header: string, preferred: readonly string[]): string {
    const translated = /^Language:\s*(\S+)/m.exec(header)?.[1];
    const tags = preferred.map(toTag).filter(tag => tag !== null);
    const wanted = translated ? toTag(translated) : 'en';
    // The same language as the user prefers it: de-CH rather than de.
    return tags.find(tag => tag.split('-')[0] === wanted?.split('-')[0]) ?? wanted ?? 'en';
}

function toTag(name: string): string | null {
    const [plain = ''] = name.split(/[.@]/);
    try {
        return Intl.getCanonicalLocales(plain.replaceAll('_', '-'))[0] ?? null;
    } catch {
        // "C" and "POSIX" are no languages.
        return null;
    }
}
