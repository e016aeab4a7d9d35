import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { Names, type NameResolver } from '../../../src/engine/identification/names.js';
import { mostInFlight } from '../../../src/engine/identification/questions.js';
import { settled } from '../../../src/system/asynchronous.js';
import { GioResolver } from '../../../src/system/identification/gioResolver.js';
import { loadNames, saveNames } from '../../../src/system/identification/namesFile.js';
import { clock } from '../../../src/system/process/clock.js';
import { deepEqual, equal, match, ok, test } from '../harness.js';

const folder = GLib.dir_make_tmp('edgewise-dns-XXXXXX');
const path = (name: string) => GLib.build_filenamev([folder, name]);
const story = '110.232.152.33';
const storyName = 'a110-232-152-33.deploy.akamaitechnologies.com';

/** Makes the C library ask 127.0.0.1, and not for long; only in this mount namespace. */
function useLocalServer(): void {
    GLib.file_set_contents(path('resolv.conf'), 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
    const mounted = Gio.Subprocess.new(
        ['mount', '--bind', path('resolv.conf'), '/etc/resolv.conf'],
        Gio.SubprocessFlags.NONE,
    ).wait_check(null);
    ok(mounted);
}

/** A dnsmasq that knows what `records` say, and what it was asked. */
async function withServer(
    records: readonly string[],
    body: (questions: () => string[]) => Promise<void>,
): Promise<void> {
    const log = path(`log-${GLib.uuid_string_random()}`);
    const server = Gio.Subprocess.new(
        [
            'dnsmasq',
            '--keep-in-foreground',
            '--conf-file=/dev/null',
            '--no-resolv',
            '--no-hosts',
            '--user=root',
            '--pid-file=',
            '--listen-address=127.0.0.1',
            '--bind-interfaces',
            '--log-queries',
            `--log-facility=${log}`,
            ...records,
        ],
        Gio.SubprocessFlags.NONE,
    );
    const text = () => {
        try {
            return new TextDecoder().decode(GLib.file_get_contents(log)[1]);
        } catch {
            return ''; // Not written yet.
        }
    };
    try {
        while (!text().includes('started')) await sleep(20);
        await body(() => text().match(/query\[.*$/gm) ?? []);
    } finally {
        server.force_exit();
        await settled<boolean>(done =>
            server.wait_async(null, (_source, result) => done(() => server.wait_finish(result))),
        );
    }
}

function sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
        clock.after(milliseconds, resolve);
    });
}

function names(resolver: NameResolver = new GioResolver(), dns = true): Names {
    const asked = new Names({ resolver, clock, changed: () => undefined });
    asked.configure({ dns, confirmNames: true });
    return asked;
}

useLocalServer();

test('a name that leads back is confirmed, one that does not is not, and an address may have none', async () => {
    const records = [
        `--ptr-record=33.152.232.110.in-addr.arpa,${storyName}`,
        `--host-record=${storyName},${story}`,
        '--ptr-record=34.152.232.110.in-addr.arpa,forged.akamaitechnologies.com',
        '--host-record=forged.akamaitechnologies.com,192.0.2.1',
        '--ptr-record=1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa,six.example.com',
        '--host-record=six.example.com,2001:db8::1',
        '--local=/arpa/',
    ];
    await withServer(records, async () => {
        const asked = names();
        deepEqual(await asked.reverseAnswer(story), { name: storyName, confirmed: true });
        deepEqual(await asked.reverseAnswer('110.232.152.34'), {
            name: 'forged.akamaitechnologies.com',
            confirmed: false,
        });
        deepEqual(await asked.reverseAnswer('2001:db8::1'), { name: 'six.example.com', confirmed: true });
        equal(await asked.reverseAnswer('110.232.152.35'), null);
        asked.close();
    });
});

test('an answer is kept, over a restart too, so that it is asked for once', async () => {
    const records = [
        `--ptr-record=33.152.232.110.in-addr.arpa,${storyName}`,
        `--host-record=${storyName},${story}`,
    ];
    await withServer(records, async questions => {
        const first = names();
        await first.reverseAnswer(story);
        await first.reverseAnswer(story);
        const count = questions().length;
        ok(count > 0, 'nothing was asked');
        equal(saveNames(first, path('names.json')), null);
        first.close();
        const second = names();
        equal(await loadNames(second, path('names.json')), null);
        deepEqual(second.reverse(story), { name: storyName, confirmed: true });
        await sleep(100);
        equal(questions().length, count);
        second.close();
    });
});

test('a damaged file of names is set aside', async () => {
    GLib.file_set_contents(path('names.json'), '{"version":1,"nam');
    const asked = names();
    match((await loadNames(asked, path('names.json'))) ?? '', /damaged/);
    ok(GLib.file_test(path('names.json.damaged'), GLib.FileTest.EXISTS));
    equal(await loadNames(asked, path('names.json')), null);
    asked.close();
});

test('with DNS off not one question is asked', async () => {
    await withServer([`--host-record=${storyName},${story}`], async questions => {
        const asked = names(new GioResolver(), false);
        equal(asked.reverse(story), 'off');
        equal(await asked.reverseAnswer(story), 'off');
        equal(await asked.lookUp(storyName), null);
        await sleep(300);
        equal(questions().length, 0);
        asked.configure({ dns: true, confirmNames: true });
        await asked.lookUp(storyName);
        ok(questions().length > 0, 'the log shows questions');
        asked.close();
    });
});

test('nobody listening is a failure that is told, not an error', async () => {
    const asked = names();
    equal(await asked.reverseAnswer(story), 'failed');
    equal(await asked.lookUp(storyName), null);
    asked.close();
});

test('a resolver that hangs holds up nobody, and no more than eight questions are in flight', async () => {
    const socket = Gio.Socket.new(Gio.SocketFamily.IPV4, Gio.SocketType.DATAGRAM, Gio.SocketProtocol.UDP);
    socket.bind(Gio.InetSocketAddress.new_from_string('127.0.0.1', 53), true);
    const inner = new GioResolver();
    let inFlight = 0;
    let most = 0;
    const counted = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        try {
            return await answer;
        } finally {
            inFlight -= 1;
        }
    };
    const asked = names({
        reverse: address => counted(inner.reverse(address)),
        forward: host => counted(inner.forward(host)),
        close: () => {
            inner.close();
        },
    });
    const start = GLib.get_monotonic_time();
    for (let index = 1; index <= 40; index += 1) equal(asked.reverse(`110.232.152.${index}`), 'not-yet');
    ok(GLib.get_monotonic_time() - start < 100_000, 'asking took long');
    await sleep(2500);
    equal(most, mostInFlight);
    asked.close();
    socket.close();
});
