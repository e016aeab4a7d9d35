export const findingKinds = [
    'half-closed',
    'lingering',
    'reconnecting',
    'stalled',
    'unencrypted',
    'unconfirmed-name',
    'new-destination',
    'many-connections',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** In rising order. `notice` is worth reading, `warning` may need something done. */
export const severities = ['info', 'notice', 'warning'] as const;
export type Severity = (typeof severities)[number];

/** Something about a connection, or several of one component, that deserves a look. */
export interface Finding {
    /** Stable while it lasts: kind, component and what it is about. */
    readonly id: string;
    readonly kind: FindingKind;
    readonly severity: Severity;
    readonly componentId: string;
    /** The connections that it is about, bounded. */
    readonly connectionIds: readonly string[];
    /** Address of the far side where there is one far side, else null. */
    readonly address: string | null;
    /** Milliseconds since the epoch: when what is odd began. */
    readonly since: number;
    /** Figures and words for the sentences, by kind; see the kind's own file. */
    readonly values: Readonly<Record<string, string | number | boolean>>;
}
