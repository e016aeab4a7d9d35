import { cleanText } from '../untrustedText.js';
import type { CatalogueEntry } from './catalogue.js';
import type { CatalogueIndex, ClueKind, EntryMatch } from './catalogueIndex.js';
import type { CgroupPlace } from './cgroupPlace.js';
import { placeOfCgroup } from './cgroupPlace.js';
import type { Component, ComponentKind, ProcessName, UnknownReason } from './component.js';
import type { AttributionEvidence } from './facts.js';
import type { Knowledge } from './knowledge.js';
import type { SocketHolder, SocketHolderAnswer } from './processFinder.js';
import { programName } from './programName.js';
import type { DesktopEntry, ProcessFacts } from './surroundings.js';
import { terminalCommand, unknownNames } from './words.js';

/** What the kernel told of a connection's owner; the best of all rows seen of it. */
export interface Origin {
    readonly cgroup: string | null;
    readonly inode: number;
    readonly uid: number | null;
}

/** Whose process a connection is, before its far side is looked at. */
export interface Owner {
    readonly component: Component;
    readonly entry: CatalogueEntry | null;
    readonly process: ProcessName | null;
    readonly evidence: readonly AttributionEvidence[];
}

/** Facts about one connection's process, which are asked once and then kept with the connection. */
export interface OwnProcess {
    /** undefined: being looked for. */
    holder(question: {
        inode: number;
        uid: number | null;
        cgroup: string | null;
    }): SocketHolderAnswer | undefined;
    sole(cgroup: string): ProcessFacts | null | undefined;
}

const decisive: ReadonlySet<string> = new Set(['app', 'flatpak', 'snap', 'service', 'container']);

const byNames: Readonly<Record<ClueKind, string>> = {
    unit: 'unit',
    appId: 'app',
    snap: 'snap',
    busName: 'bus-name',
    process: 'process',
};

/** From cgroup, unit and process to a component. */
export class OwnerResolver {
    readonly #index: CatalogueIndex;
    readonly #knowledge: Knowledge;
    readonly #viewerUid: number;

    constructor(index: CatalogueIndex, knowledge: Knowledge, viewerUid: number) {
        this.#index = index;
        this.#knowledge = knowledge;
        this.#viewerUid = viewerUid;
    }

    /** `orphaned`: why no process can have it, where inode is 0. */
    resolve(origin: Origin, orphaned: UnknownReason, own: OwnProcess, waiter: string): Owner {
        const place = origin.cgroup === null ? null : placeOfCgroup(origin.cgroup);
        const evidence: AttributionEvidence[] = [];
        if (place && origin.cgroup !== null)
            evidence.push(
                certain('socket-cgroup', 'ss', { unit: place.unit ?? '', cgroup: cleanText(origin.cgroup) }),
            );
        if (place && origin.cgroup !== null && decisive.has(place.kind)) {
            const sole = origin.inode === 0 ? null : (own.sole(origin.cgroup) ?? null);
            return this.#ofPlace(place, sole && { facts: sole, how: 'only' }, evidence, waiter);
        }
        if (origin.inode === 0) return this.#withoutProcess(place, origin, orphaned, [], evidence, waiter);
        // What systemd itself listens for it hands over to others, which are in cgroups of their own.
        const cgroup = !place?.unit || place.kind === 'activated' ? null : origin.cgroup;
        const answer = own.holder({ inode: origin.inode, uid: origin.uid, cgroup });
        if (answer === undefined) return this.#notYet(place, evidence);
        if (answer.holder) return this.#ofProcess(answer.holder, place, origin, evidence, waiter);
        const reason = origin.uid === null && place === null ? 'not-told' : (answer.failure ?? 'not-told');
        return this.#withoutProcess(place, origin, reason, answer.candidates, evidence, waiter);
    }

    /** What the component of a process is called; a better name may come once its desktop file has been read. */
    nameOf(facts: ProcessFacts, waiter: string): string {
        const origin = { cgroup: null, inode: 0, uid: facts.uid };
        return this.#ofProcess({ facts, how: 'socket' }, null, origin, [], waiter).component.name;
    }

