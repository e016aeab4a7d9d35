import type { Finding, FindingKind, Severity } from '../findings/finding.js';
import type { Phrases } from './phrases.js';
import { bytes, duration, number, roughDuration } from './quantities.js';
import { fill, paragraph } from './sentences.js';

/** The kind of a finding as a label, for lists and preferences. */
export function findingKindInWords(phrases: Phrases, kind: FindingKind): string {
    switch (kind) {
        case 'half-closed':
            return phrases.gettext('Half-closed connections');
        case 'lingering':
            return phrases.gettext('Connections that do not finish closing');
        case 'reconnecting':
            return phrases.gettext('Connections that come back at a rhythm');
        case 'stalled':
            return phrases.gettext('Connections that do not get through');
        case 'unencrypted':
            return phrases.gettext('Connections without encryption');
        case 'unconfirmed-name':
            return phrases.gettext('Names that cannot be trusted');
        case 'new-destination':
            return phrases.gettext('New destinations');
        case 'many-connections':
            return phrases.gettext('Unusually many connections');
    }
}

export function severityInWords(phrases: Phrases, severity: Severity): string {
    switch (severity) {
        case 'info':
            return phrases.gettext('Good to know');
        case 'notice':
            return phrases.gettext('Worth a look');
        case 'warning':
            return phrases.gettext('Warning');
    }
}

/** A finding as a headline that stands alone, with whose it is. `now`: milliseconds since the epoch. */
export function findingHeadline(phrases: Phrases, component: string, finding: Finding, now: number): string {
    // Translators: whose finding it is, and what: "Weather, inside GNOME Shell: Half-closed for 5 minutes".
    return fill(phrases, phrases.gettext('{component}: {finding}'), {
        component,
        finding: findingTitle(phrases, finding, now),
    });
}

/** A finding as a headline. `now`: milliseconds since the epoch. */
export function findingTitle(phrases: Phrases, finding: Finding, now: number): string {
    const span = duration(phrases, now - finding.since);
    const count = figure(finding, 'count', 1);
    switch (finding.kind) {
        case 'half-closed':
            if (count <= 1)
                return fill(phrases, phrases.gettext('Half-closed for {duration}'), { duration: span });
            return counted(
                phrases,
                // Translators: {duration} is how long the oldest of them has been like this.
                phrases.ngettext(
                    '{count} connection half-closed, for up to {duration}',
                    '{count} connections half-closed, for up to {duration}',
                    count,
                ),
                count,
                { duration: span },
            );
        case 'lingering':
            return fill(phrases, phrases.gettext('Closing for {duration}'), { duration: span });
        case 'reconnecting':
            // Translators: {period} is a span of time, e.g. "10 minutes".
            return fill(phrases, phrases.gettext('Connects again about every {period}'), {
                period: roughDuration(phrases, figure(finding, 'period', 0)),
            });
        case 'stalled':
            return stalledTitle(phrases, finding, span);
        case 'unencrypted':
            if (flag(finding, 'expected')) return phrases.gettext('Not encrypted, as intended');
            // Translators: {protocol} is the name of a protocol, e.g. HTTP.
            return fill(phrases, phrases.gettext('Not encrypted ({protocol})'), {
                protocol: word(finding, 'protocol'),
            });
        case 'unconfirmed-name':
            return word(finding, 'warning') === 'contradictory-name'
                ? phrases.gettext('Name and address contradict each other')
                : phrases.gettext('A name that cannot be trusted');
        case 'new-destination':
            // Translators: {destination} is a company, a host name or an address.
            return fill(phrases, phrases.gettext('First connection to {destination}'), {
                destination: word(finding, 'destination'),
            });
        case 'many-connections':
            return counted(
                phrases,
                phrases.ngettext('{count} connection at once', '{count} connections at once', count),
                count,
                {},
            );
    }
}

