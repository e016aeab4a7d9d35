import type { CatalogueEntry } from '../engine/attribution/catalogue.js';
import type { Attribution, Component } from '../engine/attribution/component.js';
import type { Connection } from '../engine/connections/connection.js';
import type { Finding } from '../engine/findings/finding.js';
import type { Endpoint } from '../engine/identification/endpoint.js';
import type { ComponentSummary } from '../protocol/messages.js';
import type { ConnectionRecord } from '../protocol/snapshot.js';
import { findDestinations } from './destinations.js';
import { compareForPage } from './pageOrder.js';

/** One connection with what is known of it now. */
export interface ObservedConnection {
    readonly connection: Connection;
    readonly attribution: Attribution;
    readonly endpoint: Endpoint;
    /** The catalogue's entry of the component, null where none matched. */
    readonly entry: CatalogueEntry | null;
    readonly firstSeen: boolean;
}

interface Entry {
    observed: ObservedConnection;
    group: Group;
    findings: readonly string[];
    /** Grows with each change that a view should hear of. */
    revision: number;
    record: ConnectionRecord | null;
}

interface Group {
    component: Component;
    readonly entries: Map<string, Entry>;
    readonly since: number;
    ended: number;
    bytesSent: number;
    bytesReceived: number;
    /** Bytes at the end of the last round, for the rates. */
    sentBefore: number;
    receivedBefore: number;
    sendRate: number;
    receiveRate: number;
    findings: readonly Finding[];
    /** Ids in the order of a page; null: to be made again. */
    order: readonly string[] | null;
}

/** What outlives a component's last connection: it may come back. */
interface Past {
    readonly since: number;
    readonly ended: number;
    readonly bytesSent: number;
    readonly bytesReceived: number;
}

const mostPasts = 1_000;

/**
 * All that is observed now, by connection and by component. It remembers which components changed, so that
 * whoever tells them to a view does work for those only.
 */
export class Observed {
    readonly #entries = new Map<string, Entry>();
    readonly #groups = new Map<string, Group>();
    readonly #pasts = new Map<string, Past>();
    readonly #changed = new Set<string>();
    /** Groups with traffic now or in the last round. */
    readonly #active = new Set<Group>();
    #revision = 0;
    #all: readonly ObservedConnection[] | null = null;
    #findings: readonly Finding[] = [];

    get size(): number {
        return this.#entries.size;
    }

    /** The same list as before where no connection changed. */
    get all(): readonly ObservedConnection[] {
        this.#all ??= [...this.#entries.values()].map(entry => entry.observed);
        return this.#all;
    }

    get findings(): readonly Finding[] {
        return this.#findings;
    }

