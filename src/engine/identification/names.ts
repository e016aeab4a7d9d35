import { formatAddress, parseAddress } from '../address.js';
import { cleanText } from '../untrustedText.js';
import { Questions, Unanswered, type QuestionClock } from './questions.js';
import { hostName, type NameUnknown, type Signals } from './verdict.js';

/** What a host resolves to. No addresses: there is no such host, or it has none. */
export interface HostRecord {
    readonly addresses: readonly string[];
    /** The end of the chain of aliases; null: this resolver does not tell. */
    readonly canonicalName: string | null;
}

/** The user's own resolver. Its answers are as hostile as whoever wrote them. */
export interface NameResolver {
    /** Reverse names of an address; none: it has none. @throws Unanswered */
    reverse(address: string): Promise<readonly string[]>;
    /** @throws Unanswered */
    forward(host: string): Promise<HostRecord>;
    /** Calls off what is in flight. */
    close(): void;
}

/** A reverse name as it was once told. `at`: milliseconds since the epoch. */
export interface ReverseRecord {
    readonly address: string;
    /** null: the address has none. */
    readonly name: string | null;
    readonly confirmed: boolean | null;
    readonly at: number;
}

interface NamesOptions {
    readonly resolver: NameResolver;
    readonly clock: QuestionClock;
    /** A reverse name of the address has become known, or confirmed, or that there is no answer. */
    readonly changed: (address: string) => void;
}

const minute = 60_000;
const hour = 60 * minute;
/** How long answers hold, as resolvers' lifetimes are not told to programs. Milliseconds. */
const ages = { name: 24 * hour, noName: 6 * hour, failure: 2 * minute, host: 5 * minute } as const;
/** Entries that are kept; the ones asked for least recently go first. */
export const mostReverse = 4096;
const mostHosts = 1024;
/** Of an address with many reverse names, those that are looked at. */
const mostNames = 4;
/** Addresses of one host. */
const mostAddresses = 64;

interface Failure {
    readonly reason: NameUnknown;
    readonly at: number;
}

/**
 * Reverse names and what hosts resolve to: asked once, remembered, confirmed, bounded. Answers that there is no
 * name are remembered as well, and so are failures, for a short while.
 */
export class Names {
    readonly #resolver: NameResolver;
    readonly #clock: QuestionClock;
    readonly #changed: (address: string) => void;
    readonly #questions: Questions;
    readonly #reverse = new Map<string, ReverseRecord>();
    readonly #failures = new Map<string, Failure>();
    readonly #asked = new Map<string, Promise<void>>();
    readonly #hosts = new Map<string, { readonly record: HostRecord | null; readonly at: number }>();
    readonly #askedHosts = new Map<string, Promise<HostRecord | null>>();
    #allowed = { dns: false, confirmNames: false };
    #round = 0;

    constructor({ resolver, clock, changed }: NamesOptions) {
        this.#resolver = resolver;
        this.#clock = clock;
        this.#changed = changed;
        this.#questions = new Questions(clock);
    }

    get inFlight(): number {
        return this.#questions.inFlight;
    }

    /** Nothing is asked before `dns` has been allowed. What waits when it is forbidden is not asked any more. */
    configure(allowed: { readonly dns: boolean; readonly confirmNames: boolean }): void {
        this.#allowed = { dns: allowed.dns, confirmNames: allowed.confirmNames };
        if (allowed.dns) return;
        this.#round += 1;
        this.#asked.clear();
        this.#askedHosts.clear();
        this.#questions.abandonAll();
    }