function stalledTitle(phrases: Phrases, finding: Finding, span: string): string {
    switch (word(finding, 'reason')) {
        case 'unanswered':
            return fill(phrases, phrases.gettext('No answer for {duration}'), { duration: span });
        case 'refused':
            return phrases.gettext('Does not get through, again and again');
        case 'zero-window':
            return fill(phrases, phrases.gettext('The far side has taken no data for {duration}'), {
                duration: span,
            });
        default:
            return fill(phrases, phrases.gettext('Data has not got through for {duration}'), {
                duration: span,
            });
    }
}

/** A finding as a paragraph: what is odd, why, whether to worry. `now`: milliseconds since the epoch. */
export function explainFinding(phrases: Phrases, finding: Finding, now: number): string {
    return paragraph(phrases, findingSentences(phrases, finding, now));
}

/** As `explainFinding`, to be read in passing: what is odd, and whether to worry, without the circumstances. */
export function findingInBrief(phrases: Phrases, finding: Finding, now: number): string {
    const sentences =
        finding.kind === 'half-closed'
            ? [
                  halfClosedFact(phrases, finding, now),
                  ...halfClosedGrowth(phrases, finding),
                  halfClosedVerdict(phrases),
              ]
            : findingSentences(phrases, finding, now);
    return paragraph(phrases, sentences);
}

function findingSentences(phrases: Phrases, finding: Finding, now: number): string[] {
    switch (finding.kind) {
        case 'half-closed':
            return halfClosed(phrases, finding, now);
        case 'lingering':
            return lingering(phrases, finding, now);
        case 'reconnecting':
            return reconnecting(phrases, finding);
        case 'stalled':
            return stalled(phrases, finding, now);
        case 'unencrypted':
            return unencrypted(phrases, finding);
        case 'unconfirmed-name':
            return unconfirmedName(phrases, finding);
        case 'new-destination':
            return [
                fill(
                    phrases,
                    // Translators: {destination} is a company, a host name or an address.
                    phrases.gettext(
                        'As far as is remembered, this is its first connection to {destination}.',
                    ),
                    { destination: word(finding, 'destination') },
                ),
                phrases.gettext('New destinations are normal after updates and when a program is used anew.'),
            ];
        case 'many-connections':
            return manyConnections(phrases, finding);
    }
}

function halfClosed(phrases: Phrases, finding: Finding, now: number): string[] {
    const count = figure(finding, 'count', 1);
    const sentences = [halfClosedFact(phrases, finding, now)];
    if (count > 1) {
        sentences.push(
            counted(
                phrases,
                // Translators: connections that are half-closed.
                phrases.ngettext(
                    '{count} connection is in this state.',
                    '{count} connections are in this state; that is the oldest of them.',
                    count,
                ),
                count,
                {},
            ),
        );
    }
    const unread = figure(finding, 'unread', 0);
    if (unread > 0) {
        sentences.push(
            fill(phrases, phrases.gettext('Of what arrived, {size} have not been read by the program.'), {
                size: bytes(phrases, unread),
            }),
        );
    } else {
        sentences.push(phrases.gettext('Everything that arrived has been read.'));
    }
    sentences.push(halfClosedCause(phrases, word(finding, 'cause')));
    if (word(finding, 'keepalive') === 'off') {
        sentences.push(
            phrases.gettext('TCP keepalive is off, so the system does not look after the connection either.'),
        );
    } else if (word(finding, 'keepalive') === 'on') {
        sentences.push(phrases.gettext('TCP keepalive is on.'));
    }
    return [
        ...sentences,
        ...halfClosedGrowth(phrases, finding),
        halfClosedVerdict(phrases),
        // Only what is certain: a program without an idle time-out keeps it for good.
        phrases.gettext('It ends with the program’s next request or when the program exits, at the latest.'),
    ];
}

function halfClosedFact(phrases: Phrases, finding: Finding, now: number): string {
    const text = flag(finding, 'before')
        ? phrases.gettext(
              'The far side finished at least {duration} ago and sends nothing more, but the program has not closed its own end.',
          )
        : phrases.gettext(
              'The far side finished {duration} ago and sends nothing more, but the program has not closed its own end.',
          );
    return fill(phrases, text, { duration: duration(phrases, now - finding.since) });
}

