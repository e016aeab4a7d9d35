import { fill } from '../engine/report/report.js';
import type { Phrases } from '../engine/report/report.js';
import { cleanText } from '../engine/untrustedText.js';
import type { UsageError } from './arguments.js';

/** What `--help` prints. */
export function helpText(phrases: Phrases): string {
    const { gettext } = phrases;
    const rows: readonly (readonly [string, string])[] = [
        ['edgewise', gettext('show the connections of this computer, live')],
        ['edgewise --once', gettext('show them once')],
        ['edgewise --json', gettext('print a snapshot as JSON at each look, one a line')],
        [
            'edgewise explain ADDRESS',
            gettext('tell all that is known of an address and the connections to it'),
        ],
        ['edgewise findings', gettext('tell what is odd')],
        ['edgewise report', gettext('print what a bug report needs, without addresses and names')],
        [
            'edgewise identify ADDRESS…',
            gettext('name who is at these addresses; “-” reads them from standard input'),
        ],
        [
            'edgewise --version',
            gettext('print the version, where the connections are read and the data’s date'),
        ],
    ];
    const options: readonly (readonly [string, string])[] = [
        ['--once', gettext('look once, and end')],
        ['--json', gettext('print JSON')],
        ['--interval SECONDS', gettext('seconds between two looks, 0.5 to 60')],
        ['--all', gettext('local connections and listening sockets, too')],
        ['--offline', gettext('ask no name server')],
    ];
    return [
        gettext(
            'Edgewise tells who this computer is talking to, on whose behalf, and whether that is normal.',
        ),
        '',
        ...aligned(rows),
        '',
        ...aligned(options),
    ].join('\n');
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
    const width = Math.max(...rows.map(([left]) => left.length));
    return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

/** Why the arguments cannot be understood, as a sentence. */
export function usageProblem(phrases: Phrases, { kind, argument }: UsageError): string {
    return fill(phrases, usageSentence(phrases, kind), { argument: cleanText(argument, 100) });
}

function usageSentence(phrases: Phrases, kind: UsageError['kind']): string {
    switch (kind) {
        case 'unknown-option':
            return phrases.gettext('There is no option {argument}.');
        case 'unexpected':
            return phrases.gettext('“{argument}” is not expected here.');
        case 'missing-value':
            return phrases.gettext('{argument} needs a value.');
        case 'bad-interval':
            return phrases.gettext('“{argument}” is no interval: it must be 0.5 to 60 seconds.');
        case 'conflict':
            return phrases.gettext('{argument} does not go with the rest.');
    }
}