    #ofPlace(
        place: CgroupPlace,
        holder: SocketHolder | null,
        evidence: AttributionEvidence[],
        waiter: string,
    ): Owner {
        const process = holder ? this.#name(holder, place.unit, evidence) : null;
        evidence.push(...placeFacts(place));
        this.#addAccount(place.uid, evidence, waiter);
        const match = this.#match(place, process, holder);
        if (match) evidence.push(catalogueFact(match));
        const desktop = this.#desktopEntry(place, match?.entry ?? null, waiter);
        if (desktop)
            evidence.push(
                certain('desktop-entry', 'desktop file', { appId: desktop.id, name: desktop.name }),
            );
        const description = match || desktop ? null : this.#description(place, evidence, waiter);
        const kind = placeKind(place, match?.entry ?? null, desktop);
        const appId = desktop?.id ?? place.appIds[0] ?? null;
        const component: Component = {
            ...described(match?.entry ?? null),
            id: (match?.entry.id ?? ownId(place, appId)) + this.#foreign(place.uid),
            name: desktop?.name ?? match?.entry.name ?? description ?? plainName(place, process),
            kind,
            icon: desktop?.icon ?? match?.entry.icon ?? null,
            // The windows of this session are the viewer's.
            appId: this.#foreign(place.uid) === '' ? appId : null,
            unit: place.unit,
        };
        return { component, entry: match?.entry ?? null, process, evidence };
    }

    #match(place: CgroupPlace, process: ProcessName | null, holder: SocketHolder | null): EntryMatch | null {
        for (const appId of place.appIds) {
            const match = this.#index.matchEntry({ appId });
            if (match) return match;
        }
        const { unit, manager, busName } = place;
        const snap = place.snap?.name.replace(/_.*$/, '') ?? null;
        // One snap may hold several services.
        const match =
            this.#index.matchEntry({ busName, appId: busName }) ??
            this.#index.matchEntry({ unit, manager }) ??
            this.#index.matchEntry({ snap });
        if (match || place.kind !== 'service' || !process || !holder) return match;
        const program = this.#index.matchEntry({ processes: [process.name, holder.facts.comm] });
        // A command such as curl works for the unit that runs it.
        return program?.entry.kind === 'app' ? null : program;
    }

    #desktopEntry(place: CgroupPlace, entry: CatalogueEntry | null, waiter: string): DesktopEntry | null {
        const ids = [...place.appIds];
        if (place.snap) ids.push(`${place.snap.name}_${place.snap.app ?? place.snap.name}`);
        if (place.busName !== null) ids.push(place.busName);
        if (ids.length === 0 && entry?.kind === 'app') ids.push(...(entry.match?.appIds ?? []).slice(0, 4));
        for (const id of ids) {
            const found = this.#knowledge.desktopEntry(id, waiter);
            if (found) return found;
            // A later reading of the name counts only where the earlier ones are known to be none.
            if (found === undefined) return null;
        }
        return null;
    }

    #description(place: CgroupPlace, evidence: AttributionEvidence[], waiter: string): string | null {
        if (place.unitFile === null || place.container) return null;
        const description = this.#knowledge.description(place.unitFile, place.manager, waiter) ?? null;
        if (description !== null)
            evidence.push(certain('unit-description', 'unit file', { unit: place.unit ?? '', description }));
        return description;
    }

    #ofProcess(
        holder: SocketHolder,
        place: CgroupPlace | null,
        origin: Origin,
        evidence: AttributionEvidence[],
        waiter: string,
    ): Owner {
        const { facts } = holder;
        const own = facts.cgroup === null ? null : placeOfCgroup(facts.cgroup);
        if (own && (place === null || facts.cgroup !== origin.cgroup)) {
            evidence.push(
                certain('process-cgroup', `/proc/${facts.pid}/cgroup`, {
                    unit: own.unit ?? '',
                    pid: String(facts.pid),
                    process: facts.comm,
                }),
            );
            if (decisive.has(own.kind)) return this.#ofPlace(own, holder, evidence, waiter);
        }
        const where = own?.kind === 'terminal' ? own : (place ?? own);
        const process = this.#name(holder, where?.unit ?? null, evidence);
        if (where) evidence.push(...placeFacts(where));
        if (this.#foreign(facts.uid) !== '') this.#addAccount(facts.uid, evidence, waiter);
        const match = this.#index.matchEntry({ processes: [process.name, facts.comm] });
        if (match) evidence.push(catalogueFact(match));
        const desktop =
            match?.entry.kind === 'app' && where ? this.#desktopEntry(where, match.entry, waiter) : null;
        const terminal = where?.kind === 'terminal';
        const component: Component = {
            ...described(match?.entry ?? null),
            id:
                (match?.entry.id ?? `${terminal ? 'terminal' : 'process'}:${process.name}`) +
                this.#foreign(facts.uid),
            name: desktop?.name ?? match?.entry.name ?? process.name,
            kind: processKind(terminal, match?.entry ?? null),
            icon: desktop?.icon ?? match?.entry.icon ?? null,
            appId: desktop?.id ?? null,
            unit: where?.unit ?? null,
        };
        return { component, entry: match?.entry ?? null, process, evidence };
    }

    #withoutProcess(
        place: CgroupPlace | null,
        origin: Origin,
        reason: UnknownReason,
        candidates: readonly string[],
        evidence: AttributionEvidence[],
        waiter: string,
    ): Owner {
        const uid = origin.inode === 0 ? (place?.uid ?? null) : (origin.uid ?? place?.uid ?? null);
        const user = uid === null ? null : (this.#knowledge.account(uid, waiter) ?? null);
        evidence.push(
            certain('unknown', 'kernel', {
                reason,
                uid: uid === null ? '' : String(uid),
                user: user ?? '',
                processes: candidates.join(', '),
            }),
        );
        // The unit is still right, if less than could be wished for.
        if (place?.kind === 'shared' && place.unit !== null && !place.unit.startsWith('session-'))
            return this.#ofPlace(place, null, evidence, waiter);
        const named = reason === 'other-user' && uid !== null;
        const component: Component = {
            ...described(null),
            id: named ? `unknown:${reason}:${uid}` : `unknown:${reason}`,
            name: named ? (user ?? String(uid)) : unknownNames[reason],
            kind: 'unknown',
            unit: place?.unit ?? null,
            unknown: reason,
        };
        return { component, entry: null, process: null, evidence };
    }

    /** For the short while until the process is found. */
    #notYet(place: CgroupPlace | null, evidence: AttributionEvidence[]): Owner {
        const terminal = place?.kind === 'terminal';
        const component: Component = {
            ...described(null),
            id: terminal ? 'terminal' : 'unknown:not-told',
            name: terminal ? terminalCommand : unknownNames['not-told'],
            kind: terminal ? 'terminal' : 'unknown',
            unit: place?.unit ?? null,
            unknown: terminal ? null : 'not-told',
        };
        return { component, entry: null, process: null, evidence };
    }

    #name(holder: SocketHolder, unit: string | null, evidence: AttributionEvidence[]): ProcessName {
        const { facts, how } = holder;
        const { name, interpreter } = programName(facts.comm, facts.argv);
        const pid = String(facts.pid);
        if (how === 'socket')
            evidence.push(certain('process-socket', `/proc/${pid}/fd`, { pid, process: name }));
        else
            evidence.push({
                fact: 'only-process',
                source: 'cgroup.procs',
                strength: 'likely',
                values: { pid, process: name, unit: unit ?? '' },
            });
        if (interpreter !== null)
            evidence.push(certain('script', `/proc/${pid}/cmdline`, { interpreter, script: name }));
        return { pid: facts.pid, name };
    }

    #addAccount(uid: number | null, evidence: AttributionEvidence[], waiter: string): void {
        if (uid === null || uid === this.#viewerUid) return;
        const user = this.#knowledge.account(uid, waiter) ?? String(uid);
        evidence.push(certain('account', '/etc/passwd', { uid: String(uid), user }));
    }

    /** Keeps the components of other users apart from the viewer's own; root looks at them all as his. */
    #foreign(uid: number | null): string {
        return uid === null || uid === this.#viewerUid || this.#viewerUid === 0 ? '' : `@${uid}`;
    }
}

