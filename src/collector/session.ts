import type { Phrases } from '../engine/report/phrases.js';
import { componentsPerMessage, connectionsPerMessage, protocolVersion } from '../protocol/messages.js';
import type { CollectorMessage, CollectorStatus, ComponentSummary } from '../protocol/messages.js';
import type { ConnectionRecord } from '../protocol/snapshot.js';
import { makeFilter } from './filter.js';
import type { Filter } from './filter.js';
import type { Observed } from './observed.js';

/** Components opened at once; a view opens one or two. */
const mostOpened = 64;
/** Answers that wait to be told; each is the user's own doing. */
const mostReplies = 32;

interface Subscription {
    readonly componentId: string;
    readonly limit: number;
    /** Revisions of the connections that the view knows. */
    readonly told: Map<string, number>;
    toldTotal: number;
    first: boolean;
    stale: boolean;
}

/**
 * What a view has been told, and so what it has to be told next. Nothing is queued: each message is made when
 * the view can take it, from how things are by then, so a slow view costs no memory and misses only what
 * is no longer true.
 */
export class Session {
    readonly #observed: Observed;
    readonly #phrases: Phrases;
    readonly #now: () => number;
    readonly #subscriptions = new Map<string, Subscription>();
    readonly #replies: CollectorMessage[] = [];
    readonly #knownComponents = new Set<string>();
    readonly #staleComponents = new Set<string>();
    #firstComponents = true;
    /** Some round is over: before that nothing is known. */
    #looked = false;
    /** A round was asked for, and none has begun since. */
    #asked = false;
    /** The round that is under way was asked for. */
    #answering = false;
    /** A round that was asked for is over: that is told even where nothing changed. */
    #owed = false;
    #status: CollectorStatus | null = null;
    #statusText = '';
    #filter: Filter | null = null;
    #filterText = '';
    #matches: ReadonlySet<string> | null = null;
    #matchesStale = false;

    constructor(
        observed: Observed,
        phrases: Phrases,
        hello: { version: string; pid: number },
        now: () => number,
    ) {
        this.#observed = observed;
        this.#phrases = phrases;
        this.#now = now;
        this.reply({ type: 'hello', protocol: protocolVersion, version: hello.version, pid: hello.pid });
    }

