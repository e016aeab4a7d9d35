import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { Attributor } from '../engine/attribution/attributor.js';
import type { CatalogueEntry } from '../engine/attribution/catalogue.js';
import { scopeOf } from '../engine/connections/scope.js';
import { ConnectionTable, leftoverLife } from '../engine/connections/connectionTable.js';
import type { ConnectionChanges, Instant } from '../engine/connections/connectionTable.js';
import { FindingsEngine } from '../engine/findings/findingsEngine.js';
import type { Endpoint } from '../engine/identification/endpoint.js';
import { stateNow } from '../engine/identification/networkFile.js';
import { Identifier } from '../engine/identification/identifier.js';
import type { Knowledge } from '../engine/identification/identifyOffline.js';
import { Names } from '../engine/identification/names.js';
import type { NameResolver } from '../engine/identification/names.js';
import type { EngineSettings } from '../engine/settings.js';
import { ChoosingSampler } from '../engine/sockets/choosingSampler.js';
import type { Closure, Sample } from '../engine/sockets/socket.js';
import type { CollectorStatus } from '../protocol/messages.js';
import { snapshotVersion } from '../protocol/snapshot.js';
import type { Snapshot } from '../protocol/snapshot.js';
import { loadCatalogue } from '../system/attribution/catalogueFiles.js';
import { machineSurroundings } from '../system/attribution/machine.js';
import { HistoryFile } from '../system/history/historyFile.js';
import { loadKnowledge, loadNetworkFile } from '../system/identification/knowledgeFiles.js';
import { forgetNames, loadNames, saveNames } from '../system/identification/namesFile.js';
import { userResolver } from '../system/identification/resolver.js';
import { ownUid } from '../system/process/self.js';
import { sessionBegan } from '../system/session/sessionTime.js';
import { ClosureStream } from '../system/sockets/closureStream.js';
import { ProcfsSampler } from '../system/sockets/procfsSampler.js';
import { SsSampler } from '../system/sockets/ssSampler.js';
import type { Clock } from './clock.js';
import { Listeners } from './listeners.js';
import { Observation } from './observation.js';
import type { Followed } from './observation.js';
import { Recall } from './recall.js';
import { Tallies } from './tallies.js';

export interface AssemblyOptions {
    /** Where the extension lies. */
    readonly folder: string;
    readonly clock: Clock;
    readonly settings: EngineSettings;
    /** Whether what is seen is written down for later sessions, as far as the settings have it so. */
    readonly remembers: boolean;
    /** Whether sockets' ends are followed between two looks. */
    readonly followsClosures: boolean;
    /** Something became known, or ended, between two looks. `moved`: a connection ended. */
    readonly changed: (moved: boolean) => void;
    /** For whoever reads the errors of this process. */
    readonly problem: (what: string, cause: unknown) => void;
}

/** What the engine says of itself; the rest of a collector's status is about its rounds. */
export type EngineStatus = Omit<CollectorStatus, 'paused' | 'interval'>;

const mostProblems = 50;
/** Milliseconds. */
const settlingStep = 40;

/** The engine with the machine under it, for collector and terminal command alike. */
export class Assembly {
    readonly observation: Observation;
    readonly #options: AssemblyOptions;
    #knowledge: Knowledge;
    readonly #problems: CollectorStatus['problems'];
    readonly #attributor: Attributor;
    readonly #identifier: Identifier;
    readonly #names: Names;
    readonly #sampler: ChoosingSampler;
    readonly #closures: ClosureStream | null;
    readonly #table = new ConnectionTable();
    readonly #listeners = new Listeners();
    readonly #tallies = new Tallies();
    readonly #historyFile: HistoryFile;
    readonly #history;
    readonly #ended = new Gio.Cancellable();
    readonly #sampling = new Recall();
    #settings: EngineSettings;

    static async make(options: AssemblyOptions): Promise<Assembly> {
        const data = GLib.build_filenamev([options.folder, 'data']);
        const [catalogue, knowledge, login, resolver] = await Promise.all([
            loadCatalogue(GLib.build_filenamev([data, 'components'])),
            loadKnowledge(data),
            sessionBegan(),
            userResolver(),
        ]);
        const problems = [
            ...catalogue.problems.map(reason => ({ file: 'components', reason })),
            ...knowledge.problems,
        ];
        for (const { file, reason } of problems) options.problem(file, reason);
        const loaded = { catalogue: catalogue.entries, knowledge, problems, login, resolver };
        const assembly = new Assembly(options, loaded);
        await assembly.#restoreNames();
        if (options.settings.networkData !== null)
            await assembly.#useNetworkData(options.settings.networkData);
        return assembly;
    }

