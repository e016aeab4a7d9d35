import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Attribution } from '../../../src/engine/attribution/component.js';
import type { Connection } from '../../../src/engine/connections/connection.js';
import { shippedEntries } from '../catalogue/shippedCatalogue.js';
import { Asker, FakeMachine, connection, endpoint, hostAnswer } from './fakeMachine.js';

const catalogue = shippedEntries();
const user = '/user.slice/user-1000.slice/user@1000.service';
const shellCgroup = `${user}/session.slice/org.gnome.Shell@wayland.service`;
const terminalCgroup = `${user}/app.slice/vte-spawn-6a8b2c1e-0d3f-4b5a-9c7d-1e2f3a4b5c6d.scope`;

function facts(attribution: Attribution): string[] {
    return attribution.evidence.map(({ fact, strength }) => `${fact} ${strength}`);
}

async function asked(machine: FakeMachine, question: Connection, far = endpoint()): Promise<Attribution> {
    const answer = await new Asker(machine, catalogue).ask(question, far);
    assert.deepEqual(machine.problems, []);
    return answer;
}

describe('whose a connection is, by its unit', () => {
    it('names an app by its desktop file, in whatever launcher it was started', async () => {
        const machine = new FakeMachine();
        machine.desktop.set('org.example.App', { id: 'org.example.App', name: 'Beispiel', icon: 'example' });
        for (const unit of ['app-gnome-org.example.App-12.scope', 'app-org.example.App@autostart.service']) {
            const { component } = await asked(machine, connection({ cgroup: `${user}/app.slice/${unit}` }));
            const { id, name, kind, icon, appId } = component;
            assert.deepEqual(
                [id, name, kind, icon, appId],
                ['org.example.App', 'Beispiel', 'app', 'example', 'org.example.App'],
            );
        }
    });

    it('keeps flatpaks and snaps apart from apps, and knows them without a desktop file', async () => {
        const machine = new FakeMachine();
        const flatpak = await asked(
            machine,
            connection({ cgroup: `${user}/app.slice/app-flatpak-org.example.Thing-42.scope` }),
        );
        assert.deepEqual([flatpak.component.kind, flatpak.component.name], ['flatpak', 'org.example.Thing']);
        const uuid = '6a8b2c1e-0d3f-4b5a-9c7d-1e2f3a4b5c6d';
        const snap = await asked(
            machine,
            connection({ cgroup: `${user}/app.slice/snap.thing.thing-${uuid}.scope` }),
        );
        assert.deepEqual(
            [snap.component.kind, snap.component.name, snap.component.id],
            ['snap', 'thing', 'snap:thing'],
        );
    });

    it('describes a service of another user by its unit file, and its one process', async () => {
        const machine = new FakeMachine();
        machine.units.set('system:example-updated.service', 'Example update daemon');
        const cgroup = '/system.slice/example-updated.service';
        machine.process({ pid: 77, comm: 'example-updated', uid: 0, cgroup, inodes: 'denied' });
        const { component, process } = await asked(machine, connection({ cgroup, uid: 0 }));
        assert.deepEqual(
            [component.name, component.kind, component.unit, process?.pid],
            ['Example update daemon', 'system-service', 'example-updated.service', 77],
        );
    });

    it('does not give a socket that no process has any more to the process of its unit', async () => {
        const machine = new FakeMachine();
        const cgroup = '/system.slice/example-updated.service';
        machine.process({ pid: 77, comm: 'other', uid: 0, cgroup });
        const { process } = await asked(machine, connection({ cgroup, inode: 0, state: 'FIN_WAIT1' }));
        assert.equal(process, null);
    });

    it("does not take a user's unit for the system service whose name it bears", async () => {
        const machine = new FakeMachine();
        const real = await asked(machine, connection({ cgroup: '/system.slice/NetworkManager.service' }));
        assert.equal(real.component.catalogueId, 'NetworkManager');
        const posing = await asked(
            machine,
            connection({ cgroup: `${user}/app.slice/NetworkManager.service` }),
        );
        assert.equal(posing.component.catalogueId, null);
        assert.equal(posing.component.kind, 'user-service');
    });

    it("keeps another user's apps apart, and off the viewer's windows", async () => {
        const machine = new FakeMachine();
        machine.accounts.set(1001, 'alice');
        const cgroup =
            '/user.slice/user-1001.slice/user@1001.service/app.slice/app-gnome-org.example.App-1.scope';
        const { component, evidence } = await asked(machine, connection({ cgroup, uid: 1001 }));
        assert.deepEqual([component.id, component.appId], ['org.example.App@1001', null]);
        assert.ok(evidence.some(({ fact, values }) => fact === 'account' && values['user'] === 'alice'));
    });
});

