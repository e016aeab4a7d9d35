import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { ConnectionTable } from '../../../src/engine/connections/connectionTable.js';
import { ChoosingSampler } from '../../../src/engine/sockets/choosingSampler.js';
import { Recall } from '../../../src/collector/recall.js';
import { SamplerError } from '../../../src/engine/sockets/sampler.js';
import type { Closure } from '../../../src/engine/sockets/socket.js';
import { ClosureStream, type ClosureStreamStatus } from '../../../src/system/sockets/closureStream.js';
import { ProcfsSampler } from '../../../src/system/sockets/procfsSampler.js';
import { SsSampler } from '../../../src/system/sockets/ssSampler.js';
import { deepEqual, equal, ok, test } from '../harness.js';

/** Real sockets of this namespace, whose only traffic is its own. */
const wish = { details: true, local: true, listening: true, leftovers: true };
const anyLimits = { longest: 5000, mostOutput: 1_000_000 };
const realPath = GLib.getenv('PATH') ?? '';
const elapsed = () => GLib.get_monotonic_time() / 1000;
const pause = (milliseconds: number) =>
    new Promise<void>(resolve => {
        GLib.timeout_add(GLib.PRIORITY_DEFAULT, milliseconds, () => {
            resolve();
            return GLib.SOURCE_REMOVE;
        });
    });

async function until(condition: () => boolean, what: string): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
        if (condition()) return;
        await pause(50);
    }
    throw new Error(`not within 10 s: ${what}`);
}

/** Runs Python until it has printed `ready`. */
async function withPython(script: string, body: () => Promise<void>): Promise<void> {
    const child = Gio.Subprocess.new(['python3', '-c', script], Gio.SubprocessFlags.STDOUT_PIPE);
    const pipe = child.get_stdout_pipe();
    ok(pipe);
    try {
        ok(pipe.read_bytes(6, null).get_size() > 0, 'Python has failed');
        await body();
    } finally {
        child.force_exit();
        child.wait(null);
    }
}

async function withSs(script: string | null, body: () => Promise<void>): Promise<void> {
    const folder = GLib.dir_make_tmp('edgewise-XXXXXX');
    if (script !== null) {
        GLib.file_set_contents(`${folder}/ss`, `#!/bin/sh\nPATH=${realPath}\n${script}\n`);
        GLib.spawn_sync(null, ['/bin/chmod', '755', `${folder}/ss`], null, GLib.SpawnFlags.DEFAULT, null);
    }
    GLib.setenv('PATH', script === null ? folder : `${folder}:${realPath}`, true);
    try {
        await body();
    } finally {
        GLib.setenv('PATH', realPath, true);
    }
}

async function faultOf(sampler: SsSampler): Promise<string> {
    try {
        await sampler.sample(wish, new Recall());
    } catch (error) {
        if (error instanceof SamplerError) return error.fault;
    }
    return 'none';
}

const states = `
import socket, time
GLOBAL = []
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', 8080)); s.listen()
def pair():
    c = socket.socket(); c.connect(('127.0.0.1', 8080)); a, _ = s.accept(); GLOBAL.extend([c, a]); return c, a
c, a = pair(); c.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1); c.send(b'hello')
c, a = pair(); a.close()
c, a = pair(); c.close(); time.sleep(.05); a.close()
c, a = pair(); c.shutdown(socket.SHUT_WR)
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.connect(('127.0.0.1', 53))
print('ready', flush=True); time.sleep(60)
`;

for (const sampler of [new SsSampler(), new ProcfsSampler()]) {
    test(`${sampler.name} shows sockets in the states that they are in`, () =>
        withPython(states, async () => {
            const { sockets, unreadable } = await sampler.sample(wish, new Recall());
            equal(unreadable.count, 0);
            const inState = (state: string) => sockets.filter(s => s.state === state && s.protocol === 'tcp');
            const [closeWait] = inState('CLOSE_WAIT').filter(s => s.remote?.port === 8080);
            equal(closeWait?.receiveQueue, 1, 'the FIN counts as one');
            ok(inState('FIN_WAIT2').length >= 1 && inState('TIME_WAIT').length >= 1);
            equal(inState('TIME_WAIT')[0]?.uid, null);
            equal(inState('LISTEN')[0]?.remote, null);
            const keepalive = sockets.find(s => s.timer?.kind === 'keepalive' && s.remote?.port === 8080);
            equal(keepalive?.state, 'ESTABLISHED');
            ok(sockets.some(s => s.protocol === 'udp' && s.remote?.port === 53));
            if (sampler.name !== 'ss') return;
            equal(closeWait?.shut, 'receive');
            equal(keepalive?.bytesSent, 5);
            ok(keepalive?.cookie);
            const few = await sampler.sample(
                { details: false, local: false, listening: false, leftovers: true },
                new Recall(),
            );
            deepEqual(few.sockets, []);
            const living = await sampler.sample({ ...wish, leftovers: false }, new Recall());
            deepEqual(
                living.sockets.filter(({ state }) => state === 'TIME_WAIT'),
                [],
            );
            ok(living.sockets.some(({ state }) => state === 'LISTEN'));
            ok(living.sockets.some(({ state }) => state === 'CLOSE_WAIT'));
        }));
}

