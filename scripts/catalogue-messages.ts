import type { CatalogueEntry } from '../src/engine/attribution/catalogue.js';
import { readCatalogueFile } from '../src/engine/attribution/catalogueFile.js';
import { readDataFiles, type DataFile } from './dataFiles.js';

/**
 * Writes the texts of data/components/ as JavaScript calls to stdout, for
 * `xgettext --language=JavaScript --from-code=UTF-8 --add-comments=Translators -`. A text that several entries
 * share is written once, with the comments of all of them.
 */
function entriesOf({ name, text }: DataFile): readonly CatalogueEntry[] {
    const read = readCatalogueFile(text);
    if ('problem' in read) throw new Error(`${name}: ${read.problem}`);
    return read.entries;
}

/** Names of apps are brands, and come from their desktop files; GNOME's own are common words. */
function nameMessages({ id, kind, name }: CatalogueEntry): (readonly [message: string, comment: string])[] {
    if (kind !== 'app') return [[name, `name of a part or service of the desktop (${id})`]];
    return id.startsWith('org.gnome.')
        ? [[name, `name of an app (${id}); use its name in your language`]]
        : [];
}

function messagesOf(entry: CatalogueEntry): (readonly [message: string, comment: string])[] {
    const of = `${entry.name} (${entry.id})`;
    const requesters = entry.behalf?.requesters ?? [];
    return [
        ...nameMessages(entry),
        ...requesters.map(
            requester => [requester, `${of} works for it; use its name in your language`] as const,
        ),
        [entry.purpose, `what ${of} is for`],
        ...(entry.loss === null ? [] : [[entry.loss, `what is lost when ${of} cannot connect`] as const]),
        ...(entry.turnOff === null
            ? []
            : [[entry.turnOff, `how to turn off ${of}; use the settings’ words in your language`] as const]),
    ];
}

const comments = new Map<string, string[]>();
for (const file of readDataFiles('components').files) {
    for (const entry of entriesOf(file)) {
        for (const [message, comment] of messagesOf(entry)) {
            const known = comments.get(message);
            if (known) known.push(comment);
            else comments.set(message, [comment]);
        }
    }
}
for (const [message, said] of comments) {
    // A shared text needs no list of everything that shares it.
    const shown = said.length > 2 ? [...said.slice(0, 2), 'and others'] : said;
    process.stdout.write(`// Translators: ${shown.join('; ')}.\n_(${JSON.stringify(message)});\n`);
}
