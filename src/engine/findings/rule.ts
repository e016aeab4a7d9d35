import type { Finding, FindingKind } from './finding.js';
import { destinationOf, type Observation, type ObservationsByState } from './observation.js';
import type { HistoryView } from '../history/history.js';

/** What a rule judges by. Of `observations`, what the user ignores for its kind is left out already. */
export interface RuleContext {
    /** Milliseconds since the epoch. */
    readonly now: number;
    readonly observations: readonly Observation[];
    readonly byState: ObservationsByState;
    readonly history: HistoryView;
    /** The user's, in the unit of the rule; null: the rule's own. */
    readonly threshold: number | null;
    /** The finding as it stands, null where there is none: to keep one may take less than to raise it. */
    readonly standing: (id: string) => Finding | null;
    /** Whether the user ignores it, for findings that rest on history alone. */
    readonly ignores: (componentId: string, address: string | null) => boolean;
}

/** One thing that deserves a look. A rule keeps no state: what it needs of the past is in the context. */
export interface Rule {
    readonly kind: FindingKind;
    /** Milliseconds for which a finding stays after its cause was last seen, so that it does not flicker. */
    readonly clearsAfter: number;
    evaluate(context: RuleContext): Finding[];
}

/** A finding names no more connections than this. */
const connectionsNamed = 20;

/** The connections of one component that are to be told of together. */
export interface Group {
    readonly id: string;
    readonly componentId: string;
    /** In the order in which they were given. */
    readonly members: readonly [Observation, ...Observation[]];
}

/** Groups by component, destination and what `detail` adds. */
export function grouped(
    kind: FindingKind,
    observations: Iterable<Observation>,
    detail: (observation: Observation) => string = () => '',
): Group[] {
    const groups = new Map<string, Group & { readonly members: [Observation, ...Observation[]] }>();
    for (const observation of observations) {
        const componentId = observation.attribution.component.id;
        const extra = detail(observation);
        const id = `${kind}:${componentId}:${destinationOf(observation).key}${extra && `:${extra}`}`;
        const known = groups.get(id);
        if (known) known.members.push(observation);
        else groups.set(id, { id, componentId, members: [observation] });
    }
    return [...groups.values()];
}

export function findingAbout(
    kind: FindingKind,
    group: Group,
    facts: Pick<Finding, 'severity' | 'since' | 'values'>,
): Finding {
    return {
        id: group.id,
        kind,
        componentId: group.componentId,
        connectionIds: group.members.slice(0, connectionsNamed).map(({ connection }) => connection.id),
        address: commonAddress(group.members),
        ...facts,
    };
}

export function commonAddress(observations: readonly Observation[]): string | null {
    const address = observations[0]?.connection.remote.address ?? null;
    return observations.every(({ connection }) => connection.remote.address === address) ? address : null;
}
