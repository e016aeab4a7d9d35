import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { run, until } from '../collector/installation.js';
import { equal, test } from '../harness.js';
import { onMachine, openAll, stillFollows } from './machine.js';
import { FakeTime } from './fakeTime.js';

test('while the network is down it keeps what it knows, and goes on once it is up with another address', () =>
    onMachine({}, async machine => {
        const { view, traffic } = machine;
        run(['ip', 'link', 'set', 'lo', 'down']);
        await view.refresh();
        equal(view.open, 4, 'the kernel still has them');
        run(['ip', 'link', 'set', 'lo', 'up']);
        run(['ip', 'address', 'add', '198.51.100.99/32', 'dev', 'lo']);
        traffic.open(1, '198.51.100.99');
        await until('one from the new address', () => view.open === 6);
        traffic.close();
        await until('none', () => view.open === 0);
        traffic.open(2);
        await until('two', () => view.open === 4);
        await stillFollows(machine);
    }));

/** In a network that is told to be the Internet: its addresses are not asked about otherwise. */
const publicAddress = '110.232.152.33';
const publicName = 'a110-232-152-33.deploy.akamaitechnologies.com';

test('a resolver that comes back is asked again for the names that it did not tell', async () => {
    run(['ip', 'link', 'set', 'lo', 'up']);
    run(['ip', 'address', 'add', `${publicAddress}/32`, 'dev', 'lo']);
    const time = new FakeTime();
    const far = { far: publicAddress, settings: { dns: true }, environment: time.environment };
    const mend = () => run(['umount', '/etc/resolv.conf']);
    const damage = (home: string) => {
        const path = `${home}/resolv.conf`;
        GLib.file_set_contents(path, 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
        run(['mount', '--bind', path, '/etc/resolv.conf']);
    };
    await onMachine({ ...far, damage, mend }, async ({ view }) => {
        const record = () => {
            openAll(view);
            return [...view.connections.values()].find(({ remote }) => remote.address === publicAddress);
        };
        await until('that there is no name', () => hasFact(record()?.endpoint, 'reverse-name-unknown'));
        const server = Gio.Subprocess.new(
            [
                ...['dnsmasq', '--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts'],
                ...['--user=root', '--pid-file=', '--listen-address=127.0.0.1', '--bind-interfaces'],
                `--ptr-record=33.152.232.110.in-addr.arpa,${publicName}`,
                `--host-record=${publicName},${publicAddress}`,
            ],
            Gio.SubprocessFlags.NONE,
        );
        try {
            time.jump(121);
            await until('the name', () => record()?.endpoint.name === publicName);
        } finally {
            server.force_exit();
        }
    });
});

function hasFact(endpoint: { readonly evidence: readonly { fact: string }[] } | undefined, wanted: string) {
    return endpoint?.evidence.some(({ fact }) => fact === wanted) ?? false;
}
