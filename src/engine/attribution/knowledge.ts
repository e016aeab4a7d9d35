import { configuredHosts, type ConfiguredHosts } from './catalogue.js';
import { Lookups } from './lookups.js';
import { ProcessFinder } from './processFinder.js';
import type { SocketHolderAnswer, SocketQuestion } from './processFinder.js';
import type {
    ConfiguredHost,
    DesktopEntry,
    HostAnswer,
    ProcessFacts,
    Surroundings,
    WeatherPlace,
} from './surroundings.js';

const second = 1000;
const minute = 60 * second;
/** How long it is remembered that a host resolved to an address. */
const rememberAddresses = 24 * 60 * minute;
const mostAddresses = 4096;
const mostHostsPerAddress = 16;

/**
 * What is known of the machine, asked in the background and kept within bounds. Every method answers at once;
 * undefined means that it has been asked now, and that `waiter` is told of when it comes.
 */
export class Knowledge {
    readonly #surroundings: Surroundings;
    readonly #arrived: (waiters: ReadonlySet<string>) => void;
    readonly #finder: ProcessFinder;
    readonly #desktopEntries: Lookups<DesktopEntry>;
    readonly #descriptions: Lookups<string>;
    readonly #accounts: Lookups<string>;
    readonly #soleProcesses: Lookups<ProcessFacts>;
    readonly #hosts: Lookups<HostAnswer>;
    readonly #configuredHosts: Lookups<readonly ConfiguredHost[]>;
    readonly #weather: Lookups<readonly WeatherPlace[]>;
    readonly #extensions: Lookups<readonly string[]>;
    readonly #requesters: Lookups<readonly ProcessFacts[]>;
    /** Address → hosts that resolved to it, and when last. The least recently seen address is first. */
    readonly #learned = new Map<string, Map<string, number>>();
    #searches = 0;