    get componentIds(): readonly string[] {
        return [...this.#groups.keys()];
    }

    has(connectionId: string): boolean {
        return this.#entries.has(connectionId);
    }

    get(connectionId: string): ObservedConnection | null {
        return this.#entries.get(connectionId)?.observed ?? null;
    }

    /** Ids of the components that changed since this was last asked. */
    takeChanged(): readonly string[] {
        const changed = [...this.#changed];
        this.#changed.clear();
        return changed;
    }

    put(observed: ObservedConnection, now: number): void {
        this.#all = null;
        const { connection } = observed;
        const entry = this.#entries.get(connection.id);
        if (entry) this.#update(entry, observed, now);
        else this.#add(observed, now);
    }

    remove(connectionId: string): void {
        const entry = this.#entries.get(connectionId);
        if (!entry) return;
        this.#all = null;
        this.#entries.delete(connectionId);
        this.#leave(entry.group, connectionId);
    }

    /** Connections of a component that ended without ever being listed. */
    addEnded(
        componentId: string,
        ended: { readonly count: number; readonly bytesSent: number; readonly bytesReceived: number },
    ): void {
        const group = this.#groups.get(componentId);
        if (!group) return;
        group.ended += ended.count;
        this.#count(group, ended.bytesSent, ended.bytesReceived);
        this.#changed.add(componentId);
    }

    /** Bytes per second of each component from its growth over that many milliseconds. */
    endRound(elapsed: number): void {
        const seconds = Math.max(elapsed, 1) / 1000;
        for (const group of this.#active) {
            const sendRate = Math.max(0, group.bytesSent - group.sentBefore) / seconds;
            const receiveRate = Math.max(0, group.bytesReceived - group.receivedBefore) / seconds;
            if (sendRate !== group.sendRate || receiveRate !== group.receiveRate)
                this.#changed.add(group.component.id);
            group.sendRate = sendRate;
            group.receiveRate = receiveRate;
            group.sentBefore = group.bytesSent;
            group.receivedBefore = group.bytesReceived;
            if (sendRate === 0 && receiveRate === 0) this.#active.delete(group);
        }
    }

    setFindings(findings: readonly Finding[]): void {
        const before = new Map(this.#findings.map(finding => [finding.id, finding]));
        this.#findings = findings;
        const touched = new Set<string>();
        for (const finding of findings) {
            const old = before.get(finding.id);
            before.delete(finding.id);
            if (old && sameFinding(old, finding)) continue;
            touched.add(finding.componentId);
            if (old) touched.add(old.componentId);
        }
        for (const gone of before.values()) touched.add(gone.componentId);
        for (const id of touched) this.#setFindingsOf(id);
    }

    summary(componentId: string): ComponentSummary | null {
        const group = this.#groups.get(componentId);
        if (!group) return null;
        let open = 0;
        let request: ComponentSummary['request'] = null;
        for (const { observed } of group.entries.values()) {
            if (observed.connection.closedAt === null) open += 1;
            request ??= observed.attribution.request;
        }
        const { destinations, count } = findDestinations([...group.entries.values()].map(e => e.observed));
        return {
            component: group.component,
            request,
            open,
            closed: group.entries.size - open,
            ended: group.ended,
            bytesSent: group.bytesSent,
            bytesReceived: group.bytesReceived,
            sendRate: Math.round(group.sendRate),
            receiveRate: Math.round(group.receiveRate),
            destinations,
            destinationCount: count,
            findings: group.findings,
            since: group.since,
        };
    }

    /** Connection ids of a component in the order in which a view is told of them. */
    order(componentId: string): readonly string[] {
        const group = this.#groups.get(componentId);
        if (!group) return [];
        group.order ??= [...group.entries.values()].sort(compareEntries).map(e => e.observed.connection.id);
        return group.order;
    }

    revision(connectionId: string): number {
        return this.#entries.get(connectionId)?.revision ?? -1;
    }

    record(connectionId: string): ConnectionRecord | null {
        const entry = this.#entries.get(connectionId);
        if (!entry) return null;
        entry.record ??= makeRecord(entry.observed, entry.findings);
        return entry.record;
    }

    *records(): Generator<ConnectionRecord> {
        for (const componentId of this.#groups.keys()) {
            for (const id of this.order(componentId)) {
                const record = this.record(id);
                if (record) yield record;
            }
        }
    }

    #add(observed: ObservedConnection, now: number): void {
        const { connection } = observed;
        const group = this.#groupOf(observed.attribution.component, now);
        this.#revision += 1;
        const entry: Entry = { observed, group, findings: [], revision: this.#revision, record: null };
        this.#entries.set(connection.id, entry);
        this.#join(entry);
        this.#count(group, connection.bytesSent ?? 0, connection.bytesReceived ?? 0);
        // Traffic of before the first look says nothing about the rate now.
        if (connection.before) {
            group.sentBefore += connection.bytesSent ?? 0;
            group.receivedBefore += connection.bytesReceived ?? 0;
        }
        if (connection.closedAt !== null) group.ended += 1;
        entry.findings = findingsAbout(group, connection.id);
    }

    #update(entry: Entry, observed: ObservedConnection, now: number): void {
        const before = entry.observed;
        const group = this.#groupOf(observed.attribution.component, now);
        entry.record = null;
        entry.observed = observed;
        if (group !== entry.group) {
            this.#move(entry, before.connection, group);
        }
        const { connection } = observed;
        this.#count(
            group,
            (connection.bytesSent ?? 0) - (before.connection.bytesSent ?? 0),
            (connection.bytesReceived ?? 0) - (before.connection.bytesReceived ?? 0),
        );
        if (connection.closedAt !== null && before.connection.closedAt === null) {
            group.ended += 1;
            group.order = null;
        }
        if (isSame(before, observed)) return;
        this.#touch(entry);
    }

    #touch(entry: Entry): void {
        this.#revision += 1;
        entry.revision = this.#revision;
        this.#changed.add(entry.group.component.id);
    }