function halfClosedGrowth(phrases: Phrases, finding: Finding): string[] {
    if (!flag(finding, 'growing')) return [];
    return [
        phrases.gettext(
            'They are becoming more: the program forgets to close them, and its authors should be told.',
        ),
    ];
}

function halfClosedVerdict(phrases: Phrases): string {
    return phrases.gettext(
        'This is a small mistake of the program and harmless: nothing is being sent, and nobody listens in.',
    );
}

function halfClosedCause(phrases: Phrases, cause: string): string {
    switch (cause) {
        case 'libgweather':
            return phrases.gettext(
                'The reason is known: GNOME’s weather library keeps the connection for the next report and does not watch it meanwhile, so it notices late that the far side has gone.',
            );
        case 'libsoup2':
            return phrases.gettext(
                'The reason is known: its HTTP library, libsoup 2, keeps connections for the next request without watching them and without a time limit.',
            );
        case 'libsoup3':
            return phrases.gettext(
                'The reason is known: its HTTP library, libsoup, keeps connections for the next request, for a minute as a rule, and does not watch them meanwhile.',
            );
        case 'webkit':
        case 'firefox':
            return phrases.gettext(
                'Its HTTP library keeps connections for the next request, but for two minutes at most.',
            );
        case 'chromium':
            return phrases.gettext(
                'Its HTTP library keeps connections for the next request, but for five minutes at most.',
            );
        default:
            return phrases.gettext(
                'Programs that keep a connection for the next request often notice late that the far side has gone.',
            );
    }
}

function lingering(phrases: Phrases, finding: Finding, now: number): string[] {
    const values = { duration: duration(phrases, now - finding.since) };
    if (word(finding, 'state') === 'FIN_WAIT2') {
        return [
            fill(
                phrases,
                phrases.gettext(
                    'The program finished {duration} ago, but the far side keeps its end of the connection open.',
                ),
                values,
            ),
            phrases.gettext('That is up to the far side, and it is harmless.'),
        ];
    }
    return [
        fill(
            phrases,
            phrases.gettext(
                'The program finished {duration} ago, but the far side does not confirm it: it may be out of reach.',
            ),
            values,
        ),
        phrases.gettext('The system gives up by itself after some minutes; nothing needs to be done.'),
    ];
}

function reconnecting(phrases: Phrases, finding: Finding): string[] {
    const values = {
        period: roughDuration(phrases, figure(finding, 'period', 0)),
        delay: duration(phrases, figure(finding, 'firstAfterLogin', 0)),
    };
    const sentences = [
        'firstAfterLogin' in finding.values
            ? fill(
                  phrases,
                  // Translators: {period} and {delay} are spans of time: "about every 10 minutes, and has done
                  // so since 4 seconds after login".
                  phrases.gettext(
                      'It connects anew about every {period}, and has done so since {delay} after login.',
                  ),
                  values,
              )
            : fill(phrases, phrases.gettext('It connects anew about every {period}.'), values),
    ];
    if (flag(finding, 'halfCloses')) {
        sentences.push(
            phrases.gettext(
                'In between, the far side finishes first, and the program closes its end only when it connects the next time.',
            ),
        );
    }
    sentences.push(
        phrases.gettext('Such a rhythm is usual for programs that look for news at fixed intervals.'),
    );
    return sentences;
}

