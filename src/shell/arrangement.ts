import { severities } from '../engine/findings/finding.js';
import type { Finding } from '../engine/findings/finding.js';
import type { ComponentSummary } from '../protocol/messages.js';

export type SectionName = 'background' | 'apps';

/** What the menu shows, from top to bottom: ids of components and the findings of its cards. */
export interface Arrangement {
    readonly attention: readonly Finding[];
    readonly sections: Readonly<Record<SectionName, readonly string[]>>;
}

/** Cards beyond these would push everything else out of sight. */
export const mostCards = 5;

/**
 * Sorts components into the menu's sections. A component with a window is an open app, all others work in
 * the background. The order is that of their names, which nothing that happens to a connection changes, so
 * that no row moves under the pointer and a new one has its place.
 *
 * `place`: the section in which a component stays while the menu is open, whatever its windows do.
 */
export function arrange(
    summaries: Iterable<ComponentSummary>,
    hasWindow: (summary: ComponentSummary) => boolean,
    nameOf: (summary: ComponentSummary) => string,
    compare: (a: string, b: string) => number,
    place: ReadonlyMap<string, SectionName>,
): Arrangement {
    const named = [...summaries].map(summary => ({ summary, name: nameOf(summary) }));
    named.sort(
        (a, b) =>
            Number(a.summary.component.unknown !== null) - Number(b.summary.component.unknown !== null) ||
            compare(a.name, b.name) ||
            (a.summary.component.id < b.summary.component.id ? -1 : 1),
    );
    const sections: Record<SectionName, string[]> = { background: [], apps: [] };
    for (const { summary } of named) {
        const { id } = summary.component;
        sections[place.get(id) ?? (hasWindow(summary) ? 'apps' : 'background')].push(id);
    }
    return { attention: attention(named.map(({ summary }) => summary)), sections };
}

/** The findings that are worth a card: the most severe first, then the latest. */
export function attention(summaries: Iterable<ComponentSummary>): Finding[] {
    return [...summaries]
        .flatMap(summary => summary.findings)
        .filter(finding => finding.severity !== 'info')
        .sort(
            (a, b) =>
                severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
                b.since - a.since ||
                (a.id < b.id ? -1 : 1),
        );
}

export interface Totals {
    readonly open: number;
    readonly background: number;
    readonly sendRate: number;
    readonly receiveRate: number;
    readonly findings: number;
}

export function totals(
    summaries: Iterable<ComponentSummary>,
    hasWindow: (summary: ComponentSummary) => boolean,
): Totals {
    const sum = { open: 0, background: 0, sendRate: 0, receiveRate: 0, findings: 0 };
    for (const summary of summaries) {
        sum.open += summary.open;
        if (!hasWindow(summary)) sum.background += summary.open;
        sum.sendRate += summary.sendRate;
        sum.receiveRate += summary.receiveRate;
        sum.findings += summary.findings.filter(finding => finding.severity !== 'info').length;
    }
    return sum;
}