    reply(message: CollectorMessage): void {
        this.#replies.push(message);
        // The oldest answer but the greeting is the one that is least missed.
        if (this.#replies.length > mostReplies) this.#replies.splice(1, 1);
    }

    setStatus(status: CollectorStatus): void {
        const text = JSON.stringify(status);
        if (text === this.#statusText) return;
        this.#statusText = text;
        this.#status = status;
    }

    open(componentId: string, limit: number): void {
        const known = this.#subscriptions.get(componentId);
        if (known?.limit === limit) return;
        this.#subscriptions.delete(componentId);
        for (const oldest of this.#subscriptions.keys()) {
            if (this.#subscriptions.size < mostOpened) break;
            this.#subscriptions.delete(oldest);
        }
        // A longer or shorter page of the same component goes on from what is known of it.
        this.#subscriptions.set(componentId, {
            componentId,
            limit,
            told: known?.told ?? new Map<string, number>(),
            toldTotal: known?.toldTotal ?? 0,
            first: known?.first ?? true,
            stale: true,
        });
    }

    close(componentId: string): void {
        this.#subscriptions.delete(componentId);
    }

    setFilter(text: string): void {
        this.#filter = makeFilter(text, this.#phrases);
        this.#filterText = text;
        this.#matches = null;
        this.#matchesStale = true;
        for (const subscription of this.#subscriptions.values()) subscription.stale = true;
    }

    /** The end of the round that begins next is told even if nothing changed. */
    expectRound(): void {
        this.#asked = true;
    }

    beginRound(): void {
        this.#answering = this.#asked;
        this.#asked = false;
    }

    endRound(): void {
        if (this.#answering || !this.#looked) this.#owed = true;
        this.#answering = false;
        this.#looked = true;
    }

    /** The next message for the view, or null where it knows everything. */
    next(): CollectorMessage | null {
        this.#gatherChanges();
        return (
            this.#replies.shift() ??
            this.#nextStatus() ??
            this.#nextComponents() ??
            this.#nextMatches() ??
            this.#nextConnections()
        );
    }

    #gatherChanges(): void {
        for (const id of this.#observed.takeChanged()) {
            this.#staleComponents.add(id);
            const subscription = this.#subscriptions.get(id);
            if (subscription) subscription.stale = true;
            if (this.#filter) this.#matchesStale = true;
        }
    }

    #nextStatus(): CollectorMessage | null {
        const status = this.#status;
        this.#status = null;
        return status && { type: 'status', status };
    }

    #nextComponents(): CollectorMessage | null {
        if (!this.#looked) return null;
        const changed: ComponentSummary[] = [];
        const removed: string[] = [];
        for (const id of this.#staleComponents) {
            if (changed.length === componentsPerMessage) break;
            this.#staleComponents.delete(id);
            const summary = this.#observed.summary(id);
            if (summary) {
                changed.push(summary);
                this.#knownComponents.add(id);
            } else if (this.#knownComponents.delete(id)) {
                removed.push(id);
            }
        }
        if (changed.length === 0 && removed.length === 0 && !this.#owed) return null;
        const first = this.#firstComponents;
        const all = this.#staleComponents.size === 0;
        // What becomes known while somebody waits for a round is not yet its answer.
        const last = all && (this.#owed || !(this.#asked || this.#answering));
        this.#firstComponents = false;
        if (all) this.#owed = false;
        return { type: 'components', time: this.#now(), first, last, changed, removed };
    }

    #nextMatches(): CollectorMessage | null {
        if (!this.#matchesStale) return null;
        this.#matchesStale = false;
        const { componentIds } = this.#observed;
        const filter = this.#filter;
        if (!filter) return { type: 'matches', text: this.#filterText, componentIds: null };
        const matches = componentIds.filter(id => this.#page(id, 1).total > 0);
        if (this.#matches && sameSet(this.#matches, matches)) return null;
        this.#matches = new Set(matches);
        return { type: 'matches', text: this.#filterText, componentIds: matches };
    }

    #nextConnections(): CollectorMessage | null {
        for (const subscription of this.#subscriptions.values()) {
            const message = subscription.stale ? this.#nextOf(subscription) : null;
            if (message) return message;
        }
        return null;
    }

    #nextOf(subscription: Subscription): CollectorMessage | null {
        const { componentId, limit, told, first } = subscription;
        const { ids, total } = this.#page(componentId, limit);
        const changed: ConnectionRecord[] = [];
        let last = true;
        for (const id of ids) {
            const revision = this.#observed.revision(id);
            if (told.get(id) === revision) continue;
            if (changed.length === connectionsPerMessage) {
                last = false;
                break;
            }
            const record = this.#observed.record(id);
            if (!record) continue;
            changed.push(record);
            told.set(id, revision);
        }
        const removed = [...told.keys()].filter(id => !ids.has(id));
        for (const id of removed) told.delete(id);
        const news = first || changed.length > 0 || removed.length > 0 || total !== subscription.toldTotal;
        subscription.stale = !last;
        subscription.first = false;
        subscription.toldTotal = total;
        if (!news) return null;
        return { type: 'connections', componentId, time: this.#now(), first, last, total, changed, removed };
    }

    /** The first `limit` connections of a component that match the filter, and how many match in all. */
    #page(componentId: string, limit: number): { readonly ids: ReadonlySet<string>; readonly total: number } {
        const order = this.#observed.order(componentId);
        const filter = this.#filter;
        if (!filter) return { ids: new Set(order.slice(0, limit)), total: order.length };
        const matching = order.filter(id => {
            const record = this.#observed.record(id);
            return record !== null && filter(record);
        });
        return { ids: new Set(matching.slice(0, limit)), total: matching.length };
    }
}

function sameSet(known: ReadonlySet<string>, ids: readonly string[]): boolean {
    return known.size === ids.length && ids.every(id => known.has(id));
}
