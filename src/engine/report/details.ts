import type { ComponentFacts, ConnectionFacts } from './facts.js';
import type { Finding } from '../findings/finding.js';
import { evidenceInWords, strengthInWords } from './evidenceWords.js';
import { explainConnection } from './explanation.js';
import { explainFinding, findingTitle, severityInWords } from './findingWords.js';
import { networkInFull } from './networkName.js';
import { componentInWords, componentKindInWords } from './owners.js';
import type { Phrases } from './phrases.js';
import { bytes, number } from './quantities.js';
import { fill, translated } from './sentences.js';
import { stateInWords } from './states.js';
import { addressAndPort, componentSummaryLine, connectionTitle } from './summaries.js';

/** In a bug report more connections than this say nothing new. */
const connectionsTold = 50;

/**
 * A component with its connections as plain text for a bug report. Times are written in UTC as ISO 8601
 * does, for they are compared with logs. `now`: milliseconds since the epoch.
 */
export function componentDetails(
    phrases: Phrases,
    summary: ComponentFacts,
    records: readonly ConnectionFacts[],
    now: number,
): string {
    const { component } = summary;
    const lines = [
        componentInWords(phrases, component),
        componentSummaryLine(phrases, summary),
        labelled(phrases, phrases.gettext('Kind'), componentKindInWords(phrases, component.kind)),
        labelled(phrases, phrases.gettext('Identifier'), component.id),
        labelled(phrases, phrases.gettext('Unit'), component.unit),
        labelled(
            phrases,
            phrases.gettext('Purpose'),
            component.purpose && translated(phrases, component.purpose),
        ),
        labelled(phrases, phrases.gettext('Open connections'), number(phrases, summary.open)),
        labelled(phrases, phrases.gettext('Ended connections'), number(phrases, summary.ended)),
        labelled(phrases, phrases.gettext('Sent'), bytes(phrases, summary.bytesSent)),
        labelled(phrases, phrases.gettext('Received'), bytes(phrases, summary.bytesReceived)),
        // Translators: a label, followed by a time.
        labelled(phrases, phrases.gettext('First seen'), utc(summary.since)),
        ...summary.findings.flatMap(finding => ['', ...findingLines(phrases, finding, now)]),
        ...records.slice(0, connectionsTold).flatMap(record => ['', ...connectionLines(phrases, record)]),
    ];
    return asText(lines);
}

/** A connection with its explanation and evidence as plain text for a bug report; see `componentDetails`. */
export function connectionDetails(
    phrases: Phrases,
    record: ConnectionFacts,
    findings: readonly Finding[],
    now: number,
): string {
    const { endpoint } = record;
    return asText([
        componentInWords(phrases, record.component),
        connectionTitle(phrases, record),
        '',
        ...explainConnection(phrases, record, findings, now).flatMap(text => [text, '']),
        ...connectionLines(phrases, record),
        labelled(
            phrases,
            phrases.gettext('Certainty'),
            endpoint.confidence && strengthInWords(phrases, endpoint.confidence),
        ),
        '',
        phrases.gettext('Why this is thought to be so:'),
        ...[...record.attribution.evidence, ...endpoint.evidence].map(evidence =>
            // Translators: a line of a list: a fact and how sure it is (Certain, Likely, A guess).
            fill(phrases, phrases.gettext('– {fact} ({strength})'), {
                fact: evidenceInWords(phrases, evidence),
                strength: strengthInWords(phrases, evidence.strength),
            }),
        ),
    ]);
}

function findingLines(phrases: Phrases, finding: Finding, now: number): string[] {
    return [
        labelled(phrases, severityInWords(phrases, finding.severity), findingTitle(phrases, finding, now)) ??
            '',
        explainFinding(phrases, finding, now),
    ];
}

function connectionLines(phrases: Phrases, record: ConnectionFacts): (string | null)[] {
    const { local, remote, endpoint, process } = record;
    return [
        labelled(phrases, phrases.gettext('Protocol'), record.protocol.toUpperCase()),
        labelled(phrases, phrases.gettext('Far side'), addressAndPort(remote.address, remote.port)),
        labelled(phrases, phrases.gettext('This side'), addressAndPort(local.address, local.port)),
        labelled(phrases, phrases.gettext('Name'), endpoint.name),
        labelled(
            phrases,
            phrases.gettext('Network'),
            endpoint.network && networkInFull(phrases, endpoint.network),
        ),
        labelled(
            phrases,
            phrases.gettext('State'),
            `${stateInWords(phrases, record.state)} (${record.state})`,
        ),
        ...record.states.map(({ state, at }) => `  ${utc(at)} ${state}`),
        labelled(phrases, phrases.gettext('Process'), process && `${process.name} (${String(process.pid)})`),
        labelled(phrases, phrases.gettext('Sent'), sizeOrNull(phrases, record.bytesSent)),
        labelled(phrases, phrases.gettext('Received'), sizeOrNull(phrases, record.bytesReceived)),
        labelled(phrases, phrases.gettext('Not read yet'), sizeOrNull(phrases, unread(record))),
    ];
}

/** Bytes that arrived and nobody has read. The kernel counts the far side's FIN as one more. */
function unread({ state, receiveQueue }: ConnectionFacts): number | null {
    return receiveQueue !== null && state === 'CLOSE_WAIT' ? Math.max(0, receiveQueue - 1) : receiveQueue;
}

function sizeOrNull(phrases: Phrases, size: number | null): string | null {
    return size === null ? null : bytes(phrases, size);
}

/** A label and its value on a line of its own; null where there is no value. */
export function labelled(phrases: Phrases, label: string, value: string | null): string | null {
    if (value === null || value === '') return null;
    // Translators: a label and its value on a line of its own, e.g. "Network: AS2527 Sony".
    return fill(phrases, phrases.gettext('{label}: {value}'), { label, value });
}

function utc(at: number): string {
    return Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : '?';
}

function asText(lines: readonly (string | null)[]): string {
    return `${lines.filter(line => line !== null).join('\n')}\n`;
}
