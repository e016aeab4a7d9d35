import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Attributor } from '../../../src/engine/attribution/attributor.js';
import type { CatalogueEntry, CatalogueHost } from '../../../src/engine/attribution/catalogue.js';
import type { Attribution } from '../../../src/engine/attribution/component.js';
import type { HostAnswer, ProcessFacts, Surroundings } from '../../../src/engine/attribution/surroundings.js';
import type { Connection } from '../../../src/engine/connections/connection.js';
import type { Endpoint } from '../../../src/engine/identification/endpoint.js';
import type { Socket } from '../../../src/engine/sockets/socket.js';
import { shippedEntries } from './shippedCatalogue.js';

const entries = shippedEntries();
const system = '/system.slice';
const user = '/user.slice/user-1000.slice/user@1000.service/app.slice';
const farAddress = '192.0.2.7';

interface Case {
    readonly cgroup: string;
    /** The program that holds the socket, where it can be told. */
    readonly comm?: string;
    readonly host?: CatalogueHost;
}

const escaped = (name: string): string => name.replaceAll('-', '\\x2d');

/** Sockets as the kernel reports them for each way in which an entry is recognised. */
function casesOf({ kind, match = {} }: CatalogueEntry): Case[] {
    const slice = kind === 'system-service' ? system : user;
    return [
        ...(match.units ?? []).map(unit => ({ cgroup: `${slice}/${unit.replaceAll('*', 'x1')}` })),
        ...(match.appIds ?? []).map(id => ({ cgroup: `${user}/app-gnome-${escaped(id)}-4242.scope` })),
        ...(match.appIds ?? []).map(id => ({ cgroup: `${user}/app-flatpak-${escaped(id)}-4242.scope` })),
        ...(match.snaps ?? []).map(snap => ({
            cgroup: `${user}/snap.${snap}.${snap}-5b1a4b9c-3c6f-4d3e-9d8f-0123456789ab.scope`,
        })),
        ...(match.busNames ?? []).map(name => ({ cgroup: `${slice}/dbus-:1.2-${escaped(name)}@0.service` })),
        ...(match.processes ?? []).map(comm => ({ cgroup: `${user}/dbus.service`, comm })),
    ];
}

function surroundingsOf({ cgroup, comm, host }: Case): Surroundings {
    const facts: ProcessFacts = {
        pid: 4242,
        startTime: '7',
        comm: (comm ?? 'program').slice(0, 15),
        argv: [`/usr/libexec/${comm ?? 'program'}`],
        uid: 1000,
        cgroup,
    };
    const answer: HostAnswer = { addresses: [farAddress], canonicalName: null, provider: null };
    const nothing = (): Promise<null> => Promise.resolve(null);
    return {
        viewerUid: 1000,
        now: () => 0,
        processes: {
            own: () => Promise.resolve([facts.pid]),
            startTime: () => Promise.resolve(facts.startTime),
            read: () => Promise.resolve(facts),
            socketInodes: () => Promise.resolve([99]),
        },
        cgroups: { processes: () => Promise.resolve([facts.pid]) },
        desktopEntries: { find: nothing },
        units: { describe: nothing },
        accounts: { name: nothing },
        configuration: { hosts: () => Promise.resolve([]), weather: () => Promise.resolve([]) },
        shellExtensions: { enabled: () => Promise.resolve([]) },
        hosts: { lookUp: name => Promise.resolve(name === host?.host ? answer : null) },
        requesters: null,
        problem: (what, cause) => assert.fail(`${what}: ${String(cause)}`),
    };
}

function connectionOf({ cgroup, host }: Case): Connection {
    const protocol = host?.protocol ?? 'tcp';
    const local = { address: '192.0.2.1', port: 40000 };
    const remote = { address: farAddress, port: host?.ports?.[0] ?? 443 };
    const socket: Socket = {
        protocol,
        state: 'ESTABLISHED',
        local,
        remote,
        receiveQueue: 0,
        sendQueue: 0,
        uid: 1000,
        inode: 99,
        cookie: '1',
        cgroup,
        shut: null,
        timer: null,
        bytesSent: null,
        bytesReceived: null,
        lastSent: null,
        lastReceived: null,
        retransmits: null,
        rtt: null,
    };
    return {
        id: '1',
        protocol,
        local,
        remote,
        state: 'ESTABLISHED',
        since: 0,
        before: false,
        states: [{ state: 'ESTABLISHED', at: 0 }],
        bytesSent: null,
        bytesReceived: null,
        uid: 1000,
        socket,
        closedAt: null,
        closureOnly: false,
    };
}

/** A wildcard cannot be looked up: there the confirmed reverse name tells. */
function endpointOf({ host }: Case): Endpoint {
    const name = host?.host.startsWith('*.') ? `x1${host.host.slice(1)}` : null;
    return {
        address: farAddress,
        provider: null,
        network: null,
        placement: 'unknown',
        name,
        nameConfirmed: name === null ? null : true,
        confidence: null,
        special: null,
        warnings: [],
        evidence: [],
    };
}

async function attributionOf(given: Case): Promise<Attribution> {
    const attributor = new Attributor({
        catalogue: entries,
        rules: [],
        surroundings: surroundingsOf(given),
        changed: () => undefined,
    });
    const connection = connectionOf(given);
    const endpoint = endpointOf(given);
    attributor.attribute(connection, endpoint);
    // What was asked for may lead to further questions.
    for (let round = 0; round < 4; round++) {
        await attributor.settled();
        attributor.attribute(connection, endpoint);
    }
    return attributor.attribute(connection, endpoint);
}

for (const entry of entries) {
    test(`a socket leads to ${entry.id} and its sentences`, async () => {
        const whole = entries.find(({ id }) => id === (entry.partOf ?? entry.id));
        assert.ok(whole);
        const [way, ...others] = casesOf(whole);
        assert.ok(way);
        const cases = entry.kind === 'part' ? entry.hosts.map(host => ({ ...way, host })) : [way, ...others];
        for (const given of cases) {
            const { component } = await attributionOf(given);
            const { purpose, loss, turnOff } = component;
            assert.equal(component.catalogueId, entry.id, JSON.stringify(given));
            assert.deepEqual([purpose, loss, turnOff], [entry.purpose, entry.loss, entry.turnOff]);
        }
    });
}