describe('whose a connection is, by its process', () => {
    it('names a command in a terminal, and looks at no process outside of it', async () => {
        const machine = new FakeMachine();
        machine.process({ pid: 10, comm: 'bash', cgroup: terminalCgroup });
        machine.process({
            pid: 11,
            comm: 'curl',
            argv: ['curl', '-O'],
            cgroup: terminalCgroup,
            inodes: [3, 5000],
        });
        for (let pid = 100; pid < 200; pid++) machine.process({ pid, comm: 'other', inodes: [pid] });
        const answer = await asked(machine, connection({ cgroup: terminalCgroup }));
        assert.deepEqual(
            [answer.component.kind, answer.component.name, answer.process],
            ['terminal', 'curl', { pid: 11, name: 'curl' }],
        );
        assert.ok(machine.looks <= 2);
        assert.ok(facts(answer).includes('process-socket certain'));
    });

    it('looks once for sockets that are new together, and not again for those it knows', async () => {
        const machine = new FakeMachine();
        const inodes = Array.from({ length: 50 }, (_, index) => 6000 + index);
        machine.process({ pid: 11, comm: 'wget', cgroup: terminalCgroup, inodes });
        const asker = new Asker(machine, catalogue);
        const questions = inodes.map(inode => connection({ cgroup: terminalCgroup, inode }));
        const answers = await Promise.all(questions.map(question => asker.ask(question)));
        assert.ok(answers.every(({ component }) => component.id === 'wget'));
        const looks = machine.looks;
        assert.ok(looks <= 3, `${looks} looks`);
        await Promise.all(questions.map(question => asker.ask(question)));
        assert.equal(machine.looks, looks);
    });

    it('finds own processes where there is no cgroup, and takes their unit', async () => {
        const machine = new FakeMachine();
        const cgroup = `${user}/app.slice/app-flatpak-org.example.Thing-42.scope`;
        machine.process({ pid: 20, comm: 'thing', cgroup, inodes: [5000] });
        const answer = await asked(machine, connection());
        assert.deepEqual([answer.component.kind, answer.component.appId], ['flatpak', 'org.example.Thing']);
        assert.ok(facts(answer).includes('process-cgroup certain'));
    });

    it('knows a script by its name in a shared unit', async () => {
        const machine = new FakeMachine();
        const cgroup = `${user}/app.slice/run-u7.service`;
        machine.process({
            pid: 30,
            comm: 'python3',
            argv: ['python3', '/home/me/feeds.py'],
            cgroup,
            inodes: [5000],
        });
        const answer = await asked(machine, connection({ cgroup }));
        assert.equal(answer.component.name, 'feeds.py');
        assert.ok(facts(answer).includes('script certain'));
    });

    it('never names the process that took over a pid', async () => {
        const machine = new FakeMachine();
        machine.process({ pid: 11, comm: 'curl', cgroup: terminalCgroup, inodes: [5000] });
        // It ends while it is looked at, and another one gets its pid.
        machine.afterLook = pid =>
            machine.process({ pid, comm: 'innocent', startTime: '200', cgroup: terminalCgroup });
        const answer = await asked(machine, connection({ cgroup: terminalCgroup }));
        assert.deepEqual([answer.component.unknown, answer.process], ['exited', null]);
    });

    it('keeps what it knew when the program has exited, its pid was used again, or only TIME_WAIT is left', async () => {
        const machine = new FakeMachine();
        machine.process({ pid: 11, comm: 'curl', cgroup: terminalCgroup, inodes: [5000] });
        const asker = new Asker(machine, catalogue);
        const open = connection({ cgroup: terminalCgroup });
        await asker.ask(open);
        machine.process({ pid: 11, comm: 'innocent', startTime: '999', cgroup: terminalCgroup });
        const waiting = connection({ cgroup: null, inode: 0, uid: 0, state: 'TIME_WAIT' }, { id: open.id });
        const answer = await asker.ask(waiting);
        assert.deepEqual([answer.component.name, answer.process?.pid], ['curl', 11]);
    });

    it("takes for a root command in the user's terminal the one that it can be, and says that it is likely", async () => {
        const machine = new FakeMachine();
        machine.process({ pid: 10, comm: 'bash', cgroup: terminalCgroup });
        machine.process({ pid: 11, comm: 'sudo', uid: 0, cgroup: terminalCgroup, inodes: 'denied' });
        machine.process({ pid: 12, comm: 'apt', uid: 0, cgroup: terminalCgroup, inodes: 'denied' });
        const answer = await asked(machine, connection({ cgroup: terminalCgroup, uid: 0 }));
        assert.equal(answer.process?.name, 'apt');
        assert.ok(facts(answer).includes('only-process likely'));
        machine.process({ pid: 13, comm: 'wget', uid: 0, cgroup: terminalCgroup, inodes: 'denied' });
        const two = await asked(machine, connection({ cgroup: terminalCgroup, uid: 0 }));
        assert.equal(two.component.unknown, 'other-user');
        assert.equal(two.evidence.find(({ fact }) => fact === 'unknown')?.values['processes'], 'apt, wget');
    });

    it('finds a process that was late, by looking again after a while and not for ever', async () => {
        const machine = new FakeMachine();
        const asker = new Asker(machine, catalogue);
        const question = connection();
        assert.equal((await asker.ask(question)).component.unknown, 'exited');
        machine.process({ pid: 20, comm: 'late', inodes: [5000] });
        assert.equal((await asker.ask(question)).component.unknown, 'exited');
        machine.time += 2500;
        assert.equal((await asker.ask(question)).component.name, 'late');
    });
});

