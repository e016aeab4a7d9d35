import type { Component } from '../attribution/component.js';
import type { ConnectionFacts } from './facts.js';
import { severities, type Finding } from '../findings/finding.js';
import type { Endpoint } from '../identification/endpoint.js';
import { evidenceInWords } from './evidenceWords.js';
import { farSideExplained } from './farSide.js';
import { explainFinding } from './findingWords.js';
import { behalfExplained, ownerExplained } from './owners.js';
import type { Phrases } from './phrases.js';
import { bytes, duration, pointInTime } from './quantities.js';
import { requestExplained } from './requests.js';
import { fill, paragraph, translated } from './sentences.js';
import { stateExplained } from './states.js';

/**
 * A connection told in short paragraphs: whose it is and what for, who is at the far side, since when and in
 * which state, what is odd, whether to worry and what can be done.
 * `findings`: those of the record, or all; the others are left out. `now`: milliseconds since the epoch.
 */
export function explainConnection(
    phrases: Phrases,
    record: ConnectionFacts,
    findings: readonly Finding[],
    now: number,
): string[] {
    const own = findings
        .filter(finding => record.findings.includes(finding.id))
        .sort((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity));
    return [
        ownerSentences(phrases, record),
        farSideExplained(phrases, record.endpoint),
        courseSentences(phrases, record, own, now),
        ...own.map(finding => [explainFinding(phrases, finding, now)]),
        adviceSentences(phrases, record, own),
        turnOffSentences(phrases, record.component),
    ]
        .filter(sentences => sentences.length > 0)
        .map(sentences => paragraph(phrases, sentences));
}

/** An address told in paragraphs: who is there, and why that is thought. */
export function explainAddress(phrases: Phrases, endpoint: Endpoint): string[] {
    return [
        paragraph(phrases, farSideExplained(phrases, endpoint)),
        ...endpoint.evidence.map(evidence => evidenceInWords(phrases, evidence)),
    ];
}

function ownerSentences(phrases: Phrases, record: ConnectionFacts): string[] {
    const { component, request } = record;
    const sentences = [ownerExplained(phrases, component, record.attribution)];
    if (component.purpose !== null && component.purpose !== '') {
        sentences.push(translated(phrases, component.purpose));
    }
    const fetched = request ? requestExplained(phrases, request) : null;
    if (fetched !== null) sentences.push(fetched);
    const behalf = behalfExplained(phrases, component);
    if (behalf !== null) sentences.push(behalf);
    return sentences;
}

function courseSentences(
    phrases: Phrases,
    record: ConnectionFacts,
    findings: readonly Finding[],
    now: number,
): string[] {
    const sentences = [timeSentence(phrases, record, now)];
    if (record.bytesSent !== null && record.bytesReceived !== null) {
        sentences.push(
            fill(phrases, phrases.gettext('Sent: {sent}, received: {received}.'), {
                sent: bytes(phrases, record.bytesSent),
                received: bytes(phrases, record.bytesReceived),
            }),
        );
    }
    // The finding says the same with more.
    const told = findings.some(({ kind }) => kind === 'half-closed' || kind === 'lingering');
    if (!told && record.closedAt === null) sentences.push(stateExplained(phrases, record.state));
    return sentences;
}

function timeSentence(phrases: Phrases, record: ConnectionFacts, now: number): string {
    if (record.closedAt !== null) {
        const values = {
            duration: duration(phrases, record.closedAt - record.since),
            time: pointInTime(phrases, record.closedAt, now),
        };
        return record.before
            ? fill(
                  phrases,
                  // Translators: {time} is a time of day, perhaps with a date.
                  phrases.gettext('The connection is over ({time}); it lasted {duration} or more.'),
                  values,
              )
            : // Translators: {time} is a time of day, perhaps with a date.
              fill(
                  phrases,
                  phrases.gettext('The connection is over ({time}); it lasted {duration}.'),
                  values,
              );
    }
    const values = {
        duration: duration(phrases, now - record.since),
        time: pointInTime(phrases, record.since, now),
    };
    return record.before
        ? fill(
              phrases,
              // Translators: {time} is a time of day, perhaps with a date.
              phrases.gettext('It is older than Edgewise’s first look, {duration} ago ({time}).'),
              values,
          )
        : // Translators: {time} is a time of day, perhaps with a date.
          fill(phrases, phrases.gettext('It began {duration} ago ({time}).'), values);
}

function adviceSentences(phrases: Phrases, record: ConnectionFacts, findings: readonly Finding[]): string[] {
    const { component, endpoint } = record;
    const sentences: string[] = [];
    if (!findings.some(({ severity }) => severity !== 'info')) {
        if (component.unknown) {
            sentences.push(phrases.gettext('That its owner is not known is no sign that anything is wrong.'));
        } else if (component.catalogueId !== null && endpoint.confidence === 'certain') {
            sentences.push(
                phrases.gettext(
                    'This is what the component is expected to do; there is nothing unusual about it.',
                ),
            );
        } else if (findings.length === 0) {
            sentences.push(phrases.gettext('Nothing about it is unusual.'));
        }
    }
    return sentences;
}

/** How the component is turned off, and what is lost then. */
function turnOffSentences(phrases: Phrases, { turnOff, loss }: Component): string[] {
    if (turnOff === null || turnOff === '') return [];
    const sentences = [
        // Translators: {how} is an instruction, e.g. "Settings → Privacy → Location".
        fill(phrases, phrases.gettext('To turn it off: {how}'), { how: translated(phrases, turnOff) }),
    ];
    if (loss !== null && loss !== '') {
        sentences.push(
            // Translators: {loss} is a sentence saying what no longer works when the component is turned off or
            // cannot connect, e.g. "The clock menu shows no weather."
            fill(phrases, phrases.gettext('Without it: {loss}'), { loss: translated(phrases, loss) }),
        );
    }
    return sentences;
}
