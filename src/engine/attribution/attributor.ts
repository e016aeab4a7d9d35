import type { Connection } from '../connections/connection.js';
import type { Endpoint } from '../identification/endpoint.js';
import type { ComponentRule } from '../settings.js';
import type { CatalogueEntry } from './catalogue.js';
import { CatalogueIndex } from './catalogueIndex.js';
import type { Attribution, Component, UnknownReason } from './component.js';
import type { AttributionEvidence } from './facts.js';
import { Knowledge } from './knowledge.js';
import { OwnerResolver, described } from './owner.js';
import type { Origin, OwnProcess, Owner } from './owner.js';
import { choosePart } from './parts.js';
import type { FarSide } from './parts.js';
import type { SocketHolderAnswer } from './processFinder.js';
import { RecentEndpoints } from './recentEndpoints.js';
import { requestOf } from './requests.js';
import { applyRules } from './rules.js';
import type { ProcessFacts, Surroundings } from './surroundings.js';
import { shellOrExtension, unknownNames } from './words.js';

interface AttributorOptions {
    readonly catalogue: readonly CatalogueEntry[];
    readonly rules: readonly ComponentRule[];
    readonly surroundings: Surroundings;
    /** Facts about these connections have come: `attribute` says something new of them now. */
    readonly changed: (connectionIds: readonly string[]) => void;
}

interface Memory {
    origin: Origin;
    endpoint: Endpoint;
    state: Connection['state'];
    attribution: Attribution;
    stale: boolean;
    holder: SocketHolderAnswer | null;
    searching: boolean;
    searches: number;
    /** When to search again; null: not. */
    searchAgain: number | null;
    sole: ProcessFacts | null;
}

/** A flood of connections costs a fixed amount of memory; the oldest are attributed anew if asked again. */
const mostConnections = 32_768;
const mostSearches = 3;
const mostNames = 8;
/** Milliseconds between searches for a process that was not found. */
const searchPause = 2000;
const shellId = 'org.gnome.Shell';
const nameLookUpId = 'systemd-resolved';
/** DNS, RFC 1035; DNS over TLS, RFC 7858. */
const resolverPorts: readonly number[] = [53, 853];

/**
 * Says of each connection which part of the desktop it exists for. It answers at once from what is known, asks
 * for what is missing in the background, and tells of the connections for which the answer has become better.
 */
export class Attributor {
    readonly #surroundings: Surroundings;
    readonly #index: CatalogueIndex;
    readonly #knowledge: Knowledge;
    readonly #owners: OwnerResolver;
    readonly #recent = new RecentEndpoints();
    readonly #changed: (connectionIds: readonly string[]) => void;
    readonly #memory = new Map<string, Memory>();
    #rules: readonly ComponentRule[];
    #arrivals = new Set<string>();
    #telling = false;
    #settled: (() => void)[] = [];

    constructor(options: AttributorOptions) {
        this.#surroundings = options.surroundings;
        this.#changed = options.changed;
        this.#rules = options.rules;
        this.#index = new CatalogueIndex(options.catalogue);
        this.#knowledge = new Knowledge(options.surroundings, waiters => this.#arrived(waiters));
        this.#owners = new OwnerResolver(this.#index, this.#knowledge, options.surroundings.viewerUid);
    }

    /** Costs a look at a map where nothing about the connection has changed. */
    attribute(connection: Connection, endpoint: Endpoint): Attribution {
        const { id } = connection;
        const memory = this.#memory.get(id) ?? this.#remember(connection, endpoint);
        const origin = mergedOrigin(memory.origin, connection);
        const retry = memory.searchAgain !== null && this.#surroundings.now() >= memory.searchAgain;
        const orphaned = origin.inode === 0 && connection.state !== memory.state;
        if (!memory.stale && !retry && !orphaned && origin === memory.origin && endpoint === memory.endpoint)
            return memory.attribution;
        if (retry) this.#searchAnew(memory);
        memory.origin = origin;
        memory.endpoint = endpoint;
        memory.state = connection.state;
        memory.stale = false;
        memory.attribution = this.#attribute(connection, memory);
        return memory.attribution;
    }

    /** The connection has left the list. */
    forget(connectionId: string): void {
        this.#memory.delete(connectionId);
    }

