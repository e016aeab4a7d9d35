import type { Attribution } from '../engine/attribution/component.js';
import type { CatalogueEntry } from '../engine/attribution/catalogue.js';
import type { Connection } from '../engine/connections/connection.js';
import type { ConnectionChanges } from '../engine/connections/connectionTable.js';
import type { FindingsEngine } from '../engine/findings/findingsEngine.js';
import { destinationOf } from '../engine/findings/observation.js';
import type { History } from '../engine/history/history.js';
import type { Endpoint } from '../engine/identification/endpoint.js';
import type { EngineSettings } from '../engine/settings.js';
import { SamplerError } from '../engine/sockets/sampler.js';
import type { Sample, SocketAddress } from '../engine/sockets/socket.js';
import type { Clock } from './clock.js';
import { Observed } from './observed.js';
import type { RoundResult } from './rounds.js';

/** What became of the connections. Nothing is in more than one of the four. */
export type Followed = ConnectionChanges;

/** Connections to one far side that were too many and too short to be listed one by one. */
export interface Tallied {
    /** null: of any far side. */
    readonly remote: SocketAddress | null;
    readonly count: number;
    readonly bytesSent: number;
    readonly bytesReceived: number;
}

export interface Attributing {
    attribute(connection: Connection, endpoint: Endpoint): Attribution;
    forget(connectionId: string): void;
    entryOf(catalogueId: string): CatalogueEntry | null;
    hostsOf(component: Attribution['component']): readonly string[];
}

export interface Identifying {
    /** From what is known now; the same object while nothing new is known. */
    identify(address: string): Endpoint;
    /** Names that the far side may have been asked for, to be confirmed. */
    suggest(address: string, hosts: readonly string[]): void;
    /** No connection leads there any more. */
    forget(address: string): void;
}

/** The parts of the engine that a look passes through. */
export interface Stages {
    readonly clock: Clock;
    sample(details: boolean): Promise<Sample>;
    follow(sample: Sample): readonly Followed[];
    /** Connections that ended unlisted since this was last asked, by far side. */
    takeTallied(): readonly Tallied[];
    readonly attributor: Attributing;
    readonly identifier: Identifying;
    readonly findings: Pick<FindingsEngine, 'update'>;
    readonly history: History;
    /** Told of what went wrong in a round; the next round tries again. */
    problem(what: string, cause: unknown): void;
}

/** Nobody looks: byte counts are asked for at every so many rounds only, for they triple what a look costs. */
const roundsPerDetail = 5;
/** Milliseconds after which findings are judged anew though no connection changed: some come with time alone. */
const longestUnjudged = 5_000;

/**
 * Puts the engine's parts together: a look is sampled, followed, attributed, identified and judged, and
 * `observed` says how things are then. Only what changed is worked on; what becomes known between two looks
 * goes to the connections concerned.
 */
export class Observation {
    readonly observed = new Observed();
    readonly #stages: Stages;
    readonly #connections = new Map<string, Connection>();
    readonly #byAddress = new Map<string, Set<string>>();
    #settings: EngineSettings;
    #watching = false;
    #sinceDetails = roundsPerDetail;
    #roundEnded: number;
    #judgedAt = -Infinity;
    #judged: Observed['all'] | null = null;
    #sampled = false;

    constructor(stages: Stages, settings: EngineSettings) {
        this.#stages = stages;
        this.#settings = settings;
        this.#roundEnded = stages.clock.elapsed();
    }

    /** The kernel has been asked with success. */
    get sampled(): boolean {
        return this.#sampled;
    }

    setWatching(watching: boolean): void {
        this.#watching = watching;
    }

    /** Findings are judged by them from the next round on. */
    configure(settings: EngineSettings): void {
        this.#settings = settings;
        this.#judgedAt = -Infinity;
    }