const refusals: readonly (readonly [string, string | null, string])[] = [
    ['is missing', null, 'missing'],
    ['hangs', 'exec sleep 100', 'hung'],
    ['prints nonsense', 'echo Usage: who knows; echo one; echo two', 'unreadable'],
    ['has another format', 'echo "{\\"sockets\\": []}"', 'unreadable'],
    ['dies in the middle of a line', 'printf "tcp ESTAB 0 0 10.0.0.1:1 10.0"; kill -9 $$', 'failed'],
    ['fails', 'exit 3', 'failed'],
    ['never stops printing', 'exec yes "tcp ESTAB 0 0 10.0.0.1:1 10.0.0.2:2 ino:1"', 'flooded'],
    ['prints one endless line', 'exec tr "\\\\0" x < /dev/zero', 'flooded'],
];
for (const [what, script, fault] of refusals) {
    test(`where ss ${what}, /proc/net is read instead, and that is said`, () =>
        withPython(states, () =>
            withSs(script, async () => {
                const ss = new SsSampler({ ...anyLimits, longest: 1000 });
                const sampler = new ChoosingSampler(ss, new ProcfsSampler(), elapsed);
                const sample = await sampler.sample(wish, new Recall());
                equal(sampler.name, 'procfs');
                equal(sampler.reason?.fault, fault);
                ok(sample.sockets.some(s => s.state === 'CLOSE_WAIT'));
            }),
        ));
}

test('half a line among good ones is counted, and the rest read', () =>
    withSs('ss "$@"; printf "tcp ESTAB 0 0 10.0"', () =>
        withPython(states, async () => {
            const sample = await new SsSampler().sample(wish, new Recall());
            equal(sample.unreadable.count, 1);
            ok(sample.sockets.length > 5);
        }),
    ));

test('a look that is called off ends at once and leaves no process', () =>
    withSs('exec sleep 99', async () => {
        const cancellation = new Recall();
        const started = elapsed();
        const looking = new SsSampler().sample(wish, cancellation);
        GLib.timeout_add(GLib.PRIORITY_DEFAULT, 100, () => {
            cancellation.cancel();
            return GLib.SOURCE_REMOVE;
        });
        let fault = '';
        await looking.catch((error: unknown) => {
            if (error instanceof SamplerError) fault = error.fault;
        });
        equal(fault, 'cancelled');
        ok(elapsed() - started < 1000);
        await pause(50);
        const [, found] = GLib.spawn_command_line_sync('pgrep -c -f ^sleep.99');
        equal(new TextDecoder().decode(found ?? new Uint8Array()).trim(), '0');
    }));

test('ss that works again is used again', async () => {
    let time = 0;
    const sampler = new ChoosingSampler(new SsSampler(anyLimits), new ProcfsSampler(), () => time);
    await withSs('exit 1', async () => {
        await sampler.sample(wish, new Recall());
    });
    equal(sampler.name, 'procfs');
    time = 60_000;
    await sampler.sample(wish, new Recall());
    equal(sampler.name, 'ss');
    equal(await faultOf(new SsSampler()), 'none');
});

class Listener {
    readonly closures: Closure[] = [];
    readonly statuses: ClosureStreamStatus[] = [];
    unread = 0;
    closed(closures: readonly Closure[], unread: number): void {
        this.closures.push(...closures);
        this.unread += unread;
    }
    statusChanged(status: ClosureStreamStatus): void {
        this.statuses.push(status);
    }
}

/** 1,000 connections of 20 ms, ten at a time. */
const shortOnes = `
import socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', 8080)); s.listen(64)
print('ready', flush=True)
time.sleep(1)
for round in range(100):
    cs = [socket.create_connection(('127.0.0.1', 8080)) for _ in range(10)]
    time.sleep(.02)
    for c in cs:
        c.close(); a, _ = s.accept(); a.close()
time.sleep(60)
`;

test('a thousand connections of 20 ms are counted, though no sample need have seen them', async () => {
    const listener = new Listener();
    const stream = new ClosureStream(listener);
    const table = new ConnectionTable();
    // What earlier tests have left over is not of this one.
    const now = () => ({ wall: elapsed(), elapsed: elapsed() });
    table.observe(await new SsSampler().sample(wish, new Recall()), now());
    const earlier = table.counts.seen;
    stream.start();
    equal(stream.status.active, true);
    await withPython(shortOnes, async () => {
        const seen = () => listener.closures.filter(closure => closure.remote.port === 8080).length;
        const sampler = new SsSampler();
        for (let round = 0; round < 100 && seen() < 1000; round += 1) {
            table.observe(await sampler.sample(wish, new Recall()), now());
            const count = listener.closures.length;
            for (const closure of listener.closures.splice(0, count)) table.close(closure, now());
            if (table.counts.ended >= 2000) break;
            await pause(100);
        }
    });
    stream.stop();
    // Both ends are on this machine; each is a connection.
    ok(table.counts.ended >= 1980, `only ${table.counts.ended} of 2000 ends`);
    ok(table.counts.ended <= 2010 + earlier, `${table.counts.ended} of 2000 ends`);
    ok(table.counts.seen <= 2010 + earlier, `${table.counts.seen} counted of 2000`);
});

test('a closure stream that dies is started again, and ends with its owner', async () => {
    const listener = new Listener();
    const stream = new ClosureStream(listener);
    await withSs('exit 1', async () => {
        stream.start();
        await until(() => listener.statuses.some(s => s.reason === 'failed'), 'told of the failure');
    });
    await until(() => stream.status.active, 'started again');
    stream.stop();
    await pause(200);
    equal(stream.status.active, false);
    const [, found] = GLib.spawn_command_line_sync('pgrep -c -x ss');
    equal(new TextDecoder().decode(found ?? new Uint8Array()).trim(), '0');
});

test('why there is no closure stream is said', async () => {
    const reasons: (readonly [string | null, string])[] = [
        [null, 'missing'],
        ['exec yes nonsense', 'unreadable'],
    ];
    for (const [script, reason] of reasons) {
        const listener = new Listener();
        const stream = new ClosureStream(listener);
        await withSs(script, async () => {
            stream.start();
            await until(() => stream.status.reason === reason, reason);
        });
        equal(stream.status.active, false);
        stream.stop();
    }
});