    private constructor(
        options: AssemblyOptions,
        loaded: {
            readonly catalogue: readonly CatalogueEntry[];
            readonly knowledge: Knowledge;
            readonly problems: CollectorStatus['problems'];
            readonly login: number | null;
            readonly resolver: NameResolver;
        },
    ) {
        const { clock, settings, problem } = options;
        this.#options = options;
        this.#settings = settings;
        this.#knowledge = loaded.knowledge;
        this.#problems = loaded.problems.slice(0, mostProblems);
        this.#historyFile = new HistoryFile();
        this.#history = this.#historyFile.load(clock.now());
        this.#history.beginSession(loaded.login);
        this.#sampler = new ChoosingSampler(new SsSampler(), new ProcfsSampler(), () => clock.elapsed());
        this.#names = new Names({
            resolver: loaded.resolver,
            clock,
            changed: address => this.#identifier.nameArrived(address),
        });
        this.#identifier = new Identifier(loaded.knowledge, this.#names, address => {
            this.observation.endpointsChanged([address]);
            options.changed(false);
        });
        this.#attributor = new Attributor({
            catalogue: loaded.catalogue,
            rules: settings.componentRules,
            surroundings: machineSurroundings({
                viewerUid: ownUid(),
                hosts: { lookUp: host => this.#identifier.lookUp(host) },
                problem,
                cancellable: this.#ended,
            }),
            changed: ids => {
                this.observation.ownersChanged(ids);
                options.changed(false);
            },
        });
        this.observation = new Observation(
            {
                clock,
                sample: details => this.#sample(details),
                follow: sample => this.#follow(sample),
                takeTallied: () => this.#tallies.take(this.#table),
                attributor: this.#attributor,
                identifier: this.#identifier,
                findings: new FindingsEngine(),
                history: this.#history,
                problem,
            },
            settings,
        );
        this.#closures = options.followsClosures
            ? new ClosureStream({
                  closed: (closures, unread) => this.#takeClosures(closures, unread),
                  statusChanged: () => options.changed(false),
              })
            : null;
    }

    /** From now on `changed` is told. */
    begin(): void {
        this.#closures?.start();
        this.#names.configure(this.#settings);
    }

    get status(): EngineStatus {
        const networks = stateNow(this.#knowledge.networks);
        const description = networks.state === 'ready' ? networks.table.description : null;
        const { path, problem } = this.#historyFile;
        return {
            sampler: this.#sampler.name,
            samplerReason: this.#sampler.reason?.fault ?? null,
            closures: this.#closures?.status ?? { active: false, reason: null },
            dns: this.#settings.dns,
            networks: {
                state: networks.state,
                date: description?.date ?? null,
                source: description?.source ?? null,
            },
            problems:
                problem === null ? this.#problems : [...this.#problems, { file: path, reason: problem }],
        };
    }

    configure(settings: EngineSettings): void {
        const before = this.#settings;
        const rules =
            JSON.stringify(settings.componentRules) !== JSON.stringify(this.#settings.componentRules);
        this.#settings = settings;
        if (rules) this.#attributor.setRules(settings.componentRules);
        this.#names.configure(settings);
        if (before.dns !== settings.dns || before.confirmNames !== settings.confirmNames) {
            this.#identifier.renewAll();
            this.#attributor.hostsChanged();
        }
        this.observation.configure(settings);
        if (before.networkData !== settings.networkData)
            void this.#useNetworkData(settings.networkData).then(() => this.#options.changed(false));
        if (this.#options.remembers && settings.historyForgotten > this.#history.began)
            void this.forget('everything').catch((cause: unknown) => this.#options.problem('history', cause));
    }

    /** `path`: a file that stands in for the shipped one; where it is of no use, what was in use before stays. */
    async #useNetworkData(path: string | null): Promise<void> {
        const shipped = GLib.build_filenamev([this.#options.folder, 'data', 'networks', 'networks.bin']);
        const networks = await loadNetworkFile(path ?? shipped, this.#ended);
        if (this.#ended.is_cancelled() || this.#settings.networkData !== path) return;
        if (networks.state !== 'ready') {
            this.#options.problem(path ?? shipped, networks.reason);
            if (!this.#networksAreBroken) return;
        }
        this.#knowledge = { ...this.#knowledge, networks };
        this.#identifier.setNetworks(networks);
    }

    get #networksAreBroken(): boolean {
        return stateNow(this.#knowledge.networks) !== this.#knowledge.networks;
    }

    /** Resolves when nothing is being asked any more about what is there now, or after `longest` milliseconds. */
    async settled(longest: number): Promise<void> {
        const { clock } = this.#options;
        const until = clock.elapsed() + longest;
        while (clock.elapsed() < until) {
            const pause = new Promise<void>(resolve => void clock.after(settlingStep, resolve));
            await Promise.race([this.#attributor.settled(), pause]);
            // An owner that became known may have led to a question for a name, and the other way round.
            await pause;
            if (this.#names.inFlight === 0 && !this.#attributor.asking) return;
        }
    }

    saveHistory(): void {
        if (this.#options.remembers && this.#settings.keepHistory)
            this.#historyFile.saveIfDue(this.#history, this.#options.clock.now());
    }

    /** All that is observed now. */
    snapshot(): Snapshot {
        const { observed } = this.observation;
        return {
            version: snapshotVersion,
            sampler: this.#sampler.name,
            time: this.#options.clock.now(),
            connections: [...observed.records()],
            findings: observed.findings,
        };
    }

    identify(address: string): Endpoint {
        return this.#identifier.identify(address);
    }

    /** With the answers to the questions that identifying it takes. */
    identifyFully(address: string): Promise<Endpoint> {
        return this.#identifier.identifyFully(address);
    }

    /** Rejects with the reason where something could not be deleted. */
    forget(what: 'history' | 'everything'): Promise<void> {
        if (what === 'everything') {
            this.#names.forgetAll();
            forgetNames();
        }
        // What was forgotten must be older than what comes, also where the clock was set back since.
        const { historyForgotten } = this.#settings;
        this.#history.forget(Math.max(this.#options.clock.now(), historyForgotten));
        const reason = this.#historyFile.remove();
        return reason === null ? Promise.resolve() : Promise.reject(new Error(`${what}: ${reason}`));
    }

    /** Leaves neither a process nor a source behind. */
    end(): void {
        this.#ended.cancel();
        this.#sampling.cancel();
        this.#closures?.stop();
        this.#names.close();
        if (!this.#options.remembers || !this.#settings.keepHistory) return;
        this.#historyFile.save(this.#history, this.#options.clock.now());
        this.#saveNames();
    }

    async #restoreNames(): Promise<void> {
        const reason = await loadNames(this.#names);
        if (reason !== null) this.#options.problem('names', reason);
    }

    #saveNames(): void {
        const reason = saveNames(this.#names);
        if (reason !== null) this.#options.problem('names', reason);
    }

    #sample(details: boolean): Promise<Sample> {
        const { showLocal, showListening } = this.#settings;
        // The stream has told of the ends whose leftovers are there: they would change at each look, and say nothing.
        const leftovers = this.#closures?.hasFollowed(leftoverLife) !== true;
        const wish = { details, local: showLocal, listening: showListening, leftovers };
        return this.#sampler.sample(wish, this.#sampling);
    }

    #follow(sample: Sample): readonly Followed[] {
        if (this.#networksAreBroken) void this.#useNetworkData(this.#settings.networkData);
        this.#names.renewFailures();
        const now = this.#instant();
        return [
            this.#table.observe(sample, now, { local: this.#settings.showLocal }),
            this.#listeners.observe(sample, now.wall),
            this.#table.expire(now),
        ];
    }

    #takeClosures(closures: readonly Closure[], unread: number): void {
        const now = this.#instant();
        const all: ConnectionChanges[] = [];
        for (const closure of closures) {
            if (this.#settings.showLocal || !isLocal(closure)) all.push(this.#table.close(closure, now));
        }
        this.#table.closeUnread(unread, now);
        let moved = false;
        for (const changes of all) moved = this.observation.take(changes) || moved;
        if (moved) this.#options.changed(true);
    }

    #instant(): Instant {
        const { clock } = this.#options;
        return { wall: clock.now(), elapsed: clock.elapsed() };
    }
}

function isLocal(closure: Closure): boolean {
    return scopeOf(closure) === 'local';
}