    /** One look. Does not reject. */
    async round(): Promise<RoundResult> {
        const { problem } = this.#stages;
        try {
            const details = this.#watching || this.#sinceDetails >= roundsPerDetail;
            const sample = await this.#stages.sample(details);
            this.#sampled = true;
            this.#sinceDetails = details ? 1 : this.#sinceDetails + 1;
            let moved = false;
            for (const followed of this.#stages.follow(sample)) moved = this.take(followed) || moved;
            this.#takeTallied();
            if (details) this.#endRates();
            this.judge();
            return { changed: moved };
        } catch (cause) {
            // Called off: this process is ending.
            if (!(cause instanceof SamplerError && cause.fault === 'cancelled')) problem('round', cause);
            return { changed: false };
        }
    }

    /**
     * What following found, at a look or between two of them: whether a connection came, went or changed its state.
     * One that only its end told of is over, and one that leaves the list went before: neither is worth a look.
     */
    take({ opened, changed, closed, removed }: Followed): boolean {
        let moved = opened.length > 0 || closed.some(({ closureOnly }) => !closureOnly);
        for (const connection of changed) {
            moved ||= this.#connections.get(connection.id)?.state !== connection.state;
            this.#keep(connection);
        }
        for (const connection of opened) this.#keep(connection);
        for (const connection of closed) this.#keep(connection);
        for (const id of removed) this.#remove(id);
        return moved;
    }

    /** More is known about these connections’ owners. */
    ownersChanged(connectionIds: Iterable<string>): void {
        for (const id of connectionIds) {
            const connection = this.#connections.get(id);
            if (connection) this.#look(connection);
        }
    }

    /** More is known about these addresses. */
    endpointsChanged(addresses: Iterable<string>): void {
        for (const address of addresses) this.ownersChanged([...(this.#byAddress.get(address) ?? [])]);
    }

    /** Judges findings where there is reason to. */
    judge(): void {
        const { clock, findings, history } = this.#stages;
        const observations = this.observed.all;
        const elapsed = clock.elapsed();
        if (observations === this.#judged && elapsed - this.#judgedAt < longestUnjudged) return;
        const now = clock.now();
        history.observe(observations);
        this.#markFirstSeen(now);
        this.#judged = this.observed.all;
        this.#judgedAt = elapsed;
        this.observed.setFindings(
            findings.update({ now, observations: this.#judged, history, settings: this.#settings }),
        );
    }

    #keep(connection: Connection): void {
        this.#connections.set(connection.id, connection);
        this.#look(connection);
    }

    #look(connection: Connection): void {
        const { attributor, identifier, clock } = this.#stages;
        const { address } = connection.remote;
        const before = this.observed.get(connection.id);
        if (!before) this.#lead(address, connection.id);
        const endpoint = identifier.identify(address);
        const attribution = attributor.attribute(connection, endpoint);
        const { component } = attribution;
        if (before?.attribution.component.id !== component.id && endpoint.special === null)
            identifier.suggest(address, attributor.hostsOf(component));
        const entry = component.catalogueId === null ? null : attributor.entryOf(component.catalogueId);
        const firstSeen = before?.firstSeen ?? false;
        this.observed.put({ connection, attribution, endpoint, entry, firstSeen }, clock.now());
    }

    #lead(address: string, connectionId: string): void {
        const ids = this.#byAddress.get(address);
        if (ids) ids.add(connectionId);
        else this.#byAddress.set(address, new Set([connectionId]));
    }

    #remove(id: string): void {
        const connection = this.#connections.get(id);
        if (!connection) return;
        const { address } = connection.remote;
        this.#connections.delete(id);
        this.observed.remove(id);
        this.#stages.attributor.forget(id);
        const ids = this.#byAddress.get(address);
        ids?.delete(id);
        if (ids?.size !== 0) return;
        this.#byAddress.delete(address);
        this.#stages.identifier.forget(address);
    }

    #markFirstSeen(now: number): void {
        const { history } = this.#stages;
        for (const observed of this.observed.all) {
            const past = history.destination(observed.attribution.component.id, destinationOf(observed).key);
            const firstSeen = past !== null && history.isNew(past, now);
            if (firstSeen !== observed.firstSeen) this.observed.put({ ...observed, firstSeen }, now);
        }
    }

    /** They count for whoever talks with that far side now. */
    #takeTallied(): void {
        for (const { remote, count, bytesSent, bytesReceived } of this.#stages.takeTallied()) {
            const ids = remote ? (this.#byAddress.get(remote.address) ?? []) : [];
            for (const id of ids) {
                const observed = this.observed.get(id);
                if (observed?.connection.remote.port !== remote?.port) continue;
                const componentId = observed?.attribution.component.id ?? '';
                this.observed.addEnded(componentId, { count, bytesSent, bytesReceived });
                break;
            }
        }
    }

    #endRates(): void {
        const now = this.#stages.clock.elapsed();
        this.observed.endRound(now - this.#roundEnded);
        this.#roundEnded = now;
    }
}