    constructor(surroundings: Surroundings, arrived: (waiters: ReadonlySet<string>) => void) {
        this.#surroundings = surroundings;
        this.#arrived = arrived;
        const { processes, cgroups, viewerUid } = surroundings;
        this.#finder = new ProcessFinder(processes, cgroups, viewerUid);
        const { desktopEntries, units, accounts, configuration, shellExtensions, requesters } = surroundings;
        this.#desktopEntries = this.#lookups('desktop file', 10 * minute, 512, key =>
            desktopEntries.find(key),
        );
        this.#descriptions = this.#lookups('unit file', 10 * minute, 1024, key =>
            units.describe(key.slice(key.indexOf(':') + 1), key.startsWith('user:') ? 'user' : 'system'),
        );
        this.#accounts = this.#lookups('user name', 10 * minute, 512, key => accounts.name(Number(key)));
        // A service that was restarted has another process: this is for one look only.
        this.#soleProcesses = this.#lookups('process', 2 * second, 512, key => this.#soleProcess(key));
        this.#hosts = this.#lookups('host', minute, 2048, key => this.#lookUpHost(key));
        this.#configuredHosts = this.#lookups('configuration', 5 * minute, 32, key =>
            isConfiguredHosts(key) ? configuration.hosts(key) : Promise.resolve([]),
        );
        this.#weather = this.#lookups('weather locations', minute, 8, key =>
            configuration.weather(key === 'shell' || key === 'app' ? key : 'any'),
        );
        this.#extensions = this.#lookups('extensions', minute, 1, () => shellExtensions.enabled());
        this.#requesters = this.#lookups('requesters', 2 * second, 64, key =>
            requesters ? requesters.of(key) : Promise.resolve(null),
        );
    }

    /** Questions that have no answer yet. */
    get pending(): number {
        return (
            this.#searches +
            this.#desktopEntries.pending +
            this.#descriptions.pending +
            this.#accounts.pending +
            this.#soleProcesses.pending +
            this.#hosts.pending +
            this.#configuredHosts.pending +
            this.#weather.pending +
            this.#extensions.pending +
            this.#requesters.pending
        );
    }

    desktopEntry(appId: string, waiter: string): DesktopEntry | null | undefined {
        return this.#desktopEntries.get(appId, waiter);
    }

    description(unitFile: string, manager: 'system' | 'user', waiter: string): string | null | undefined {
        return this.#descriptions.get(`${manager}:${unitFile}`, waiter);
    }

    account(uid: number, waiter: string): string | null | undefined {
        return this.#accounts.get(String(uid), waiter);
    }

    /** The process of a cgroup that has only one. */
    soleProcess(cgroup: string, waiter: string): ProcessFacts | null | undefined {
        return this.#soleProcesses.get(cgroup, waiter);
    }

    host(host: string, waiter: string): HostAnswer | null | undefined {
        return this.#surroundings.hosts ? this.#hosts.get(host, waiter) : null;
    }

    /** Host names may be looked up now that could not before. */
    hostsChanged(): void {
        this.#hosts.forgetUnanswered();
    }

    /** Whether the host resolved to that address some time ago. */
    resolvedBefore(host: string, address: string): boolean {
        const at = this.#learned.get(address)?.get(host);
        return at !== undefined && this.#surroundings.now() - at < rememberAddresses;
    }

    /** All hosts that are known to resolve to that address, or to have done so. */
    hostsAt(address: string): readonly string[] {
        const oldest = this.#surroundings.now() - rememberAddresses;
        return Array.from(this.#learned.get(address) ?? [])
            .filter(([, at]) => at > oldest)
            .map(([host]) => host);
    }

    configuredHosts(list: ConfiguredHosts, waiter: string): readonly ConfiguredHost[] | null | undefined {
        return this.#configuredHosts.get(list, waiter);
    }

    weather(by: 'shell' | 'app' | 'any', waiter: string): readonly WeatherPlace[] | null | undefined {
        return this.#weather.get(by, waiter);
    }

    shellExtensions(waiter: string): readonly string[] | null | undefined {
        return this.#extensions.get('', waiter);
    }

    requesters(entryId: string, waiter: string): readonly ProcessFacts[] | null | undefined {
        return this.#requesters.get(entryId, waiter);
    }

    /** Not remembered: the answer is the caller's to keep. */
    search(question: SocketQuestion, waiter: string, found: (answer: SocketHolderAnswer) => void): void {
        this.#searches++;
        this.#finder
            .find(question)
            .catch((cause: unknown): SocketHolderAnswer => {
                this.#surroundings.problem('process', cause);
                return { holder: null, failure: 'no-permission', candidates: [] };
            })
            .then(answer => {
                this.#searches--;
                found(answer);
                this.#arrived(new Set([waiter]));
            })
            .catch((cause: unknown) => this.#surroundings.problem('process', cause));
    }

    #lookups<Value>(
        what: string,
        lifetime: number,
        limit: number,
        load: (key: string) => Promise<Value | null>,
    ): Lookups<Value> {
        return new Lookups<Value>({
            load,
            limit,
            lifetime,
            now: this.#surroundings.now,
            arrived: this.#arrived,
            failed: (key, cause) => this.#surroundings.problem(`${what} ${key}`.trim(), cause),
        });
    }

    async #soleProcess(cgroup: string): Promise<ProcessFacts | null> {
        const pids = await this.#surroundings.cgroups.processes(cgroup);
        const [pid] = pids ?? [];
        if (pid === undefined || pids?.length !== 1) return null;
        const facts = await this.#surroundings.processes.read(pid);
        // The pid may be another process's by now.
        return facts?.cgroup === cgroup ? facts : null;
    }

    async #lookUpHost(host: string): Promise<HostAnswer | null> {
        const answer = (await this.#surroundings.hosts?.lookUp(host)) ?? null;
        for (const address of answer?.addresses ?? []) this.#learn(address, host);
        return answer;
    }

    #learn(address: string, host: string): void {
        const hosts = this.#learned.get(address) ?? new Map<string, number>();
        this.#learned.delete(address);
        this.#learned.set(address, hosts);
        hosts.delete(host);
        hosts.set(host, this.#surroundings.now());
        forgetOldest(hosts, mostHostsPerAddress);
        forgetOldest(this.#learned, mostAddresses);
    }
}

const configuredLists: ReadonlySet<string> = new Set(configuredHosts);

function isConfiguredHosts(list: string): list is ConfiguredHosts {
    return configuredLists.has(list);
}

function forgetOldest(map: Map<string, unknown>, most: number): void {
    if (map.size <= most) return;
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
}