    /** Its bytes go with it, and do not count as traffic of now. */
    #move(entry: Entry, connection: Connection, group: Group): void {
        const sent = connection.bytesSent ?? 0;
        const received = connection.bytesReceived ?? 0;
        const ended = connection.closedAt === null ? 0 : 1;
        shift(entry.group, -sent, -received, -ended);
        this.#leave(entry.group, connection.id);
        shift(group, sent, received, ended);
        entry.group = group;
        this.#join(entry);
        this.#touch(entry);
    }

    #join(entry: Entry): void {
        entry.group.entries.set(entry.observed.connection.id, entry);
        entry.group.order = null;
        this.#changed.add(entry.group.component.id);
    }

    #leave(group: Group, connectionId: string): void {
        const { id } = group.component;
        group.entries.delete(connectionId);
        group.order = null;
        this.#changed.add(id);
        if (group.entries.size > 0) return;
        this.#groups.delete(id);
        this.#active.delete(group);
        this.#pasts.delete(id);
        this.#pasts.set(id, group);
        for (const oldest of this.#pasts.keys()) {
            if (this.#pasts.size <= mostPasts) break;
            this.#pasts.delete(oldest);
        }
    }

    #count(group: Group, sent: number, received: number): void {
        if (sent === 0 && received === 0) return;
        group.bytesSent += sent;
        group.bytesReceived += received;
        this.#active.add(group);
    }

    #groupOf(component: Component, now: number): Group {
        const known = this.#groups.get(component.id);
        if (known) {
            if (!sameComponent(known.component, component)) {
                known.component = component;
                this.#changed.add(component.id);
            }
            return known;
        }
        const past = this.#pasts.get(component.id);
        this.#pasts.delete(component.id);
        const group: Group = {
            component,
            entries: new Map(),
            since: past?.since ?? now,
            ended: past?.ended ?? 0,
            bytesSent: past?.bytesSent ?? 0,
            bytesReceived: past?.bytesReceived ?? 0,
            sentBefore: past?.bytesSent ?? 0,
            receivedBefore: past?.bytesReceived ?? 0,
            sendRate: 0,
            receiveRate: 0,
            findings: this.#findings.filter(finding => finding.componentId === component.id),
            order: null,
        };
        this.#groups.set(component.id, group);
        return group;
    }

    #setFindingsOf(componentId: string): void {
        const group = this.#groups.get(componentId);
        if (!group) return;
        group.findings = this.#findings.filter(finding => finding.componentId === componentId);
        group.order = null;
        this.#changed.add(componentId);
        const byConnection = new Map<string, string[]>();
        for (const finding of group.findings) {
            for (const id of finding.connectionIds) {
                const ids = byConnection.get(id);
                if (ids) ids.push(finding.id);
                else byConnection.set(id, [finding.id]);
            }
        }
        for (const [id, entry] of group.entries) {
            const findings = byConnection.get(id) ?? [];
            if (sameList(findings, entry.findings)) continue;
            entry.findings = findings;
            entry.record = null;
            this.#touch(entry);
        }
    }
}

function shift(group: Group, sent: number, received: number, ended: number): void {
    group.bytesSent += sent;
    group.sentBefore += sent;
    group.bytesReceived += received;
    group.receivedBefore += received;
    group.ended += ended;
}

function compareEntries(a: Entry, b: Entry): number {
    return compareForPage(
        { ...keys(a), findings: a.findings.length },
        { ...keys(b), findings: b.findings.length },
    );
}

function keys({ observed: { connection } }: Entry) {
    return { id: connection.id, since: connection.since, closedAt: connection.closedAt };
}

function findingsAbout(group: Group, connectionId: string): readonly string[] {
    if (group.findings.length === 0) return [];
    return group.findings.filter(f => f.connectionIds.includes(connectionId)).map(f => f.id);
}

/** Whether a view would show the same. Timers and round trips move all the time and are told along with the rest. */
function isSame(a: ObservedConnection, b: ObservedConnection): boolean {
    const before = a.connection;
    const after = b.connection;
    return (
        before.state === after.state &&
        before.bytesSent === after.bytesSent &&
        before.bytesReceived === after.bytesReceived &&
        before.closedAt === after.closedAt &&
        before.socket?.receiveQueue === after.socket?.receiveQueue &&
        a.attribution === b.attribution &&
        a.endpoint === b.endpoint &&
        a.firstSeen === b.firstSeen
    );
}

/** Attributions of one component are equal but not identical; a difference in any of these is to be shown. */
function sameComponent(a: Component, b: Component): boolean {
    return a === b || (a.name === b.name && a.icon === b.icon && a.kind === b.kind && a.appId === b.appId);
}

function sameFinding(a: Finding, b: Finding): boolean {
    return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
    return a.length === b.length && a.every((item, index) => item === b[index]);
}

export function makeRecord(observed: ObservedConnection, findings: readonly string[]): ConnectionRecord {
    const { connection, attribution, endpoint, firstSeen } = observed;
    const { socket } = connection;
    return {
        id: connection.id,
        protocol: connection.protocol,
        local: connection.local,
        remote: connection.remote,
        state: connection.state,
        since: connection.since,
        before: connection.before,
        states: connection.states,
        bytesSent: connection.bytesSent,
        bytesReceived: connection.bytesReceived,
        receiveQueue: socket?.receiveQueue ?? null,
        timer: socket?.timer ?? null,
        rtt: socket?.rtt ?? null,
        retransmits: socket?.retransmits ?? null,
        closedAt: connection.closedAt,
        component: attribution.component,
        process: attribution.process,
        uid: connection.uid,
        request: attribution.request,
        attribution: { evidence: attribution.evidence, inferred: attribution.inferred },
        endpoint,
        firstSeen,
        findings,
    };
}
