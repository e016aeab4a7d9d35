/** What strangers may write into a name, in characters. A DNS name has at most 253 (RFC 1035). */
const longestName = 253;

/**
 * Characters that could change how the rest is read: C0 and C1 controls, line and paragraph separators,
 * bidirectional marks, embeddings, overrides and isolates (Unicode UAX #9), zero-width characters, the
 * byte-order mark, tag characters and lone surrogates.
 */
const unclean = new RegExp(
    [
        String.raw`[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f]`,
        String.raw`[\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]`,
        String.raw`[\ud800-\udbff](?![\udc00-\udfff])`,
        String.raw`(?<![\ud800-\udbff])[\udc00-\udfff]`,
    ].join('|'),
    'gu',
);

/** Text from outside, fit to be shown as plain text: cleaned, trimmed and at most `longest` characters. */
export function cleanText(text: string, longest = longestName): string {
    // Cleaned before it is cut, but no more of it than could be needed: a hostile name may be megabytes.
    const cleaned = text
        .slice(0, longest * 4)
        .replace(unclean, '')
        .trim();
    const characters = Array.from(cleaned);
    return characters.length <= longest ? cleaned : `${characters.slice(0, longest - 1).join('')}…`;
}
