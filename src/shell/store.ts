import type { CollectorMessage, CollectorStatus, ComponentSummary } from '../protocol/messages.js';
import type { ConnectionRecord } from '../protocol/snapshot.js';

/** The connections of one opened component, in the order in which they are to be shown. */
export interface ConnectionPage {
    /** How many there are altogether; the page holds the first of them. */
    readonly total: number;
    readonly records: readonly ConnectionRecord[];
}

/** What a message has changed, for those who show it. */
export interface StoreChange {
    readonly components: ReadonlySet<string>;
    /** Components whose page of connections is another now. */
    readonly pages: ReadonlySet<string>;
    readonly status: boolean;
    readonly matches: boolean;
}

const nothing: ReadonlySet<string> = new Set();
const unchanged: StoreChange = { components: nothing, pages: nothing, status: false, matches: false };

interface Page {
    total: number;
    readonly records: Map<string, ConnectionRecord>;
    /** Told since `first`; null when no round is under way. */
    round: Map<string, ConnectionRecord> | null;
}

/** What the view knows: it applies the collector's messages and keeps nothing that it was not told. */
export class Store {
    readonly #components = new Map<string, ComponentSummary>();
    readonly #pages = new Map<string, Page>();
    #round: Set<string> | null = null;
    #status: CollectorStatus | null = null;
    #told = false;
    #matches: { readonly text: string; readonly ids: ReadonlySet<string> | null } = { text: '', ids: null };

    /** By id, in no order. */
    get components(): ReadonlyMap<string, ComponentSummary> {
        return this.#components;
    }

    get status(): CollectorStatus | null {
        return this.#status;
    }

    /** Whether a whole round of components has been told. */
    get told(): boolean {
        return this.#told;
    }

    /** Components that the filter lets through; null: all. */
    get matches(): { readonly text: string; readonly ids: ReadonlySet<string> | null } {
        return this.#matches;
    }

    page(componentId: string): ConnectionPage | null {
        const page = this.#pages.get(componentId);
        return page ? { total: page.total, records: [...page.records.values()] } : null;
    }

    apply(message: CollectorMessage): StoreChange {
        switch (message.type) {
            case 'components':
                return { ...unchanged, components: this.#applyComponents(message) };
            case 'connections':
                return { ...unchanged, pages: this.#applyConnections(message) };
            case 'status':
                this.#status = message.status;
                return { ...unchanged, status: true };
            case 'matches':
                this.#matches = {
                    text: message.text,
                    ids: message.componentIds && new Set(message.componentIds),
                };
                return { ...unchanged, matches: true };
            case 'hello':
            case 'registration':
            case 'exported':
            case 'forgotten':
            case 'pong':
                return unchanged;
        }
    }

    /** The view has closed a component: its connections need not be kept. */
    forgetPage(componentId: string): void {
        this.#pages.delete(componentId);
    }

    /** What was told by a collector that is gone stays until the next one has told its round. */
    #applyComponents(message: Extract<CollectorMessage, { type: 'components' }>): Set<string> {
        const changed = new Set<string>();
        if (message.first) this.#round = new Set();
        for (const summary of message.changed) {
            const { id } = summary.component;
            this.#components.set(id, summary);
            this.#round?.add(id);
            changed.add(id);
        }
        for (const id of message.removed) this.#remove(id, changed);
        if (message.last && this.#round) {
            for (const id of this.#components.keys()) if (!this.#round.has(id)) this.#remove(id, changed);
            this.#round = null;
            this.#told = true;
        }
        return changed;
    }

    #remove(id: string, changed: Set<string>): void {
        if (this.#components.delete(id)) changed.add(id);
        this.#pages.delete(id);
    }

    #applyConnections(message: Extract<CollectorMessage, { type: 'connections' }>): ReadonlySet<string> {
        let page = this.#pages.get(message.componentId);
        if (!page) {
            page = { total: 0, records: new Map(), round: null };
            this.#pages.set(message.componentId, page);
        }
        page.total = message.total;
        if (message.first) page.round = new Map();
        for (const record of message.changed) {
            page.records.set(record.id, record);
            page.round?.set(record.id, record);
        }
        for (const id of message.removed) {
            page.records.delete(id);
            page.round?.delete(id);
        }
        if (message.last && page.round) {
            page.records.clear();
            for (const [id, record] of page.round) page.records.set(id, record);
            page.round = null;
        }
        return new Set([message.componentId]);
    }
}
