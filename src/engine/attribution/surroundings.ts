import type { ConfiguredHosts } from './catalogue.js';

/** What attribution asks of the machine. Everything is asynchronous, bounded, and tolerant of what is missing. */
export interface Surroundings {
    /** Whose processes can be looked into; 0 can look into all. */
    readonly viewerUid: number;
    /** Milliseconds since the epoch. */
    readonly now: () => number;
    readonly processes: ProcessFiles;
    readonly cgroups: Cgroups;
    readonly desktopEntries: DesktopEntries;
    readonly units: UnitDescriptions;
    readonly accounts: Accounts;
    readonly configuration: Configuration;
    readonly shellExtensions: ShellExtensions;
    /** null: nobody resolves names. */
    readonly hosts: HostAddresses | null;
    /** null: nobody can say who asked a service for its work. */
    readonly requesters: Requesters | null;
    /** Told once of each thing that could not be read. */
    readonly problem: (what: string, cause: unknown) => void;
}

export interface ProcessFacts {
    readonly pid: number;
    /** Clock ticks since boot: with the pid it names a process for good, since pids are used again. */
    readonly startTime: string;
    readonly comm: string;
    readonly argv: readonly string[];
    readonly uid: number | null;
    readonly cgroup: string | null;
}

export interface ProcessFiles {
    /** Pids of processes that the viewer can look into, bounded. */
    own(): Promise<readonly number[]>;
    /** null: there is no such process. */
    startTime(pid: number): Promise<string | null>;
    read(pid: number): Promise<ProcessFacts | null>;
    /** Inodes of the sockets that it has open; `denied`: not to be looked into; null: there is no such process. */
    socketInodes(pid: number): Promise<readonly number[] | 'denied' | null>;
}

export interface Cgroups {
    /** Pids of a cgroup, bounded; null: there is no such cgroup, or no cgroup v2 tree. */
    processes(path: string): Promise<readonly number[] | null>;
}

export interface DesktopEntry {
    readonly id: string;
    /** In the user's language, cleaned. */
    readonly name: string;
    /** Themed name or absolute file name. */
    readonly icon: string | null;
}

export interface DesktopEntries {
    /** By desktop file id without `.desktop`. */
    find(appId: string): Promise<DesktopEntry | null>;
}

export interface UnitDescriptions {
    /** `unitFile` as in the cgroup path; null: no description. */
    describe(unitFile: string, manager: 'system' | 'user'): Promise<string | null>;
}

export interface Accounts {
    /** User name; null: none with that number. */
    name(uid: number): Promise<string | null>;
}

export interface ConfiguredHost {
    readonly host: string;
    /** What the configuration calls it: a repository, an account's provider; cleaned. Empty: nothing. */
    readonly label: string;
    /** Where it stands: a file name or a settings schema. */
    readonly file: string;
}

export interface WeatherPlace {
    /** English, as GWeather stores it; cleaned. */
    readonly name: string;
    /** Station, e.g. `KBOS`; null: none stored. */
    readonly code: string | null;
    readonly file: string;
}

export interface Configuration {
    hosts(list: ConfiguredHosts): Promise<readonly ConfiguredHost[]>;
    /** Places whose weather is fetched by the shell (its first only), by the Weather app, or by either. */
    weather(by: 'shell' | 'app' | 'any'): Promise<readonly WeatherPlace[]>;
}

export interface ShellExtensions {
    /** Names of the extensions that are turned on, other than Edgewise; bounded. */
    enabled(): Promise<readonly string[]>;
}

export interface HostAnswer {
    /** Canonical text, as in SocketAddress. */
    readonly addresses: readonly string[];
    /** The end of the alias chain; null: not told. */
    readonly canonicalName: string | null;
    /** Id of the provider that those addresses are identified as; null: not known. */
    readonly provider: string | null;
}

export interface HostAddresses {
    /** What a host resolves to now; null: it does not, or nobody may ask. */
    lookUp(host: string): Promise<HostAnswer | null>;
}

export interface Requesters {
    /** Those who asked the service of this catalogue entry for its work; null: it cannot be known. */
    of(entryId: string): Promise<readonly ProcessFacts[] | null>;
}