describe('a machine that does not answer', () => {
    it('is told of once for each question, and leaves nothing waiting', async () => {
        const machine = new FakeMachine();
        machine.broken = true;
        const asker = new Asker(machine, catalogue);
        const cgroup = '/system.slice/example.service';
        const answers = await Promise.all([
            asker.ask(connection({ cgroup: terminalCgroup })),
            asker.ask(connection({ inode: 5001 })),
            asker.ask(connection({ cgroup })),
        ]);
        assert.deepEqual(
            answers.map(({ component }) => component.id),
            ['unknown:no-permission', 'unknown:no-permission', 'example.service'],
        );
        assert.ok(machine.problems.length > 0);
        assert.ok(machine.problems.length <= 6, machine.problems.join());
    });
});

describe('why it cannot be told', () => {
    it('has a reason for every case', async () => {
        const machine = new FakeMachine();
        machine.accounts.set(998, 'systemd-timesync');
        machine.process({ pid: 50, comm: 'agent', inodes: 'denied' });
        const cases: [Connection, string][] = [
            [connection({ uid: 998 }), 'unknown:other-user:998'],
            [connection({ inode: 0, uid: 0, state: 'TIME_WAIT' }), 'unknown:kernel-only'],
            [connection({ inode: 0, uid: 0, state: 'LAST_ACK' }), 'unknown:kernel-only'],
            [connection({ inode: 0, uid: 0, state: 'ESTABLISHED' }), 'unknown:not-accepted'],
            [connection({ inode: 0, uid: 0, state: 'SYN_RECV' }), 'unknown:not-accepted'],
            [connection({}), 'unknown:no-permission'],
            [connection({ uid: null }), 'unknown:not-told'],
            [connection({}, { socket: null, closureOnly: true }), 'unknown:closure-only'],
        ];
        for (const [question, id] of cases) {
            const { component, evidence } = await asked(machine, question);
            assert.equal(component.id, id);
            assert.notEqual(component.name, '');
            assert.ok(evidence.some(({ fact }) => fact === 'unknown'));
        }
        machine.processes.clear();
        assert.equal((await asked(machine, connection({}))).component.unknown, 'exited');
        assert.equal((await asked(machine, connection({ uid: 998 }))).component.name, 'systemd-timesync');
    });

    it('says at least the unit where many programs share it and the process is gone', async () => {
        const machine = new FakeMachine();
        machine.units.set('system:cron.service', 'Regular background program processing daemon');
        const { component, evidence } = await asked(
            machine,
            connection({ cgroup: '/system.slice/cron.service', uid: 0 }),
        );
        assert.equal(component.name, 'Regular background program processing daemon');
        assert.ok(evidence.some(({ fact }) => fact === 'unknown'));
    });
});