    /** The user's own rules; every connection is to be attributed again. */
    setRules(rules: readonly ComponentRule[]): void {
        this.#rules = rules;
        this.#arrived(new Set(this.#memory.keys()));
    }

    /** Host names may be looked up now that could not before: every connection is to be attributed again. */
    hostsChanged(): void {
        this.#knowledge.hostsChanged();
        this.#arrived(new Set(this.#memory.keys()));
    }

    /** Something is being asked, or has just been answered and not been told. */
    get asking(): boolean {
        return this.#knowledge.pending > 0 || this.#telling;
    }

    /** Resolves when nothing is being asked any more and `changed` has been told. */
    settled(): Promise<void> {
        if (!this.asking) return Promise.resolve();
        return new Promise(resolve => this.#settled.push(resolve));
    }

    entryOf(catalogueId: string): CatalogueEntry | null {
        return this.#index.entry(catalogueId);
    }

    /** Hosts that a component is known to ask for, without wildcards: candidates for its far sides' names. */
    hostsOf(component: Component): readonly string[] {
        const entry = component.catalogueId === null ? null : this.#index.entry(component.catalogueId);
        if (!entry) return [];
        const hosts = [entry, ...this.#index.partsOf(entry.id)].flatMap(part => [
            ...part.hosts.map(({ host }) => host),
            ...(part.configured ?? []).flatMap(list =>
                (this.#knowledge.configuredHosts(list, '') ?? []).map(({ host }) => host),
            ),
        ]);
        return Array.from(new Set(hosts.filter(host => !host.startsWith('*.'))));
    }

    #remember(connection: Connection, endpoint: Endpoint): Memory {
        if (this.#memory.size >= mostConnections) {
            const [oldest] = this.#memory.keys();
            if (oldest !== undefined) this.#memory.delete(oldest);
        }
        const memory: Memory = {
            origin: { cgroup: null, inode: 0, uid: null },
            endpoint,
            state: connection.state,
            attribution: unknownAttribution('not-told'),
            stale: true,
            holder: null,
            searching: false,
            searches: 0,
            searchAgain: null,
            sole: null,
        };
        this.#memory.set(connection.id, memory);
        return memory;
    }