function certain(
    fact: AttributionEvidence['fact'],
    source: string,
    values: Readonly<Record<string, string>>,
): AttributionEvidence {
    return { fact, source, strength: 'certain', values };
}

/** The parts of a component that only the catalogue can tell; the rest is null. */
export function described(entry: CatalogueEntry | null): Omit<Component, 'id' | 'name' | 'kind'> {
    return {
        icon: entry?.icon ?? null,
        appId: null,
        unit: null,
        host: null,
        behalf: entry?.behalf ? { requesters: entry.behalf.requesters, known: false } : null,
        purpose: entry?.purpose ?? null,
        loss: entry?.loss ?? null,
        turnOff: entry?.turnOff ?? null,
        unknown: null,
        catalogueId: entry?.id ?? null,
    };
}

function placeFacts(place: CgroupPlace): AttributionEvidence[] {
    const unit = place.unit ?? '';
    const [appId] = place.appIds;
    const facts: AttributionEvidence[] = [];
    if (appId !== undefined) facts.push(certain('app-id', 'unit name', { appId, unit }));
    if (place.snap)
        facts.push(certain('snap', 'unit name', { snap: place.snap.name, app: place.snap.app ?? '', unit }));
    if (place.busName !== null) facts.push(certain('bus-name', 'unit name', { name: place.busName, unit }));
    if (place.container) facts.push(certain('container', 'unit name', { ...place.container }));
    if (place.kind === 'terminal') facts.push(certain('terminal', 'unit name', { unit }));
    return facts;
}

