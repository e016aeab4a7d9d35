/**
 * Characters that take two cells of a terminal: East Asian Wide and Fullwidth (Unicode UAX #11), emoji among
 * them, in ranges of code points.
 */
const wide = new RegExp(
    [
        '[',
        String.raw`\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615`,
        String.raw`\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea`,
        String.raw`\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757`,
        String.raw`\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf`,
        String.raw`\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19`,
        String.raw`\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{1f004}`,
        String.raw`\u{1f0cf}\u{1f18e}\u{1f191}-\u{1f19a}\u{1f200}-\u{1f64f}\u{1f680}-\u{1f6ff}`,
        String.raw`\u{1f7e0}-\u{1f7eb}\u{1f90c}-\u{1f9ff}\u{1fa70}-\u{1faff}\u{20000}-\u{3fffd}`,
        ']',
    ].join(''),
    'u',
);
/** Marks that stand on the character before them, and characters that show nothing. */
const zero = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;
const plain = /^[\x20-\x7e]*$/;

/** Cells of a terminal that a text takes. */
export function textWidth(text: string): number {
    if (plain.test(text)) return text.length;
    let width = 0;
    for (const character of text) width += characterWidth(character);
    return width;
}

function characterWidth(character: string): number {
    if (zero.test(character)) return 0;
    return wide.test(character) ? 2 : 1;
}

/** A text in exactly that many cells: cut with an ellipsis, or filled up on one side. */
export function fitText(text: string, cells: number, align: 'start' | 'end' = 'start'): string {
    const cut = cutText(text, cells);
    const space = ' '.repeat(Math.max(0, cells - textWidth(cut)));
    return align === 'start' ? cut + space : space + cut;
}

/** A text in at most that many cells. */
export function cutText(text: string, cells: number): string {
    if (textWidth(text) <= cells) return text;
    if (cells < 1) return '';
    let cut = '';
    let width = 0;
    for (const character of text) {
        const next = characterWidth(character);
        if (width + next > cells - 1) break;
        cut += character;
        width += next;
    }
    return `${cut}…`;
}

/**
 * A text in lines of at most that many cells, broken at spaces, and where there is none for a whole line (as in
 * languages that write without) at any character.
 */
export function wrapText(text: string, cells: number): string[] {
    const lines: string[] = [];
    let line = '';
    let width = 0;
    for (const word of text.split(/(?<= )/)) {
        const next = textWidth(withoutLastSpaces(word));
        if (width > 0 && width + next > cells) {
            lines.push(withoutLastSpaces(line));
            line = '';
            width = 0;
        }
        for (const character of next > cells ? word : [word]) {
            const more = textWidth(character);
            if (width > 0 && width + textWidth(withoutLastSpaces(character)) > cells) {
                lines.push(withoutLastSpaces(line));
                line = '';
                width = 0;
            }
            line += character;
            width += more;
        }
    }
    return line === '' ? lines : [...lines, withoutLastSpaces(line)];
}

/** Only the spaces that a line may be broken at: others, such as U+3000, are part of the text. */
function withoutLastSpaces(text: string): string {
    return text.replace(/ +$/, '');
}