describe('parts of a shared process', () => {
    const weatherHost = 'aviationweather.gov';

    it('takes the part whose host resolves to the address, and says what was asked for', async () => {
        const machine = new FakeMachine();
        machine.hosts.set(weatherHost, hostAnswer('192.0.2.1'));
        machine.weather.set('shell', [{ name: 'Boston', code: 'KBOS', file: 'org.gnome.shell.weather' }]);
        const answer = await asked(machine, connection({ cgroup: shellCgroup }));
        assert.equal(answer.component.id, 'org.gnome.Shell/weather');
        assert.deepEqual(answer.component.host, { id: 'org.gnome.Shell', name: 'GNOME Shell' });
        assert.deepEqual(answer.request, { kind: 'weather', subjects: [{ name: 'Boston', code: 'KBOS' }] });
        assert.ok(facts(answer).includes('host-address certain'));
        assert.ok(answer.component.turnOff);
    });

    it('remembers an address after the answer has rotated, also for connections to come', async () => {
        const machine = new FakeMachine();
        machine.hosts.set(weatherHost, hostAnswer('192.0.2.1'));
        const asker = new Asker(machine, catalogue);
        const first = connection({ cgroup: shellCgroup });
        assert.equal((await asker.ask(first)).component.id, 'org.gnome.Shell/weather');
        machine.hosts.set(weatherHost, hostAnswer('192.0.2.99'));
        machine.time += 120_000;
        const later = await asker.ask(connection({ cgroup: shellCgroup }));
        assert.equal(later.component.id, 'org.gnome.Shell/weather');
        assert.ok(facts(later).includes('host-address-before likely'));
        assert.equal((await asker.ask(first, endpoint())).component.id, 'org.gnome.Shell/weather');
    });

    it('takes a name, under a wildcard too, unless the name was refuted', async () => {
        const machine = new FakeMachine();
        const ask = (nameConfirmed: boolean | null) =>
            asked(
                machine,
                connection({ cgroup: shellCgroup }),
                endpoint({ name: 'aa037rv1.api.met.no', nameConfirmed }),
            );
        const confirmed = await ask(true);
        assert.equal(confirmed.component.id, 'org.gnome.Shell/weather');
        assert.ok(facts(confirmed).includes('host-name likely'));
        assert.ok(facts(await ask(null)).includes('host-name guess'));
        assert.equal((await ask(false)).component.id, 'org.gnome.Shell');
    });

    it('takes the end of the alias chain, then the only candidate at that provider', async () => {
        const machine = new FakeMachine();
        const edge = 'e1.example-edge.net';
        machine.hosts.set(weatherHost, hostAnswer('192.0.2.50', { canonicalName: edge, provider: 'akamai' }));
        machine.hosts.set('extensions.gnome.org', hostAnswer('192.0.2.60', { provider: 'fastly' }));
        const named = await asked(
            machine,
            connection({ cgroup: shellCgroup }),
            endpoint({ name: edge, nameConfirmed: true }),
        );
        assert.ok(facts(named).includes('canonical-name likely'));
        const provider = { id: 'akamai', name: 'Akamai', kind: 'cdn' } as const;
        const guessed = await asked(machine, connection({ cgroup: shellCgroup }), endpoint({ provider }));
        assert.equal(guessed.component.id, 'org.gnome.Shell/weather');
        assert.ok(facts(guessed).includes('only-provider guess'));
        const otherPort = connection({ cgroup: shellCgroup, remote: { address: '192.0.2.1', port: 8443 } });
        assert.equal(
            (await asked(machine, otherPort, endpoint({ provider }))).component.id,
            'org.gnome.Shell',
        );
        machine.hosts.set('extensions.gnome.org', hostAnswer('192.0.2.60', { provider: 'akamai' }));
        const both = await asked(machine, connection({ cgroup: shellCgroup }), endpoint({ provider }));
        assert.ok(facts(both).includes('several-parts guess'));
        assert.equal(both.component.id, 'org.gnome.Shell');
    });

    it('names the enabled extensions where no part asks for it', async () => {
        const machine = new FakeMachine();
        const alone = await asked(machine, connection({ cgroup: shellCgroup }));
        assert.equal(alone.component.id, 'org.gnome.Shell');
        machine.extensions = ['Dash', 'Vitals'];
        const { component } = await asked(machine, connection({ cgroup: shellCgroup }));
        assert.equal(component.name, 'GNOME Shell or one of its extensions');
        assert.deepEqual(component.behalf, { requesters: ['Dash', 'Vitals'], known: false });
        assert.equal(component.host?.id, 'org.gnome.Shell');
    });

    it('finds the process of a part where the classic bus started it', async () => {
        const machine = new FakeMachine();
        const cgroup = `${user}/session.slice/dbus.service`;
        machine.process({
            pid: 60,
            comm: 'goa-daemon',
            argv: ['/usr/libexec/goa-daemon'],
            cgroup,
            inodes: [5000],
        });
        machine.process({ pid: 61, comm: 'dbus-daemon', cgroup });
        const answer = await asked(machine, connection({ cgroup }));
        assert.equal(answer.component.catalogueId, 'org.gnome.OnlineAccounts');
    });

    it('knows a question to the resolver of this computer that came and went, whoever else was seen there', async () => {
        const machine = new FakeMachine();
        const remote = { address: '192.0.2.53', port: 53 };
        const file = '/etc/resolv.conf';
        machine.configured.set('dns-servers', [{ host: remote.address, label: '', file }]);
        const asker = new Asker(machine, catalogue);
        const far = endpoint({ address: remote.address });
        await asker.ask(connection({ protocol: 'udp', remote, cgroup: shellCgroup }), far);
        const gone = (to: typeof remote) =>
            connection({ protocol: 'udp', remote: to }, { socket: null, closureOnly: true, state: 'CLOSED' });
        const answer = await asker.ask(gone(remote), far);
        assert.equal(answer.component.id, 'systemd-resolved');
        assert.equal(answer.inferred, true);
        assert.ok(facts(answer).includes('configured-host likely'));
        const other = { address: '192.0.2.54', port: 53 };
        const unknown = await asker.ask(gone(other), endpoint({ address: other.address }));
        assert.equal(unknown.component.unknown, 'closure-only');
    });

    it('says on whose behalf a service works, and whether that is known', async () => {
        const machine = new FakeMachine();
        const cgroup = `${user}/session.slice/gvfs-daemon.service`;
        machine.process({
            pid: 62,
            comm: 'gvfsd-http',
            argv: ['/usr/libexec/gvfsd-http'],
            cgroup,
            inodes: [5000],
        });
        const usual = await asked(machine, connection({ cgroup }));
        assert.equal(usual.component.behalf?.known, false);
        assert.ok(usual.component.behalf.requesters.includes('Videos'));
        const { pid, startTime, uid } = { pid: 63, startTime: '1', uid: machine.viewerUid };
        const shell = `${user}/session.slice/org.gnome.Shell@wayland.service`;
        const player = `${user}/app.slice/app-gnome-org.example.Player-63.scope`;
        machine.desktop.set('org.example.Player', { id: 'org.example.Player', name: 'Player', icon: null });
        machine.requesters = [
            { pid, startTime, uid, comm: 'gnome-shell', argv: ['/usr/bin/gnome-shell'], cgroup: shell },
            { pid: 64, startTime, uid, comm: 'player', argv: ['player'], cgroup: player },
        ];
        const known = await asked(machine, connection({ cgroup }));
        assert.deepEqual(known.component.behalf, { requesters: ['GNOME Shell', 'Player'], known: true });
    });

    it('names the time server that the machine is configured to ask', async () => {
        const machine = new FakeMachine();
        const file = '/etc/systemd/timesyncd.conf';
        machine.configured.set('time-servers', [
            { host: '0.debian.pool.ntp.org', label: '', file },
            { host: 'ntp.example.org', label: '', file },
        ]);
        machine.hosts.set('ntp.example.org', hostAnswer('192.0.2.1'));
        const answer = await asked(
            machine,
            connection({
                cgroup: '/system.slice/systemd-timesyncd.service',
                protocol: 'udp',
                remote: { address: '192.0.2.1', port: 123 },
            }),
        );
        assert.deepEqual(answer.request, {
            kind: 'time',
            subjects: [{ name: 'ntp.example.org', code: null }],
        });
    });
});

