import type { FindingSetting, IgnoredFinding } from '../settings.js';
import type { HistoryView } from '../history/history.js';
import { severities, type Finding, type FindingKind } from './finding.js';
import { halfClosed } from './halfClosed.js';
import { lingering } from './lingering.js';
import { manyConnections } from './manyConnections.js';
import { newDestination } from './newDestination.js';
import { byState, isLoopback, type Observation, type ObservationsByState } from './observation.js';
import { reconnecting } from './reconnecting.js';
import type { Rule } from './rule.js';
import { stalled } from './stalled.js';
import { unconfirmedName } from './unconfirmedName.js';
import { unencrypted } from './unencrypted.js';

const rules: Readonly<Record<FindingKind, Rule>> = {
    'half-closed': halfClosed,
    lingering,
    reconnecting,
    stalled,
    unencrypted,
    'unconfirmed-name': unconfirmedName,
    'new-destination': newDestination,
    'many-connections': manyConnections,
};

/** A flood of odd connections must not become a flood of findings: the worst are kept. */
const mostFindings = 500;

interface FindingsInput {
    /** Milliseconds since the epoch. */
    readonly now: number;
    readonly observations: readonly Observation[];
    readonly history: HistoryView;
    readonly settings: {
        readonly findings: Readonly<Record<FindingKind, FindingSetting>>;
        readonly ignored: readonly IgnoredFinding[];
    };
}

/** Finding that stands, and when its cause was last seen. */
interface Standing {
    readonly finding: Finding;
    readonly seen: number;
}

/**
 * Asks every rule at every look. A finding that has not changed is the same object as at the look before,
 * and so is the list, so that what follows can be left undone.
 */
export class FindingsEngine {
    #standing = new Map<string, Standing>();
    #findings: readonly Finding[] = [];

    /** The findings that stand now, worst and newest first. */
    update(input: FindingsInput): readonly Finding[] {
        const observations = input.observations.filter(
            ({ connection }) => !isLoopback(connection.remote.address),
        );
        const states = byState(observations);
        const standing = new Map<string, Standing>();
        for (const rule of Object.values(rules)) {
            if (!input.settings.findings[rule.kind].enabled) continue;
            this.#apply(rule, input, observations, states, standing);
        }
        this.#standing = standing;
        const findings = [...standing.values()]
            .map(({ finding }) => finding)
            .sort(
                (a, b) =>
                    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
                    b.since - a.since ||
                    (a.id < b.id ? -1 : 1),
            )
            .slice(0, mostFindings);
        const same =
            findings.length === this.#findings.length &&
            findings.every((finding, index) => finding === this.#findings[index]);
        if (!same) this.#findings = findings;
        return this.#findings;
    }

    #apply(
        rule: Rule,
        input: FindingsInput,
        observations: readonly Observation[],
        states: ObservationsByState,
        standing: Map<string, Standing>,
    ): void {
        const { now, history, settings } = input;
        const ignored = settings.ignored.filter(({ kind }) => kind === null || kind === rule.kind);
        const ignores = (componentId: string, address: string | null): boolean =>
            ignored.some(
                entry =>
                    (entry.componentId === null || entry.componentId === componentId) &&
                    (entry.address === null || entry.address === address),
            );
        const wanted =
            ignored.length === 0
                ? observations
                : observations.filter(
                      ({ attribution, connection }) =>
                          !ignores(attribution.component.id, connection.remote.address),
                  );
        const found = rule.evaluate({
            now,
            observations: wanted,
            byState: wanted === observations ? states : byState(wanted),
            history,
            threshold: settings.findings[rule.kind].threshold,
            standing: id => this.#standing.get(id)?.finding ?? null,
            ignores,
        });
        for (const finding of found) {
            const before = this.#standing.get(finding.id)?.finding;
            standing.set(finding.id, {
                finding: before && isSame(before, finding) ? before : finding,
                seen: now,
            });
        }
        if (rule.clearsAfter === 0) return;
        for (const [id, kept] of this.#standing) {
            if (kept.finding.kind !== rule.kind || standing.has(id)) continue;
            // A clock that was set back must not keep a finding for good.
            if (Math.abs(now - kept.seen) >= rule.clearsAfter) continue;
            if (ignores(kept.finding.componentId, kept.finding.address)) continue;
            if (isReplaced(kept.finding, found)) continue;
            standing.set(id, kept);
        }
    }
}

/** What is known of owner and far side grows, and with it the name of a finding about the same connections. */
function isReplaced(kept: Finding, found: readonly Finding[]): boolean {
    return found.some(({ connectionIds }) => kept.connectionIds.some(id => connectionIds.includes(id)));
}

function isSame(a: Finding, b: Finding): boolean {
    return (
        a.severity === b.severity &&
        a.since === b.since &&
        a.address === b.address &&
        a.connectionIds.length === b.connectionIds.length &&
        a.connectionIds.every((id, index) => id === b.connectionIds[index]) &&
        Object.keys(a.values).length === Object.keys(b.values).length &&
        Object.entries(a.values).every(([key, value]) => b.values[key] === value)
    );
}