    #searchAnew(memory: Memory): void {
        memory.holder = null;
        memory.searchAgain = null;
    }

    #attribute(connection: Connection, memory: Memory): Attribution {
        const far = {
            endpoint: memory.endpoint,
            protocol: connection.protocol,
            port: connection.remote.port,
        };
        if (connection.closureOnly)
            return this.#inferred(connection, far, 'closure-only') ?? unknownAttribution('closure-only');
        const owner = this.#owners.resolve(
            memory.origin,
            orphanReason(connection),
            this.#ownProcess(connection.id, memory),
            connection.id,
        );
        if (owner.component.unknown === 'kernel-only') {
            const inferred = this.#inferred(connection, far, 'kernel-only');
            if (inferred) return inferred;
        }
        const attribution = this.#withFarSide(owner, far, connection.id);
        if (attribution.component.unknown === null && !memory.searching)
            this.#recent.add(
                connection.protocol,
                connection.remote,
                attribution.component,
                this.#surroundings.now(),
            );
        return attribution;
    }

    #withFarSide(owner: Owner, far: FarSide, waiter: string): Attribution {
        const { entry, process } = owner;
        const evidence = [...owner.evidence];
        let { component } = owner;
        let entryNow = entry;
        if (entry) {
            const parts = this.#index.partsOf(entry.id);
            const choice = choosePart([...parts, entry], far, this.#knowledge, waiter);
            evidence.push(...choice.evidence);
            if (choice.entry && choice.entry !== entry) {
                component = partOf(choice.entry, component);
                entryNow = choice.entry;
            } else if (entry.id === shellId && !choice.entry && !choice.several && !choice.pending)
                component = this.#withoutPart(component, evidence, waiter);
        }
        component = this.#onBehalf(entryNow, component, evidence, waiter);
        const asked = entryNow ? requestOf(entryNow, far, this.#knowledge, waiter) : null;
        if (asked) evidence.push(...asked.evidence);
        component = applyRules(this.#rules, component, process, far, evidence);
        return { component, process, request: asked?.request ?? null, evidence, inferred: false };
    }

    /** Nothing in the catalogue asks for it: that leaves the shell itself, and whatever was added to it. */
    #withoutPart(component: Component, evidence: AttributionEvidence[], waiter: string): Component {
        const names = this.#knowledge.shellExtensions(waiter) ?? [];
        evidence.push({
            fact: 'no-part',
            source: 'catalogue',
            strength: 'likely',
            values: { host: component.name },
        });
        if (names.length === 0) return component;
        const requesters = names.slice(0, mostNames);
        evidence.push({
            fact: 'enabled-extensions',
            source: 'org.gnome.shell enabled-extensions',
            strength: 'certain',
            values: { names: requesters.join(', '), count: String(names.length) },
        });
        return {
            ...component,
            id: `${component.id}/unlisted`,
            name: shellOrExtension,
            kind: 'part',
            host: { id: component.id, name: component.name },
            behalf: { requesters, known: false },
        };
    }

    #onBehalf(
        entry: CatalogueEntry | null,
        component: Component,
        evidence: AttributionEvidence[],
        waiter: string,
    ): Component {
        if (!entry?.behalf) return component;
        const processes = this.#knowledge.requesters(entry.id, waiter) ?? [];
        const names = processes.map(facts => this.#owners.nameOf(facts, waiter));
        const known = Array.from(new Set(names)).filter(name => name !== entry.name);
        const requesters = known.length > 0 ? known.slice(0, mostNames) : entry.behalf.requesters;
        evidence.push({
            fact: 'on-behalf',
            source: known.length > 0 ? 'its clients' : 'catalogue',
            strength: known.length > 0 ? 'likely' : 'guess',
            values: { requesters: requesters.join(', '), known: known.length > 0 ? 'yes' : 'no' },
        });
        return { ...component, behalf: { requesters, known: known.length > 0 } };
    }

    /** By its far side alone: whoever was seen with it a moment ago, or whom the catalogue knows to ask for it. */
    #inferred(connection: Connection, far: FarSide, reason: UnknownReason): Attribution | null {
        const { protocol, remote, id } = connection;
        const lookUp = this.#nameLookUp(far, id);
        if (lookUp) return lookUp;
        const recent = this.#recent.at(protocol, remote, this.#surroundings.now());
        const [last] = recent;
        if (last && recent.length === 1)
            return inferredAttribution(last, {
                fact: 'same-endpoint',
                source: 'endpoint',
                strength: 'likely',
                values: { component: last.name, address: remote.address, port: String(remote.port) },
            });
        if (recent.length > 1) {
            const components = recent.map(({ name }) => name).join(', ');
            return unknownAttribution(reason, {
                fact: 'several-components',
                source: 'endpoint',
                strength: 'guess',
                values: { components },
            });
        }
        return this.#inferredFromCatalogue(far, id, reason);
    }

    /** Every program asks the resolver, so whoever was seen with it last says nothing of who asked this time. */
    #nameLookUp({ endpoint, port }: FarSide, waiter: string): Attribution | null {
        const entry = this.#index.entry(nameLookUpId);
        if (!entry || !resolverPorts.includes(port)) return null;
        const servers = this.#knowledge.configuredHosts('dns-servers', waiter) ?? [];
        const server = servers.find(({ host }) => host === endpoint.address);
        if (!server) return null;
        const { host, file } = server;
        return inferredAttribution(this.#componentOf(entry), {
            fact: 'configured-host',
            source: file,
            strength: 'likely',
            values: { list: 'dns-servers', host, file },
        });
    }

    #inferredFromCatalogue(far: FarSide, waiter: string, reason: UnknownReason): Attribution | null {
        const { address, name, nameConfirmed } = far.endpoint;
        const hosts = [...this.#knowledge.hostsAt(address)];
        if (name !== null && nameConfirmed !== false) hosts.push(name);
        const entries = new Set(hosts.flatMap(host => this.#index.entriesOfHost(host)));
        if (entries.size === 0) return null;
        const choice = choosePart(Array.from(entries), far, this.#knowledge, waiter);
        const { entry } = choice;
        if (!entry) return choice.several ? unknownAttribution(reason, ...choice.evidence) : null;
        return inferredAttribution(this.#componentOf(entry), {
            fact: 'endpoint-of-entry',
            source: 'catalogue',
            strength: choice.evidence[0]?.strength === 'guess' ? 'guess' : 'likely',
            values: { entry: entry.name, host: choice.evidence[0]?.values['host'] ?? '' },
        });
    }

    #componentOf(entry: CatalogueEntry): Component {
        const host = entry.partOf === undefined ? null : this.#index.entry(entry.partOf);
        const { id, name, kind } = entry;
        return { ...described(entry), id, name, kind, host: host && { id: host.id, name: host.name } };
    }

    #ownProcess(id: string, memory: Memory): OwnProcess {
        return {
            holder: question => {
                if (memory.holder) return memory.holder;
                if (!memory.searching) {
                    memory.searching = true;
                    memory.searches++;
                    this.#knowledge.search(question, id, answer => this.#found(memory, answer));
                }
                return undefined;
            },
            sole: cgroup => {
                if (memory.sole) return memory.sole;
                const sole = this.#knowledge.soleProcess(cgroup, id);
                if (sole) memory.sole = sole;
                return sole;
            },
        };
    }

    #found(memory: Memory, answer: SocketHolderAnswer): void {
        memory.searching = false;
        memory.holder = answer;
        if (!answer.holder && answer.failure !== 'other-user' && memory.searches < mostSearches)
            memory.searchAgain = this.#surroundings.now() + searchPause;
    }

    #arrived(waiters: ReadonlySet<string>): void {
        for (const id of waiters) {
            const memory = this.#memory.get(id);
            if (!memory) continue;
            memory.stale = true;
            this.#arrivals.add(id);
        }
        if (this.#telling) return;
        this.#telling = true;
        // Facts that come together are told together.
        Promise.resolve()
            .then(() => this.#tell())
            .catch((cause: unknown) => this.#surroundings.problem('attribution', cause));
    }

    #tell(): void {
        const ids = Array.from(this.#arrivals);
        this.#arrivals = new Set();
        this.#telling = false;
        try {
            if (ids.length > 0) this.#changed(ids);
        } finally {
            if (this.#knowledge.pending === 0) for (const resolve of this.#settled.splice(0)) resolve();
        }
    }
}

/** A connection keeps what was once known of it: a row in TIME_WAIT names no owner any more. */
function mergedOrigin(before: Origin, { socket, uid }: Connection): Origin {
    const cgroup = socket?.cgroup ?? before.cgroup;
    const inode = socket && socket.inode !== 0 ? socket.inode : before.inode;
    // Without an inode the kernel writes uid 0 for everybody.
    const owner = socket && socket.inode !== 0 ? (socket.uid ?? uid) : before.uid;
    if (cgroup === before.cgroup && inode === before.inode && owner === before.uid) return before;
    return { cgroup, inode, uid: owner };
}

function orphanReason({ state, protocol, socket }: Connection): UnknownReason {
    if (!socket) return 'closure-only';
    if (protocol === 'udp') return 'not-told';
    return state === 'SYN_RECV' || state === 'ESTABLISHED' || state === 'CLOSE_WAIT'
        ? 'not-accepted'
        : 'kernel-only';
}

function partOf(part: CatalogueEntry, process: Component): Component {
    return {
        ...process,
        ...described(part),
        appId: process.appId,
        unit: process.unit,
        id: part.id,
        name: part.name,
        kind: 'part',
        icon: part.icon ?? process.icon,
        host: { id: process.id, name: process.name },
    };
}

function inferredAttribution(component: Component, evidence: AttributionEvidence): Attribution {
    return { component, process: null, request: null, evidence: [evidence], inferred: true };
}

function unknownAttribution(reason: UnknownReason, ...more: readonly AttributionEvidence[]): Attribution {
    const component: Component = {
        ...described(null),
        id: `unknown:${reason}`,
        name: unknownNames[reason],
        kind: 'unknown',
        unknown: reason,
    };
    const evidence: AttributionEvidence = {
        fact: 'unknown',
        source: 'kernel',
        strength: 'certain',
        values: { reason, uid: '', user: '', processes: '' },
    };
    return {
        component,
        process: null,
        request: null,
        evidence: [evidence, ...more],
        inferred: false,
    };
}
