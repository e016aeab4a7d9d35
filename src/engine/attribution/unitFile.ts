import { cleanText } from '../untrustedText.js';
import { unescapeUnit } from './cgroupPlace.js';
import { keyFileGroups } from './keyFile.js';

/**
 * `Description=` of a unit file, with those specifiers of systemd.unit(5) put in that the unit's name answers;
 * null where it has none. `unitFile` is the escaped name, of an instance where it is one.
 */
export function unitDescription(text: string, unitFile: string): string | null {
    const written = keyFileGroups(text)
        .filter(({ name }) => name === 'Unit')
        .flatMap(({ entries }) => entries)
        .filter(([key]) => key === 'Description')
        .pop()?.[1];
    if (written === undefined) return null;
    const base = unitFile.replace(/\.[a-z]+$/, '');
    const at = base.indexOf('@');
    const instance = at < 0 ? '' : base.slice(at + 1);
    const prefix = at < 0 ? base : base.slice(0, at);
    const specifiers: Readonly<Record<string, string>> = {
        '%': '%',
        n: unitFile,
        N: base,
        p: prefix,
        P: unescapeUnit(prefix),
        i: instance,
        I: unescapeUnit(instance),
    };
    const description = cleanText(
        written.replace(/%(.)/g, (_all, letter: string) => specifiers[letter] ?? ''),
        120,
    );
    return description === '' ? null : description;
}

/** The file names that describe a unit, best first: its own, then its template's. */
export function unitFileNames(unitFile: string): readonly string[] {
    if (!/^[^/\0]{1,255}$/.test(unitFile) || unitFile.startsWith('.')) return [];
    const template = unitFile.replace(/@.*(\.[a-z]+)$/, '@$1');
    return template === unitFile ? [unitFile] : [unitFile, template];
}