describe('a connection that was never sampled', () => {
    const gone = (port = 443) =>
        connection(
            { remote: { address: '192.0.2.1', port } },
            { socket: null, closureOnly: true, state: 'CLOSED' },
        );

    it("is its far side's component of a moment ago, and said to be inferred", async () => {
        const machine = new FakeMachine();
        const asker = new Asker(machine, catalogue);
        await asker.ask(connection({ cgroup: '/system.slice/example.service' }));
        const answer = await asker.ask(gone());
        assert.deepEqual([answer.component.id, answer.inferred], ['example.service', true]);
        assert.deepEqual(facts(answer), ['same-endpoint likely']);
        assert.equal((await asker.ask(gone(80))).component.unknown, 'closure-only');
        machine.time += 11 * 60_000;
        assert.equal((await asker.ask(gone())).component.unknown, 'closure-only');
    });

    it('is unknown, with the candidates, where several were there', async () => {
        const asker = new Asker(new FakeMachine(), catalogue);
        await asker.ask(connection({ cgroup: '/system.slice/one.service' }));
        await asker.ask(connection({ cgroup: '/system.slice/two.service' }));
        const answer = await asker.ask(gone());
        assert.equal(answer.component.unknown, 'closure-only');
        const several = answer.evidence.find(({ fact }) => fact === 'several-components');
        assert.equal(several?.values['components'], 'two, one');
    });

    it('is the one whose host it is, and unknown where it is the host of several', async () => {
        const ask = (name: string) =>
            asked(new FakeMachine(), gone(), endpoint({ name, nameConfirmed: true }));
        const answer = await ask('api.beacondb.net');
        assert.deepEqual([answer.component.id, answer.inferred], ['geoclue', true]);
        assert.deepEqual(facts(answer), ['endpoint-of-entry likely']);
        const several = await ask('extensions.gnome.org');
        assert.equal(several.component.unknown, 'closure-only');
        assert.deepEqual(facts(several), ['unknown certain', 'several-parts guess']);
    });
});