function catalogueFact({ entry, by, value }: EntryMatch): AttributionEvidence {
    // Anybody can call a program of his what he likes; a unit, an app or a bus name was installed by somebody.
    const strength = by === 'process' ? 'likely' : 'certain';
    const { name, source, checked } = entry;
    return {
        fact: 'catalogue',
        source: 'catalogue',
        strength,
        values: { entry: name, by: byNames[by], value: cleanText(value), source, checked },
    };
}

function placeKind(
    place: CgroupPlace,
    entry: CatalogueEntry | null,
    desktop: DesktopEntry | null,
): ComponentKind {
    if (place.kind === 'app' || place.kind === 'flatpak' || place.kind === 'snap') return place.kind;
    if (entry && entry.kind !== 'part') return entry.kind;
    if (desktop) return 'app';
    return place.manager === 'user' ? 'user-service' : 'system-service';
}

/** A program of the catalogue without a desktop file is a command. */
function processKind(terminal: boolean, entry: CatalogueEntry | null): ComponentKind {
    const command = !entry || entry.kind === 'part' || (entry.kind === 'app' && !entry.match?.appIds);
    if (command) return terminal ? 'terminal' : 'process';
    return entry.kind;
}

function ownId(place: CgroupPlace, appId: string | null): string {
    if (place.container) return `container:${place.container.engine}:${place.container.id}`;
    if (place.snap) return `snap:${place.snap.name}`;
    const id = appId ?? place.busName;
    if (id !== null) return id;
    return place.manager === 'user' ? `user:${place.unit ?? ''}` : (place.unit ?? '');
}

function plainName(place: CgroupPlace, process: ProcessName | null): string {
    if (place.container) return place.container.id;
    if (place.snap) return place.snap.name;
    return place.appIds[0] ?? place.busName ?? place.unit?.replace(/\.service$/, '') ?? process?.name ?? '';
}
