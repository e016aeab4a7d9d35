import { historyLimits, type DestinationHistory } from '../history/history.js';
import type { Finding } from './finding.js';
import { destinationOf, type Observation } from './observation.js';
import { longestPeriod, rhythmOf, type Rhythm } from './rhythm.js';
import { commonAddress, findingAbout, type Rule, type RuleContext } from './rule.js';

/** Connections at a rhythm from which on it is no accident. */
const usualBeats = 5;
/** A rhythm this fast keeps processor and radio awake. Milliseconds. */
const restless = 60_000;

/** The same array of starts has the same rhythm, and most have not changed since the last look. */
const rhythms = new WeakMap<readonly number[], { readonly cycles: number; readonly rhythm: Rhythm | null }>();

/**
 * A component connects anew to one destination, over and over at a rhythm. TCP only: asking anew is how
 * most UDP protocols work. Threshold: connections, as many as the history keeps at most.
 * Values: `period` in milliseconds; `cycles`; `halfCloses`: in between the far side finishes first;
 * `firstAfterLogin` in milliseconds, absent where it is not known.
 */
export const reconnecting: Rule = {
    kind: 'reconnecting',
    clearsAfter: 0,
    evaluate(context) {
        const beats = Math.min(context.threshold ?? usualBeats, historyLimits.startsKept);
        const found: { readonly past: DestinationHistory; readonly rhythm: Rhythm }[] = [];
        for (const past of context.history.since(context.now - 2.5 * longestPeriod)) {
            const rhythm = knownRhythm(past.starts, beats - 1);
            if (!rhythm) continue;
            // It takes a beat that is due to raise it, and one that is well overdue to clear it.
            const patience = context.standing(idOf(past)) ? 2.5 : 1.5;
            if (context.now - rhythm.last <= patience * rhythm.period) found.push({ past, rhythm });
        }
        if (found.length === 0) return [];
        const members = membersOf(context, new Set(found.map(({ past }) => idOf(past))));
        return found.flatMap(({ past, rhythm }) => {
            const connections = members.get(idOf(past)) ?? [];
            const address = connections.length > 0 ? commonAddress(connections) : past.address;
            if (context.ignores(past.componentId, address)) return [];
            const began = Math.min(rhythm.first, context.standing(idOf(past))?.since ?? rhythm.first);
            return [judge(past, { ...rhythm, first: began }, connections, address)];
        });
    },
};

function idOf(past: Pick<DestinationHistory, 'componentId' | 'key'>): string {
    return `reconnecting:${past.componentId}:${past.key}`;
}

function knownRhythm(starts: readonly number[], cycles: number): Rhythm | null {
    if (starts.length <= cycles) return null;
    const known = rhythms.get(starts);
    if (known?.cycles === cycles) return known.rhythm;
    const rhythm = rhythmOf(starts, cycles);
    rhythms.set(starts, { cycles, rhythm });
    return rhythm;
}

function membersOf(context: RuleContext, wanted: ReadonlySet<string>): Map<string, Observation[]> {
    const members = new Map<string, Observation[]>();
    for (const observation of context.observations) {
        if (observation.connection.protocol !== 'tcp') continue;
        const id = idOf({
            componentId: observation.attribution.component.id,
            key: destinationOf(observation).key,
        });
        if (!wanted.has(id)) continue;
        const group = members.get(id);
        if (group) group.push(observation);
        else members.set(id, [observation]);
    }
    return members;
}

function judge(
    past: DestinationHistory,
    rhythm: Rhythm,
    connections: readonly Observation[],
    address: string | null,
): Finding {
    const halfCloses = connections.some(({ connection }) =>
        connection.states.some(({ state }) => state === 'CLOSE_WAIT'),
    );
    const [first, ...others] = connections;
    const group = { id: idOf(past), componentId: past.componentId };
    const facts = {
        severity: rhythm.period < restless ? 'notice' : 'info',
        since: rhythm.first,
        values: {
            // Whole seconds: what a look more or less changes is not worth a message.
            period: Math.round(rhythm.period / 1000) * 1000,
            cycles: rhythm.cycles,
            halfCloses,
            ...(past.firstAfterLogin === null ? {} : { firstAfterLogin: past.firstAfterLogin }),
        },
    } as const;
    if (!first) return { ...group, kind: 'reconnecting', connectionIds: [], address, ...facts };
    return { ...findingAbout('reconnecting', { ...group, members: [first, ...others] }, facts), address };
}
