import type Gio from 'gi://Gio?version=2.0';
import { equal, ok, test } from '../harness.js';
import { appear, connect, farAddress, layNetwork, listen, pause, vanish, Watch } from './realSockets.js';

layNetwork();

async function pair(port: number): Promise<{ near: Gio.Socket; far: Gio.Socket; server: Gio.Socket }> {
    const server = listen(port);
    const near = connect(port);
    await pause(50);
    return { near, far: server.accept(null), server };
}

test('CLOSE_WAIT: half-closed, with the FIN not taken for data, until the program closes', async () => {
    const { near, far, server } = await pair(8001);
    const watch = new Watch(8001, 'half-closed', 1);
    equal(watch.look().length, 0, 'while both are open');
    far.shutdown(false, true);
    await pause(100);
    equal(watch.look().length, 0, 'at first');
    const finding = await watch.until(true, 5000);
    equal(finding?.address, farAddress);
    equal(finding?.values['unread'], 0);
    equal(finding?.values['keepalive'], 'off');
    near.close();
    await watch.until(false, 5000);
    for (const socket of [far, server]) socket.close();
});

test('CLOSE_WAIT with unread data and keepalive', async () => {
    const { near, far, server } = await pair(8002);
    near.set_keepalive(true);
    far.send(new TextEncoder().encode('hello'), null);
    far.shutdown(false, true);
    const finding = await new Watch(8002, 'half-closed', 0).until(true, 5000);
    equal(finding?.values['unread'], 5);
    equal(finding?.values['keepalive'], 'on');
    for (const socket of [near, far, server]) socket.close();
});

test('FIN_WAIT2: the far side does not finish', async () => {
    const { near, far, server } = await pair(8003);
    const watch = new Watch(8003, 'lingering', 1);
    equal(watch.look().length, 0);
    near.shutdown(false, true);
    equal((await watch.until(true, 5000))?.values['state'], 'FIN_WAIT2');
    far.close();
    await watch.until(false, 5000);
    for (const socket of [near, server]) socket.close();
});

test('LAST_ACK: the far side has gone and does not confirm', async () => {
    const { near, far, server } = await pair(8004);
    const watch = new Watch(8004, 'lingering', 1);
    watch.look();
    far.shutdown(false, true);
    await pause(100);
    vanish();
    near.close();
    try {
        equal((await watch.until(true, 5000))?.values['state'], 'LAST_ACK');
    } finally {
        appear();
    }
    await watch.until(false, 20_000);
    for (const socket of [far, server]) socket.close();
});

test('SYN unanswered: nobody is at that address', async () => {
    const watch = new Watch(8005, 'stalled', 1);
    const near = connect(8005, '198.51.100.9');
    equal(watch.look().length, 0, 'at first');
    const finding = await watch.until(true, 5000);
    equal(finding?.values['reason'], 'unanswered');
    equal(finding?.address, '198.51.100.9');
    near.close();
    await watch.until(false, 10_000);
});

test('retransmitting: what is sent is not confirmed any more', async () => {
    const { near, far, server } = await pair(8006);
    const watch = new Watch(8006, 'stalled', 1);
    near.send(new TextEncoder().encode('before'), null);
    await pause(300);
    equal(watch.look().length, 0);
    vanish();
    near.send(new TextEncoder().encode('after'), null);
    try {
        const finding = await watch.until(true, 15_000);
        equal(finding?.values['reason'], 'retransmitting');
        equal(finding?.values['waiting'], 5);
    } finally {
        appear();
    }
    await watch.until(false, 30_000);
    for (const socket of [near, far, server]) socket.close();
});

test('zero window: the far side reads nothing', async () => {
    const server = listen(8007, true);
    const near = connect(8007);
    await pause(50);
    const far = server.accept(null);
    const watch = new Watch(8007, 'stalled', 2);
    equal(watch.look().length, 0);
    const block = new Uint8Array(65_536);
    try {
        for (;;) near.send(block, null);
    } catch {
        // The buffers of both sides are full.
    }
    const finding = await watch.until(true, 10_000);
    equal(finding?.values['reason'], 'zero-window');
    ok(Number(finding?.values['waiting']) > 1000);
    far.close();
    await watch.until(false, 10_000);
    for (const socket of [near, server]) socket.close();
});

test('the cycle of the story, at a faster rhythm: found with its period within 10 %', async () => {
    const period = 4000;
    const server = listen(8008);
    const watch = new Watch(8008, 'reconnecting', null);
    let near: Gio.Socket | null = null;
    const begin = Date.now();
    for (let beat = 0; beat < 6; beat += 1) {
        near?.close();
        near = connect(8008);
        await pause(50);
        const far = server.accept(null);
        watch.look();
        far.close();
        const findings = watch.look();
        if (beat < 4) equal(findings.length, 0, `at beat ${beat}`);
        while (Date.now() < begin + (beat + 1) * period) {
            await pause(200);
            watch.look();
        }
    }
    const [finding] = watch.look();
    const found = Number(finding?.values['period']);
    ok(Math.abs(found - period) <= period / 10, `a period of ${found} ms instead of ${period}`);
    equal(finding?.values['halfCloses'], true);
    near?.close();
    server.close();
    await watch.until(false, 15_000);
});
