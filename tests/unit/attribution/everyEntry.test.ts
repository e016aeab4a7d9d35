import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CatalogueEntry, CatalogueHost } from '../../../src/engine/attribution/catalogue.js';
import { shippedEntries } from '../catalogue/shippedCatalogue.js';
import { Asker, FakeMachine, connection, endpoint, hostAnswer } from './fakeMachine.js';

const catalogue = shippedEntries();
const user = '/user.slice/user-1000.slice/user@1000.service';
const uuid = '6a8b2c1e-0d3f-4b5a-9c7d-1e2f3a4b5c6d';
const address = '192.0.2.1';

/** systemd-escape(1). */
function escaped(name: string): string {
    return name.replace(
        /[^A-Za-z0-9:_.]/g,
        letter => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
}

interface Way {
    readonly what: string;
    readonly cgroup: string | null;
    readonly comm: string | null;
}

/** Every way in which the catalogue says that an entry is recognised, as a cgroup or a process. */
function waysTo({ match = {}, kind }: CatalogueEntry): readonly Way[] {
    const slice = kind === 'system-service' ? '/system.slice' : `${user}/session.slice`;
    return [
        ...(match.units ?? []).map(unit => {
            const real = unit.replaceAll('*', 'x');
            return { what: unit, cgroup: `${slice}/${real}`, comm: null };
        }),
        ...(match.appIds ?? []).flatMap(id => [
            { what: id, cgroup: `${user}/app.slice/app-gnome-${escaped(id)}-7.scope`, comm: null },
            {
                what: `flatpak ${id}`,
                cgroup: `${user}/app.slice/app-flatpak-${escaped(id)}-7.scope`,
                comm: null,
            },
        ]),
        ...(match.snaps ?? []).map(snap => ({
            what: `snap ${snap}`,
            cgroup: `${user}/app.slice/snap.${snap}.${snap}-${uuid}.scope`,
            comm: null,
        })),
        ...(match.busNames ?? []).map(name => ({
            what: name,
            cgroup: `${user}/app.slice/dbus-:1.2-${escaped(name)}@0.service`,
            comm: null,
        })),
        ...(match.processes ?? []).map(comm => ({ what: comm, cgroup: null, comm })),
    ];
}

function machineWith(way: Way): FakeMachine {
    const machine = new FakeMachine();
    if (way.comm !== null)
        machine.process({
            pid: 9,
            comm: way.comm.slice(0, 15),
            argv: [`/usr/bin/${way.comm}`],
            inodes: [5000],
        });
    return machine;
}

function farSide(host: CatalogueHost) {
    const port = host.ports?.[0] ?? 443;
    const name = host.host.replace(/^\*\./, 'x.');
    return { name, protocol: host.protocol ?? 'tcp', remote: { address, port } } as const;
}

describe('every entry of the catalogue', () => {
    for (const entry of catalogue.filter(({ partOf }) => partOf === undefined))
        it(`${entry.id} is found in every way that it says, with its sentences`, async () => {
            const ways = waysTo(entry);
            assert.ok(ways.length > 0, 'it is never found');
            for (const way of ways) {
                const { component } = await new Asker(machineWith(way), catalogue).ask(
                    connection({ cgroup: way.cgroup }),
                );
                assert.equal(component.catalogueId, entry.id, way.what);
                assert.equal(component.purpose, entry.purpose);
                assert.equal(component.turnOff, entry.turnOff);
                assert.equal(component.name, entry.name);
            }
        });

    for (const entry of catalogue.filter(({ hosts }) => hosts.length > 0))
        it(`${entry.id} is confirmed by each of its hosts`, async () => {
            const process = catalogue.find(({ id }) => id === (entry.partOf ?? entry.id));
            const [way] = process ? waysTo(process) : [];
            assert.ok(way, 'nothing to live in');
            for (const host of entry.hosts) {
                const { name, protocol, remote } = farSide(host);
                const machine = machineWith(way);
                const wildcard = host.host.startsWith('*.');
                if (!wildcard) machine.hosts.set(name, hostAnswer(address));
                const { component, evidence } = await new Asker(machine, catalogue).ask(
                    connection({ cgroup: way.cgroup, protocol, remote }),
                    endpoint(wildcard ? { name, nameConfirmed: true } : {}),
                );
                const fact = wildcard ? 'host-name' : 'host-address';
                const shared = catalogue.some(
                    other =>
                        other !== entry &&
                        (other.id === entry.partOf || other.partOf === (entry.partOf ?? entry.id)) &&
                        other.hosts.some(candidate => candidate.host === host.host),
                );
                if (shared) continue;
                assert.equal(component.catalogueId, entry.id, host.host);
                assert.ok(evidence.some(found => found.fact === fact && found.values['host'] === host.host));
            }
        });
});