function stalled(phrases: Phrases, finding: Finding, now: number): string[] {
    const span = duration(phrases, now - finding.since);
    const harmless = phrases.gettext(
        'The far side or the network between is out of order or blocks this; for this computer it is harmless.',
    );
    switch (word(finding, 'reason')) {
        case 'unanswered':
            return [
                fill(
                    phrases,
                    phrases.gettext(
                        'The program has been trying to connect for {duration}, and nobody answers.',
                    ),
                    { duration: span },
                ),
                harmless,
            ];
        case 'refused': {
            const attempts = figure(finding, 'attempts', 0);
            return [
                counted(
                    phrases,
                    phrases.ngettext(
                        'The program has tried to connect {count} time, and each attempt ended without any data.',
                        'The program has tried to connect {count} times, and each attempt ended without any data.',
                        attempts,
                    ),
                    attempts,
                    {},
                ),
                phrases.gettext(
                    'The far side probably refuses: nothing may be running there, or it is blocked.',
                ),
            ];
        }
        case 'zero-window':
            return [
                fill(
                    phrases,
                    phrases.gettext(
                        'The far side has accepted no more data for {duration}: its program does not read what it is sent.',
                    ),
                    { duration: span },
                ),
                fill(phrases, phrases.gettext('{size} wait to be sent.'), {
                    size: bytes(phrases, figure(finding, 'waiting', 0)),
                }),
            ];
        default:
            return [
                fill(
                    phrases,
                    phrases.gettext(
                        'What was sent has not been confirmed for {duration}, and the system keeps sending it again.',
                    ),
                    { duration: span },
                ),
                harmless,
            ];
    }
}

function unencrypted(phrases: Phrases, finding: Finding): string[] {
    const values = { protocol: word(finding, 'protocol'), port: String(figure(finding, 'port', 0)) };
    const first = flag(finding, 'maybe')
        ? fill(
              phrases,
              // Translators: {protocol} is the name of a protocol, e.g. IMAP; {port} is a number.
              phrases.gettext(
                  'The port {port} ({protocol}) begins without encryption; whether the two sides turn it on afterwards cannot be seen.',
              ),
              values,
          )
        : fill(
              phrases,
              // Translators: {protocol} is the name of a protocol, e.g. HTTP; {port} is a number.
              phrases.gettext(
                  'By its port, {port} ({protocol}), this connection is not encrypted: whoever passes the data on can read and change it.',
              ),
              values,
          );
    if (flag(finding, 'expected')) {
        return [
            first,
            phrases.gettext(
                'For this component that is how it is meant to work, and nothing to worry about.',
            ),
        ];
    }
    return [first, phrases.gettext('That is a weakness, not an attack: avoid sending passwords this way.')];
}

function unconfirmedName(phrases: Phrases, finding: Finding): string[] {
    const values = { name: word(finding, 'name') };
    if (word(finding, 'warning') === 'contradictory-name') {
        return [
            fill(
                phrases,
                phrases.gettext('The far side calls itself {name}, but that name speaks of another address.'),
                values,
            ),
            phrases.gettext(
                'It is most likely a mistake in its entries; rely on the network, not on the name.',
            ),
        ];
    }
    const first =
        word(finding, 'warning') === 'unconfirmed-name'
            ? phrases.gettext(
                  'The far side calls itself {name}, but that name does not lead back to its address.',
              )
            : phrases.gettext(
                  'The far side calls itself {name}, but that name does not lead back to its address, and the network does not fit it.',
              );
    return [
        fill(phrases, first, values),
        phrases.gettext(
            'Anybody who runs a server can give it such a name; rely on the network, not on the name.',
        ),
        phrases.gettext('That alone does not mean that anything bad is going on.'),
    ];
}

function manyConnections(phrases: Phrases, finding: Finding): string[] {
    const count = figure(finding, 'count', 0);
    return [
        counted(
            phrases,
            // Translators: {usual} is a number.
            phrases.ngettext(
                'It has {count} connection open at once; up to {usual} are nothing unusual.',
                'It has {count} connections open at once; up to {usual} are nothing unusual.',
                count,
            ),
            count,
            { usual: number(phrases, figure(finding, 'usual', 0)) },
        ),
        phrases.gettext(
            'Downloads, synchronising and file sharing can cause that; a program that forgets to close can too.',
        ),
    ];
}

function counted(
    phrases: Phrases,
    template: string,
    count: number,
    values: Readonly<Record<string, string>>,
): string {
    return fill(phrases, template, { ...values, count: number(phrases, count) });
}

function figure(finding: Finding, key: string, otherwise: number): number {
    const value = finding.values[key];
    return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

function word(finding: Finding, key: string): string {
    const value = finding.values[key];
    return typeof value === 'string' ? value : '';
}

function flag(finding: Finding, key: string): boolean {
    return finding.values[key] === true;
}