    /** What is known now; if that is nothing, or old, it is asked for and `changed` told. `address`: canonical. */
    reverse(address: string): Signals['reverse'] {
        const record = this.#reverse.get(address);
        const failure = this.#failures.get(address);
        if (record) renew(this.#reverse, address, record);
        const { dns } = this.#allowed;
        if (dns && !this.#asked.has(address) && !this.#holds(record, failure))
            this.#asked.set(address, this.#askReverse(address));
        if (record) return record.name === null ? null : { name: record.name, confirmed: record.confirmed };
        if (!dns) return 'off';
        return failure?.reason ?? 'not-yet';
    }

    /** As `reverse`, but waits for the answer; it takes some seconds at most. */
    async reverseAnswer(address: string): Promise<Signals['reverse']> {
        this.reverse(address);
        await this.#asked.get(address);
        return this.reverse(address);
    }

    #holds(record: ReverseRecord | undefined, failure: Failure | undefined): boolean {
        if (failure && this.#isYoung(failure.at, ages.failure)) return true;
        if (!record) return false;
        if (record.name === null) return this.#isYoung(record.at, ages.noName);
        if (record.confirmed === null && this.#allowed.confirmNames) return false;
        return this.#isYoung(record.at, ages.name);
    }

    /** Also false of times to come: the clock has been set back. */
    #isYoung(at: number, age: number): boolean {
        const passed = this.#clock.now() - at;
        return passed >= 0 && passed < age;
    }

    async #askReverse(address: string): Promise<void> {
        const round = this.#round;
        try {
            const told = await this.#questions.ask(() => this.#resolver.reverse(address));
            if (round !== this.#round) return;
            const names = told.slice(0, mostNames).map(name => cleanText(name.replace(/\.$/, '')));
            const shown = names.filter(name => name !== '');
            this.#failures.delete(address);
            this.#put({ address, name: shown[0] ?? null, confirmed: null, at: this.#clock.now() });
            if (shown.length > 0 && this.#allowed.confirmNames) await this.#confirm(address, shown, round);
        } catch (error) {
            if (round !== this.#round) return;
            if (!(error instanceof Unanswered)) throw error;
            const reason = error.reason;
            renew(this.#failures, address, { reason, at: this.#clock.now() }, mostReverse);
            this.#changed(address);
        } finally {
            if (round === this.#round) this.#asked.delete(address);
        }
    }

    #put(record: ReverseRecord): void {
        renew(this.#reverse, record.address, record, mostReverse);
        this.#changed(record.address);
    }

    /** Looks whether one of the names leads back. @throws Unanswered */
    async #confirm(address: string, names: readonly string[], round: number): Promise<void> {
        for (const shown of names) {
            const name = hostName(shown);
            // What is no host name cannot lead back, and need not be asked for.
            if (name === null) continue;
            const { addresses } = await this.#questions.ask(() => this.#resolver.forward(name));
            if (round !== this.#round) return;
            if (addresses.slice(0, mostAddresses).some(found => canonical(found) === address)) {
                this.#put({ address, name: shown, confirmed: true, at: this.#clock.now() });
                return;
            }
        }
        const [first = null] = names;
        this.#put({ address, name: first, confirmed: false, at: this.#clock.now() });
    }

    /** Tells `changed` of addresses whose failure is old: whoever still wants to know asks again. */
    renewFailures(): void {
        for (const [address, { at }] of this.#failures) {
            if (this.#isYoung(at, ages.failure)) continue;
            this.#failures.delete(address);
            this.#changed(address);
        }
    }

    /** What a host resolves to now; null: there is no answer, or nobody may ask. */
    async lookUp(host: string): Promise<HostRecord | null> {
        const name = hostName(host);
        if (name === null) return null;
        const known = this.#hosts.get(name);
        const age = known?.record ? ages.host : ages.failure;
        if (known && this.#isYoung(known.at, age)) return known.record;
        if (!this.#allowed.dns) return null;
        const asked = this.#askedHosts.get(name) ?? this.#askHost(name);
        this.#askedHosts.set(name, asked);
        return asked;
    }

    async #askHost(name: string): Promise<HostRecord | null> {
        const round = this.#round;
        let record: HostRecord | null = null;
        try {
            record = cleanRecord(await this.#questions.ask(() => this.#resolver.forward(name)));
        } catch (error) {
            if (!(error instanceof Unanswered)) throw error;
        }
        if (round !== this.#round) return null;
        this.#askedHosts.delete(name);
        renew(this.#hosts, name, { record, at: this.#clock.now() }, mostHosts);
        return record;
    }

    /** What is worth keeping, the least recently used first. */
    records(): ReverseRecord[] {
        return [...this.#reverse.values()];
    }

    /** Takes back what was kept; what is too old is left out, and nothing is told of it. */
    restore(records: readonly ReverseRecord[]): void {
        for (const record of records) {
            const age = record.name === null ? ages.noName : ages.name;
            if (this.#isYoung(record.at, age)) renew(this.#reverse, record.address, record, mostReverse);
        }
    }

    forgetAll(): void {
        this.#reverse.clear();
        this.#failures.clear();
        this.#hosts.clear();
    }

    /** Answers that arrive from now on are dropped. */
    close(): void {
        this.#round += 1;
        this.#questions.close();
        this.#resolver.close();
    }
}

function canonical(address: string): string | null {
    const parsed = parseAddress(address);
    return parsed && formatAddress(parsed);
}

function cleanRecord(record: HostRecord): HostRecord {
    return {
        addresses: record.addresses.slice(0, mostAddresses).flatMap(address => canonical(address) ?? []),
        canonicalName: record.canonicalName === null ? null : hostName(record.canonicalName),
    };
}

/** Makes an entry the most recent one of a map that keeps at most `most`. */
function renew<Value>(map: Map<string, Value>, key: string, value: Value, most = Infinity): void {
    map.delete(key);
    map.set(key, value);
    for (const oldest of map.keys()) {
        if (map.size <= most) return;
        map.delete(oldest);
    }
}
