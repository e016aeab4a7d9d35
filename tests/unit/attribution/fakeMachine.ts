import type { ConfiguredHosts } from '../../../src/engine/attribution/catalogue.js';
import type { ComponentRule } from '../../../src/engine/settings.js';
import type { CatalogueEntry } from '../../../src/engine/attribution/catalogue.js';
import { Attributor } from '../../../src/engine/attribution/attributor.js';
import type { Attribution } from '../../../src/engine/attribution/component.js';
import type {
    ConfiguredHost,
    DesktopEntry,
    HostAnswer,
    ProcessFacts,
    Surroundings,
    WeatherPlace,
} from '../../../src/engine/attribution/surroundings.js';
import type { Connection } from '../../../src/engine/connections/connection.js';
import type { Endpoint } from '../../../src/engine/identification/endpoint.js';
import type { Socket } from '../../../src/engine/sockets/socket.js';

export interface FakeProcess extends ProcessFacts {
    readonly inodes: readonly number[] | 'denied';
}

/** A machine made of maps. What is not in them does not exist. */
export class FakeMachine {
    viewerUid = 1000;
    time = 1_000_000;
    readonly processes = new Map<number, FakeProcess>();
    readonly desktop = new Map<string, DesktopEntry>();
    readonly units = new Map<string, string>();
    readonly accounts = new Map<number, string>();
    readonly hosts = new Map<string, HostAnswer>();
    readonly configured = new Map<ConfiguredHosts, readonly ConfiguredHost[]>();
    readonly weather = new Map<string, readonly WeatherPlace[]>();
    extensions: readonly string[] = [];
    requesters: readonly ProcessFacts[] | null = null;
    /** Looks into descriptor directories, for the cost. */
    looks = 0;
    /** Called when descriptors have been read. */
    afterLook: (pid: number) => void = () => undefined;
    /** Nothing can be read. */
    broken = false;
    readonly problems: string[] = [];

    process(facts: Partial<FakeProcess> & { pid: number; comm: string }): void {
        this.processes.set(facts.pid, {
            startTime: '100',
            argv: [facts.comm],
            uid: this.viewerUid,
            cgroup: null,
            inodes: [],
            ...facts,
        });
    }

    #answer<Value>(value: Value): Promise<Value> {
        return this.broken ? Promise.reject(new Error('broken')) : Promise.resolve(value);
    }

    surroundings(): Surroundings {
        return {
            viewerUid: this.viewerUid,
            now: () => this.time,
            processes: {
                own: () =>
                    this.#answer(
                        Array.from(this.processes.values())
                            .filter(({ uid }) => this.viewerUid === 0 || uid === this.viewerUid)
                            .map(({ pid }) => pid),
                    ),
                startTime: pid => Promise.resolve(this.processes.get(pid)?.startTime ?? null),
                read: pid => Promise.resolve(this.processes.get(pid) ?? null),
                socketInodes: pid => {
                    this.looks++;
                    const inodes = this.processes.get(pid)?.inodes ?? null;
                    this.afterLook(pid);
                    return Promise.resolve(inodes);
                },
            },
            cgroups: {
                processes: path => {
                    const pids = Array.from(this.processes.values())
                        .filter(({ cgroup }) => cgroup === path)
                        .map(({ pid }) => pid);
                    return this.#answer(pids.length > 0 ? pids : null);
                },
            },
            desktopEntries: { find: id => Promise.resolve(this.desktop.get(id) ?? null) },
            units: {
                describe: (unit, manager) => this.#answer(this.units.get(`${manager}:${unit}`) ?? null),
            },
            accounts: { name: uid => Promise.resolve(this.accounts.get(uid) ?? null) },
            configuration: {
                hosts: list => Promise.resolve(this.configured.get(list) ?? []),
                weather: by => Promise.resolve(this.weather.get(by) ?? []),
            },
            shellExtensions: { enabled: () => Promise.resolve(this.extensions) },
            hosts: { lookUp: host => Promise.resolve(this.hosts.get(host) ?? null) },
            requesters: { of: () => Promise.resolve(this.requesters) },
            problem: what => this.problems.push(what),
        };
    }
}

/** An attributor that is asked until it has all the facts, as the collector does. */
export class Asker {
    readonly attributor: Attributor;
    readonly changed: string[] = [];
    #questions = new Map<string, [Connection, Endpoint]>();
    #answers = new Map<string, Attribution>();

    constructor(
        machine: FakeMachine,
        catalogue: readonly CatalogueEntry[],
        rules: readonly ComponentRule[] = [],
    ) {
        this.attributor = new Attributor({
            catalogue,
            rules,
            surroundings: machine.surroundings(),
            changed: ids => {
                this.changed.push(...ids);
                for (const id of ids) this.#ask(id);
            },
        });
    }

    async ask(question: Connection, far: Endpoint = endpoint()): Promise<Attribution> {
        this.#questions.set(question.id, [question, far]);
        this.#ask(question.id);
        await this.attributor.settled();
        const answer = this.#answers.get(question.id);
        if (!answer) throw new Error('no answer');
        return answer;
    }

    #ask(id: string): void {
        const question = this.#questions.get(id);
        if (question) this.#answers.set(id, this.attributor.attribute(...question));
    }
}

let count = 0;

export function connection(row: Partial<Socket> = {}, more: Partial<Connection> = {}): Connection {
    const remote = row.remote ?? { address: '192.0.2.1', port: 443 };
    const socket: Socket = {
        protocol: 'tcp',
        state: 'ESTABLISHED',
        local: { address: '10.0.0.2', port: 40_000 },
        remote,
        receiveQueue: 0,
        sendQueue: 0,
        uid: 1000,
        inode: 5000,
        cookie: null,
        cgroup: null,
        shut: null,
        timer: null,
        bytesSent: null,
        bytesReceived: null,
        lastSent: null,
        lastReceived: null,
        retransmits: null,
        rtt: null,
        ...row,
    };
    return {
        id: `c${count++}`,
        protocol: socket.protocol,
        local: socket.local,
        remote,
        state: socket.state,
        since: 0,
        before: false,
        states: [],
        bytesSent: null,
        bytesReceived: null,
        uid: socket.uid,
        socket,
        closedAt: null,
        closureOnly: false,
        ...more,
    };
}

export function endpoint(more: Partial<Endpoint> = {}): Endpoint {
    return {
        address: '192.0.2.1',
        provider: null,
        network: null,
        placement: 'unknown',
        name: null,
        nameConfirmed: null,
        confidence: null,
        special: null,
        warnings: [],
        evidence: [],
        ...more,
    };
}

export function hostAnswer(address: string, more: Partial<HostAnswer> = {}): HostAnswer {
    return { addresses: [address], canonicalName: null, provider: null, ...more };
}
