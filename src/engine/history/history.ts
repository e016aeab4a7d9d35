import { destinationOf, type Observation } from '../findings/observation.js';

/** How one component has connected to one destination. */
export interface DestinationHistory {
    readonly componentId: string;
    /** See `DestinationKey`. */
    readonly key: string;
    readonly label: string;
    /** Of the latest connection. */
    readonly address: string;
    /** Connections so far. */
    readonly count: number;
    /** Milliseconds since the epoch. */
    readonly firstSeen: number;
    readonly lastSeen: number;
    /** When its TCP connections began, oldest first, `startsKept` at most; another array when one is added. */
    readonly starts: readonly number[];
    /** Milliseconds from login to the first connection of this session; null: not known. */
    readonly firstAfterLogin: number | null;
}

/** What may be asked of the history. */
export interface HistoryView {
    destination(componentId: string, key: string): DestinationHistory | null;
    /** Destinations that were connected to since then (milliseconds since the epoch). */
    since(time: number): Iterable<DestinationHistory>;
    /**
     * Whether the component had never been seen with this destination until `within` milliseconds ago. Soon
     * after the history began everything is new, and nothing is called so.
     */
    isNew(past: DestinationHistory, now: number, within?: number): boolean;
}

/** Bounds of memory and file. */
export const historyLimits = {
    startsKept: 32,
    destinations: 3000,
    /** Milliseconds since a destination was last seen. */
    age: 90 * 86_400_000,
} as const;

/** Within this time after the history began everything is new. Milliseconds. */
const learningTime = 10 * 60_000;
/** For so long a destination is called new. Milliseconds. */
const newFor = 3_600_000;
/** Logins nearer to each other than this are one. Milliseconds: clocks are adjusted. */
const sameLogin = 60_000;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Entry = Mutable<DestinationHistory>;

/** A connection that has been counted, and where. */
interface Counted {
    readonly entry: Entry;
    readonly start: number | null;
    /** What was known of the far side then. */
    endpoint: Observation['endpoint'];
    look: number;
}

/**
 * Remembers how often, at which times and since when each component connects to each destination. Bounded:
 * what was not seen for longest goes first.
 */
export class History implements HistoryView {
    /** By component and key, least recently connected first. */
    #entries = new Map<string, Entry>();
    /** By connection id. */
    readonly #counted = new Map<string, Counted>();
    #look = 0;
    #began: number;
    #login: number | null = null;
    #revision = 0;

    /** `began`: when remembering began, milliseconds since the epoch. */
    constructor(began: number, entries: readonly DestinationHistory[] = [], login: number | null = null) {
        this.#began = began;
        this.#login = login;
        for (const entry of [...entries].sort((a, b) => a.lastSeen - b.lastSeen)) {
            this.#entries.set(nameOf(entry.componentId, entry.key), { ...entry });
        }
        this.#shrink();
    }

    get began(): number {
        return this.#began;
    }

    get login(): number | null {
        return this.#login;
    }

    /** Moves on whenever there is something new to write down. */
    get revision(): number {
        return this.#revision;
    }

    get size(): number {
        return this.#entries.size;
    }

    /** `login`: when the session began, milliseconds since the epoch; null: not known. */
    beginSession(login: number | null): void {
        const continued = login !== null && this.#login !== null && Math.abs(login - this.#login) < sameLogin;
        if (continued) return;
        this.#login = login;
        for (const entry of this.#entries.values()) entry.firstAfterLogin = null;
        this.#revision += 1;
    }

    /**
     * Counts the connections that are new among all that are there now. One that turns out to belong to
     * another component or destination, as names become known, is counted there instead.
     */
    observe(observations: Iterable<Observation>): void {
        this.#look += 1;
        for (const observation of observations) {
            const { connection, attribution, endpoint } = observation;
            const componentId = attribution.component.id;
            const counted = this.#counted.get(connection.id);
            if (counted) counted.look = this.#look;
            if (counted?.entry.componentId === componentId && counted.endpoint === endpoint) continue;
            const destination = destinationOf(observation);
            if (counted?.entry.componentId === componentId && counted.entry.key === destination.key) {
                counted.endpoint = endpoint;
                continue;
            }
            const { address } = connection.remote;
            if (counted) this.#uncount(counted);
            const entry = this.#entryOf({ componentId, ...destination, address }, connection.since);
            // One that was there before anybody looked began who knows when.
            const timed = connection.protocol === 'tcp' && !connection.before;
            this.#count(entry, connection.since, timed);
            this.#counted.set(connection.id, {
                entry,
                start: timed ? connection.since : null,
                endpoint,
                look: this.#look,
            });
        }
        for (const [id, { look }] of this.#counted) {
            if (look !== this.#look) this.#counted.delete(id);
        }
        this.#shrink();
    }

    destination(componentId: string, key: string): DestinationHistory | null {
        return this.#entries.get(nameOf(componentId, key)) ?? null;
    }

    *since(time: number): Iterable<DestinationHistory> {
        for (const entry of this.#entries.values()) if (entry.lastSeen >= time) yield entry;
    }

    isNew({ firstSeen }: DestinationHistory, now: number, within = newFor): boolean {
        return firstSeen - this.#began > learningTime && now - firstSeen <= within;
    }

    /** All that is remembered, least recently connected first. */
    entries(): Iterable<DestinationHistory> {
        return this.#entries.values();
    }

    /** `now`: milliseconds since the epoch. What is still open is not counted again. */
    forget(now: number): void {
        this.#entries = new Map();
        this.#began = now;
        this.#revision += 1;
    }

    #entryOf(
        place: Pick<DestinationHistory, 'componentId' | 'key' | 'label' | 'address'>,
        at: number,
    ): Entry {
        const name = nameOf(place.componentId, place.key);
        const entry = this.#entries.get(name) ?? {
            ...place,
            ...{ count: 0, firstSeen: at, lastSeen: at, starts: [], firstAfterLogin: null },
        };
        entry.address = place.address;
        this.#entries.delete(name);
        this.#entries.set(name, entry);
        return entry;
    }

    #count(entry: Entry, at: number, timed: boolean): void {
        entry.count += 1;
        entry.firstSeen = Math.min(entry.firstSeen, at);
        entry.lastSeen = Math.max(entry.lastSeen, at);
        if (timed) {
            entry.starts = [...entry.starts, at].sort((a, b) => a - b).slice(-historyLimits.startsKept);
            if (this.#login !== null && at >= this.#login) {
                entry.firstAfterLogin = Math.min(entry.firstAfterLogin ?? Infinity, at - this.#login);
            }
        }
        this.#revision += 1;
    }

    #uncount({ entry, start }: Counted): void {
        entry.count -= 1;
        if (start !== null) {
            const index = entry.starts.indexOf(start);
            if (index >= 0) entry.starts = entry.starts.filter((_at, position) => position !== index);
            if (this.#login !== null && entry.firstAfterLogin === start - this.#login) {
                entry.firstAfterLogin = null;
            }
        }
        if (entry.count <= 0) {
            const name = nameOf(entry.componentId, entry.key);
            if (this.#entries.get(name) === entry) this.#entries.delete(name);
        }
        this.#revision += 1;
    }

    #shrink(): void {
        for (const name of this.#entries.keys()) {
            if (this.#entries.size <= historyLimits.destinations) return;
            this.#entries.delete(name);
        }
    }
}

/** A line break is in no component's id, for ids are cleaned. */
function nameOf(componentId: string, key: string): string {
    return `${componentId}\n${key}`;
}
