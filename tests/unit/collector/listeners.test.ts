import assert from 'node:assert/strict';
import test from 'node:test';
import { Listeners } from '../../../src/collector/listeners.js';
import { Tallies } from '../../../src/collector/tallies.js';
import type { Sample, Socket } from '../../../src/engine/sockets/socket.js';

function socket(fields: Partial<Socket> = {}): Socket {
    return {
        protocol: 'tcp',
        state: 'LISTEN',
        local: { address: '0.0.0.0', port: 22 },
        remote: null,
        receiveQueue: 0,
        sendQueue: 128,
        uid: 0,
        inode: 5,
        cookie: 'a',
        cgroup: '/system.slice/ssh.service',
        shut: null,
        timer: null,
        bytesSent: null,
        bytesReceived: null,
        lastSent: null,
        lastReceived: null,
        retransmits: null,
        rtt: null,
        ...fields,
    };
}

function sample(...sockets: Socket[]): Sample {
    return { sockets, unreadable: { count: 0, first: null } };
}

test('a listening socket is listed while it is there, with nobody at its far side', () => {
    const listeners = new Listeners();
    const row = socket();
    const { opened } = listeners.observe(sample(row), 7);
    assert.equal(opened.length, 1);
    assert.deepEqual(opened[0]?.remote, { address: '0.0.0.0', port: 0 });
    assert.equal(opened[0].before, true);
    const nothing = { opened: [], changed: [], closed: [], removed: [] };
    assert.deepEqual(listeners.observe(sample(row), 8), nothing);
    assert.deepEqual(listeners.observe(sample({ ...row }), 8), nothing);
    assert.deepEqual(listeners.observe(sample(), 9), { ...nothing, removed: [opened[0].id] });
});

test('sockets with a far side are not its business, and those without a cookie are told apart', () => {
    const listeners = new Listeners();
    const connected = socket({ remote: { address: '192.0.2.1', port: 1 } });
    const a = socket({ cookie: null, local: { address: '::', port: 22 } });
    const b = socket({ cookie: null, local: { address: '::', port: 22 }, inode: 6 });
    const { opened } = listeners.observe(sample(connected, a, b), 0);
    assert.equal(new Set(opened.map(({ id }) => id)).size, 2);
    assert.deepEqual(opened[0]?.remote, { address: '::', port: 0 });
});

test('only what was added to the tallies is told', () => {
    const remote = { address: '192.0.2.1', port: 443 };
    const tally = (count: number) => ({
        remote,
        count,
        bytesSent: count,
        bytesReceived: 0,
        first: 0,
        last: 0,
    });
    const tallies = new Tallies();
    const at = (count: number) => ({ counts: { tallied: count }, tallies: count ? [tally(count)] : [] });
    assert.deepEqual(tallies.take(at(0)), []);
    assert.deepEqual(tallies.take(at(5)), [{ remote, count: 5, bytesSent: 5, bytesReceived: 0 }]);
    assert.deepEqual(tallies.take(at(5)), []);
    assert.deepEqual(tallies.take(at(7)), [{ remote, count: 2, bytesSent: 2, bytesReceived: 0 }]);
});
