import type { FindingKind } from './findings/finding.js';

/** What the user has set, as the engine needs it. Its defaults are those of the schema. */
export interface EngineSettings {
    /** Milliseconds between samples, 500 to 60,000. */
    readonly interval: number;
    readonly showLocal: boolean;
    readonly showListening: boolean;
    readonly dns: boolean;
    readonly confirmNames: boolean;
    readonly registrationConsent: boolean;
    readonly keepHistory: boolean;
    /** Milliseconds since the epoch: what is older has been forgotten. 0: nothing. */
    readonly historyForgotten: number;
    /** A file of network data that stands in for the shipped one; null: the shipped one. */
    readonly networkData: string | null;
    readonly findings: Readonly<Record<FindingKind, FindingSetting>>;
    readonly ignored: readonly IgnoredFinding[];
    readonly componentRules: readonly ComponentRule[];
}
export interface FindingSetting {
    readonly enabled: boolean;
    /** In the unit of the finding: seconds, or a count; null: the rule's own. */
    readonly threshold: number | null;
}
/** null means any. */
export interface IgnoredFinding {
    readonly kind: FindingKind | null;
    readonly componentId: string | null;
    readonly address: string | null;
}
/** The user's own: a host suffix or a unit → a name and an icon. */
export interface ComponentRule {
    readonly match: 'host' | 'unit' | 'process';
    readonly pattern: string;
    readonly name: string;
    readonly icon: string | null;
}
