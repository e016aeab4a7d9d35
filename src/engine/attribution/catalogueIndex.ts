import type { CatalogueEntry, CatalogueHost } from './catalogue.js';

/** What is known of a socket's owner. Names without escapes; what is not known is left out or null. */
export interface OwnerClues {
    /** systemd unit, e.g. `NetworkManager.service`. */
    readonly unit?: string | null;
    /** Whose unit it is. Anybody may call a unit of his own `NetworkManager.service`. */
    readonly manager?: 'system' | 'user' | null;
    /** Desktop file id, with or without `.desktop`. */
    readonly appId?: string | null;
    readonly snap?: string | null;
    readonly busName?: string | null;
    /** Base names of the executable and of the script, and `comm`, which the kernel cuts to 15 bytes. Best first. */
    readonly processes?: readonly string[];
}

export type ClueKind = 'unit' | 'appId' | 'snap' | 'busName' | 'process';

export interface EntryMatch {
    readonly entry: CatalogueEntry;
    /** The clue that decided, and the name that matched. */
    readonly by: ClueKind;
    readonly value: string;
}

/** TASK_COMM_LEN of include/linux/sched.h, without the terminating zero. */
const longestComm = 15;

interface UnitPattern {
    readonly prefix: string;
    readonly expression: RegExp;
    readonly entry: CatalogueEntry;
}

/** The first `longestComm` bytes, as long as they are ASCII; other names are compared whole only. */
function commOf(name: string): string | null {
    return name.length > longestComm && /^[\x20-\x7e]+$/.test(name) ? name.slice(0, longestComm) : null;
}

function appKey(appId: string): string {
    return appId.replace(/\.desktop$/, '').toLowerCase();
}

function unitPattern(glob: string, entry: CatalogueEntry): UnitPattern {
    const parts = glob.split('*').map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    const prefix = glob.slice(0, glob.indexOf('*'));
    return { prefix, expression: new RegExp(`^${parts.join('.*')}$`, 's'), entry };
}

function addOnce<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
    if (!map.has(key)) map.set(key, value);
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
    const values = map.get(key);
    if (values) values.push(value);
    else map.set(key, [value]);
}

/** Whether a pattern names that host: the name itself, or for `*.example.org` one or more labels before it. */
export function hostMatches(pattern: string, name: string): boolean {
    if (!pattern.startsWith('*.')) return pattern === name;
    const suffix = pattern.slice(1);
    return name.length > suffix.length && name.endsWith(suffix);
}

/** Whether a catalogue host may be asked at that port with that protocol; null: not known, so it may. */
export function endpointFits(
    host: CatalogueHost,
    port: number | null,
    protocol: 'tcp' | 'udp' | null,
): boolean {
    if (port !== null && host.ports && !host.ports.includes(port)) return false;
    return protocol === null || host.protocol === undefined || host.protocol === protocol;
}

function hostKey(name: string): string {
    return name.toLowerCase().replace(/\.$/, '');
}

/**
 * Entries by every name that they are recognised by. Where two entries claim the same name, the earlier one
 * has it: pass the entries of most weight first. Look-ups cost a few map look-ups, and one string comparison
 * for each unit pattern.
 */
export class CatalogueIndex {
    readonly entries: readonly CatalogueEntry[];
    readonly #ids = new Map<string, CatalogueEntry>();
    readonly #parts = new Map<string, CatalogueEntry[]>();
    readonly #units = new Map<string, CatalogueEntry>();
    readonly #unitPatterns: UnitPattern[] = [];
    readonly #appIds = new Map<string, CatalogueEntry>();
    readonly #snaps = new Map<string, CatalogueEntry>();
    readonly #busNames = new Map<string, CatalogueEntry>();
    readonly #processes = new Map<string, CatalogueEntry>();
    /** Cut process names; null where two entries are cut to the same one. */
    readonly #comms = new Map<string, CatalogueEntry | null>();
    readonly #hosts = new Map<string, CatalogueEntry[]>();
    /** By the name after `*.`. */
    readonly #wildcardHosts = new Map<string, CatalogueEntry[]>();