describe("the user's own rules", () => {
    const rule = { match: 'unit', pattern: 'example*.service', name: 'Mine', icon: 'star' } as const;

    it('name units, processes and hosts, and keep the rest', async () => {
        const machine = new FakeMachine();
        const asker = new Asker(machine, catalogue, [rule]);
        const question = connection({ cgroup: '/system.slice/example-one.service' });
        const { component } = await asker.ask(question);
        assert.deepEqual(
            [component.name, component.icon, component.unit],
            ['Mine', 'star', 'example-one.service'],
        );
        asker.attributor.setRules([{ match: 'host', pattern: 'example.org', name: 'Home', icon: null }]);
        const far = endpoint({ name: 'nas.example.org', nameConfirmed: true });
        assert.equal((await asker.ask(question, far)).component.name, 'Home');
        const forged = endpoint({ name: 'nas.example.org', nameConfirmed: false });
        assert.notEqual((await asker.ask(question, forged)).component.name, 'Home');
        const other = endpoint({ name: 'notexample.org', nameConfirmed: true });
        assert.notEqual((await asker.ask(question, other)).component.name, 'Home');
    });
});

describe('the cost of it', () => {
    it('gives the same object for a connection of which nothing is new', async () => {
        const asker = new Asker(new FakeMachine(), catalogue);
        const question = connection({ cgroup: shellCgroup });
        const far = endpoint();
        const answer = await asker.ask(question, far);
        assert.equal(asker.attributor.attribute(question, far), answer);
        assert.equal(asker.attributor.attribute({ ...question, bytesSent: 5 }, far), answer);
    });

    it('tells once of all connections that a fact is about', async () => {
        const machine = new FakeMachine();
        machine.units.set('system:example.service', 'Example');
        const asker = new Asker(machine, catalogue);
        const questions = Array.from({ length: 20 }, () =>
            connection({ cgroup: '/system.slice/example.service' }),
        );
        const answers = await Promise.all(questions.map(question => asker.ask(question)));
        assert.equal(new Set(answers.map(({ component }) => component.name)).size, 1);
        assert.ok(asker.changed.length <= questions.length * 4, `${asker.changed.length} told`);
    });
});
