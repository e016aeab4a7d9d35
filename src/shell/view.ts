import type { Component } from '../engine/attribution/component.js';
import type { IgnoredFinding } from '../engine/settings.js';
import type { Phrases } from '../engine/report/report.js';
import type { CollectorSupervisor } from './collectorSupervisor.js';
import type { Discarded } from './discarded.js';
import type { IdleWork } from './idleWork.js';
import type { Store } from './store.js';

/** What the parts of the view have in common. */
export interface View {
    readonly phrases: Phrases;
    readonly store: Store;
    readonly collector: CollectorSupervisor;
    readonly idle: IdleWork;
    readonly discarded: Discarded;
    /** The folder of the extension's own icons. */
    readonly iconFolder: string;
    /** Whether a component has a window. */
    hasWindow(component: Component): boolean;
    ignore(finding: IgnoredFinding): void;
    registrationAllowed(): boolean;
    allowRegistration(): void;
    openPreferences(): void;
    /** Milliseconds since the epoch. */
    now(): number;
}