    constructor(entries: readonly CatalogueEntry[]) {
        this.entries = entries;
        for (const entry of entries) this.#add(entry);
    }

    entry(id: string): CatalogueEntry | null {
        return this.#ids.get(id) ?? null;
    }

    /** The parts that live in the process of that entry. */
    partsOf(id: string): readonly CatalogueEntry[] {
        return this.#parts.get(id) ?? [];
    }

    /**
     * The entry that the clues name. An app id, a snap or a bus name decides alone. The program of a service
     * goes before its unit, since one unit may hold several: `gvfs-daemon.service` all backends,
     * `NetworkManager.service` the VPN programs as well. Any other program, such as `curl`, works for the unit
     * that runs it.
     */
    matchEntry(clues: OwnerClues): EntryMatch | null {
        return (
            named('appId', this.#appIds, clues.appId, appKey) ??
            named('snap', this.#snaps, clues.snap) ??
            named('busName', this.#busNames, clues.busName) ??
            this.#byProgramOrUnit(clues)
        );
    }

    /** The entries that ask for that host, whichever the process; exact names first. */
    entriesOfHost(name: string): readonly CatalogueEntry[] {
        const wanted = hostKey(name);
        const found = new Set(this.#hosts.get(wanted));
        for (let dot = wanted.indexOf('.'); dot >= 0; dot = wanted.indexOf('.', dot + 1)) {
            for (const entry of this.#wildcardHosts.get(wanted.slice(dot + 1)) ?? []) found.add(entry);
        }
        return [...found];
    }

    #add(entry: CatalogueEntry): void {
        addOnce(this.#ids, entry.id, entry);
        if (entry.partOf !== undefined) append(this.#parts, entry.partOf, entry);
        this.#addHosts(entry);
        const match = entry.match ?? {};
        for (const unit of match.units ?? []) {
            if (unit.includes('*')) this.#unitPatterns.push(unitPattern(unit, entry));
            else addOnce(this.#units, unit, entry);
        }
        for (const appId of match.appIds ?? []) addOnce(this.#appIds, appKey(appId), entry);
        for (const snap of match.snaps ?? []) addOnce(this.#snaps, snap, entry);
        for (const busName of match.busNames ?? []) addOnce(this.#busNames, busName, entry);
        for (const process of match.processes ?? []) this.#addProcess(process, entry);
    }

    #addHosts(entry: CatalogueEntry): void {
        for (const { host } of entry.hosts) {
            const wildcard = host.startsWith('*.');
            append(wildcard ? this.#wildcardHosts : this.#hosts, wildcard ? host.slice(2) : host, entry);
        }
    }

    #addProcess(process: string, entry: CatalogueEntry): void {
        addOnce(this.#processes, process, entry);
        const comm = commOf(process);
        if (comm === null) return;
        const other = this.#comms.get(comm);
        this.#comms.set(comm, other === undefined || other === entry ? entry : null);
    }

    #byProgramOrUnit(clues: OwnerClues): EntryMatch | null {
        const program = this.#byProcess(clues.processes ?? []);
        if (program && program.entry.kind !== 'app') return program;
        return this.#byUnit(clues) ?? program;
    }

    #byProcess(processes: readonly string[]): EntryMatch | null {
        for (const process of processes) {
            const entry = this.#processes.get(process) ?? this.#comms.get(process);
            if (entry) return { entry, by: 'process', value: process };
        }
        return null;
    }

    #byUnit({ unit, manager }: OwnerClues): EntryMatch | null {
        if (!unit) return null;
        const entry =
            this.#units.get(unit) ??
            this.#unitPatterns.find(
                pattern => unit.startsWith(pattern.prefix) && pattern.expression.test(unit),
            )?.entry;
        if (!entry || (entry.kind === 'system-service' && manager === 'user')) return null;
        return { entry, by: 'unit', value: unit };
    }
}

function named(
    by: ClueKind,
    entries: ReadonlyMap<string, CatalogueEntry>,
    value: string | null | undefined,
    key: (value: string) => string = name => name,
): EntryMatch | null {
    if (!value) return null;
    const entry = entries.get(key(value));
    return entry ? { entry, by, value } : null;
}
