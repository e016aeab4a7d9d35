import type { EngineStatus } from '../collector/assembly.js';
import { fill } from '../engine/report/report.js';
import type { Phrases } from '../engine/report/report.js';
import { cleanText } from '../engine/untrustedText.js';

/** What `--version` prints: what a report of a bug should hold. */
export function versionText(phrases: Phrases, version: string, status: EngineStatus): string[] {
    return [
        `Edgewise ${version}`,
        samplerLine(phrases, status),
        networksLine(phrases, status),
        ...status.problems.map(({ file, reason }) => cleanText(`${file}: ${reason}`, 500)),
    ];
}

function samplerLine(phrases: Phrases, { sampler, samplerReason }: EngineStatus): string {
    if (sampler === 'ss') return phrases.gettext('Connections are read through ss (sock_diag).');
    return fill(phrases, samplerSentence(phrases, samplerReason), { fault: samplerReason ?? '' });
}

function samplerSentence(phrases: Phrases, reason: string | null): string {
    switch (reason) {
        case 'missing':
            return phrases.gettext('Connections are read from /proc/net, because ss is not installed.');
        case 'hung':
            return phrases.gettext(
                'Connections are read from /proc/net, because ss does not answer in time.',
            );
        case 'unreadable':
            return phrases.gettext(
                'Connections are read from /proc/net, because what ss prints cannot be understood.',
            );
        default:
            // Translators: {fault} is an English word for what went wrong.
            return phrases.gettext('Connections are read from /proc/net, because ss fails ({fault}).');
    }
}

function networksLine(phrases: Phrases, { networks }: EngineStatus): string {
    switch (networks.state) {
        case 'ready':
            // Translators: {date} is a date like 2026-06-17, {source} names where the data are from.
            return fill(phrases, phrases.gettext('Networks of {date}, from {source}.'), {
                date: networks.date ?? '?',
                source: networks.source ?? '?',
            });
        case 'missing':
            return phrases.gettext('There are no data of networks.');
        case 'corrupt':
            return phrases.gettext('The data of networks are damaged and are not used.');
    }
}
