import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConnectionTable, type Instant } from '../../../src/engine/connections/connectionTable.js';
import { scopeOf } from '../../../src/engine/connections/scope.js';
import type { Closure, Sample, Socket } from '../../../src/engine/sockets/socket.js';

const at = (seconds: number, wall = seconds): Instant => ({
    wall: 1_700_000_000_000 + wall * 1000,
    elapsed: seconds * 1000,
});
const sample = (...sockets: Socket[]): Sample => ({ sockets, unreadable: { count: 0, first: null } });

function socket(cookie: string | null, changes: Partial<Socket> = {}): Socket {
    return {
        protocol: 'tcp',
        state: 'ESTABLISHED',
        local: { address: '10.0.0.2', port: 40_000 },
        remote: { address: '192.0.2.1', port: 443 },
        receiveQueue: 0,
        sendQueue: 0,
        uid: 1000,
        inode: 7,
        cookie,
        cgroup: '/a.scope',
        shut: 'none',
        timer: null,
        bytesSent: null,
        bytesReceived: null,
        lastSent: null,
        lastReceived: null,
        retransmits: null,
        rtt: null,
        ...changes,
    };
}
const timeWait = (cookie: string | null = 'ff', changes: Partial<Socket> = {}) =>
    socket(cookie, {
        state: 'TIME_WAIT',
        uid: null,
        inode: 0,
        cgroup: null,
        shut: null,
        timer: { kind: 'timewait', expires: 59_000, retries: 0 },
        ...changes,
    });
function closure(cookie: string | null, changes: Partial<Closure> = {}): Closure {
    const { protocol, local } = socket(cookie);
    const remote = { address: '192.0.2.1', port: 443 };
    return { protocol, local, remote, cookie, bytesSent: 10, bytesReceived: 20, ...changes };
}

test('a connection is followed by its cookie through its states', () => {
    const table = new ConnectionTable();
    const { opened } = table.observe(sample(socket('1')), at(0));
    assert.equal(opened.length, 1);
    assert.equal(opened[0]?.before, true);
    const { changed } = table.observe(sample(socket('1', { state: 'CLOSE_WAIT', shut: 'receive' })), at(2));
    assert.equal(changed[0]?.id, opened[0].id);
    const { closed } = table.observe(sample(), at(4));
    assert.deepEqual(
        closed[0]?.states.map(change => [change.state, (change.at - at(0).wall) / 1000]),
        [
            ['ESTABLISHED', 0],
            ['CLOSE_WAIT', 2],
            ['CLOSED', 4],
        ],
    );
    assert.equal(closed[0].closedAt, at(4).wall);
    assert.equal(table.observe(sample(socket('2')), at(6)).opened[0]?.before, false);
});

test('the same addresses with another cookie are another connection', () => {
    const table = new ConnectionTable();
    table.observe(sample(socket('1')), at(0));
    const { opened, closed } = table.observe(sample(socket('2', { inode: 8 })), at(2));
    assert.equal(opened.length, 1);
    assert.equal(closed.length, 1);
});

test('without cookies the addresses and the inode tell connections apart', () => {
    const table = new ConnectionTable();
    table.observe(sample(socket(null, { inode: 0 })), at(0));
    assert.equal(table.observe(sample(socket(null)), at(1)).opened.length, 0);
    assert.equal(table.observe(sample(socket(null, { inode: 8 })), at(2)).opened.length, 1);
});

test('a connection stays the same when the sampler changes and changes back', () => {
    const table = new ConnectionTable();
    table.observe(sample(socket('1'), socket('5', { local: { address: 'fe80::2%eth0', port: 1 } })), at(0));
    const blind = sample(
        socket(null, { cgroup: null, shut: null }),
        socket(null, { cgroup: null, local: { address: 'fe80::2', port: 1 } }),
        socket(null, { inode: 9, local: { address: '10.0.0.2', port: 40_001 } }),
    );
    assert.equal(table.observe(blind, at(1)).opened.length, 1);
    const back = sample(socket('1'), socket('3', { inode: 9, local: { address: '10.0.0.2', port: 40_001 } }));
    const changes = table.observe(back, at(2));
    assert.equal(changes.opened.length, 0);
    assert.equal(table.close(closure('3'), at(3)).closed.length, 1);
});

test('what the kernel keeps of a closed socket is the same connection', () => {
    const table = new ConnectionTable();
    table.observe(sample(socket('1')), at(0));
    const { opened, changed } = table.observe(sample(timeWait()), at(2));
    assert.equal(opened.length, 0);
    assert.equal(changed[0]?.state, 'TIME_WAIT');
    assert.equal(changed[0].uid, 1000);
    assert.equal(changed[0].socket?.cgroup, '/a.scope');
    assert.equal(table.observe(sample(), at(60)).closed[0]?.states.length, 3);
});

test('once its destruction was told a connection is over, and its leftover opens nothing', () => {
    const table = new ConnectionTable({ keepClosed: 10_000 });
    table.observe(sample(socket('1')), at(0));
    const { closed } = table.close(closure('1'), at(1));
    assert.deepEqual([closed[0]?.bytesSent, closed[0]?.bytesReceived], [10, 20]);
    // A sample that was under way still shows it as it was.
    for (const row of [socket('1'), timeWait()]) {
        const { opened, changed } = table.observe(sample(row), at(2));
        assert.equal(opened.length + changed.length, 0);
    }
    assert.equal(table.expire(at(11)).removed.length, 1);
    assert.equal(table.observe(sample(timeWait()), at(12)).opened.length, 0);
    assert.deepEqual(table.counts, { seen: 1, ended: 1, closureOnly: 0, tallied: 0 });
});

test('a leftover that nobody explains is shown, and its late closure finds it', () => {
    const table = new ConnectionTable();
    const { opened } = table.observe(sample(timeWait()), at(0));
    assert.equal(opened[0]?.state, 'TIME_WAIT');
    assert.equal(table.close(closure('1'), at(1)).closed[0]?.id, opened[0].id);
    assert.equal(table.counts.seen, 1);
});

test('a new connection from the port of a leftover is not taken for it', () => {
    const table = new ConnectionTable();
    table.observe(sample(timeWait()), at(0));
    assert.equal(table.observe(sample(socket('9', { inode: 99 })), at(1)).opened.length, 1);
});

test('a connection that no sample showed is known by its closure alone', () => {
    const table = new ConnectionTable();
    const { closed } = table.close(closure('a'), at(0));
    assert.equal(closed[0]?.closureOnly, true);
    assert.equal(closed[0].socket, null);
    assert.equal(table.close(closure('a'), at(0)).closed.length, 0);
    assert.deepEqual(table.counts, { seen: 1, ended: 1, closureOnly: 1, tallied: 0 });
});

test('bytes only grow: a socket that was reset tells none', () => {
    const table = new ConnectionTable();
    table.observe(sample(socket('1', { bytesSent: 100, bytesReceived: 50 })), at(0));
    const end = closure('1', { bytesSent: 0, bytesReceived: 60, remote: { address: '192.0.2.1', port: 0 } });
    const [closed] = table.close(end, at(1)).closed;
    assert.deepEqual([closed?.bytesSent, closed?.bytesReceived], [100, 60]);
});

test('a look without details keeps those of the last one', () => {
    const table = new ConnectionTable();
    const details = { bytesSent: 1, bytesReceived: 2, lastSent: 3, lastReceived: 4, retransmits: 5, rtt: 6 };
    table.observe(sample(socket('1', details)), at(0));
    assert.deepEqual(table.observe(sample(socket('1')), at(1)).changed, []);
    const [connection] = table.connections();
    assert.equal(connection?.bytesReceived, 2);
    assert.equal(connection.socket?.rtt, 6);
});

test('closed connections go when their time is over, by a clock that does not jump', () => {
    const table = new ConnectionTable({ keepClosed: 30_000 });
    table.observe(sample(socket('1')), at(0));
    const { closed } = table.observe(sample(), at(1, -86_400));
    assert.equal(closed[0]?.closedAt, at(0).wall);
    assert.equal(table.expire(at(30, 86_400)).removed.length, 0);
    assert.equal(table.expire(at(31, -86_400)).removed.length, 1);
    assert.equal(table.size, 0);
});

test('a socket that was missing from one sample comes back', () => {
    const table = new ConnectionTable();
    table.observe(sample(socket('1')), at(0));
    table.observe(sample(), at(1));
    const { changed } = table.observe(sample(socket('1')), at(2));
    assert.equal(changed[0]?.closedAt, null);
    assert.equal(table.counts.ended, 0);
});

test('where lines were damaged, one absence is no proof of an end', () => {
    const table = new ConnectionTable();
    table.observe(sample(socket('1')), at(0));
    const damaged: Sample = { sockets: [], unreadable: { count: 1, first: 'x' } };
    assert.equal(table.observe(damaged, at(1)).closed.length, 0);
    assert.equal(table.observe(damaged, at(2)).closed.length, 1);
});

test('local connections that are no longer asked for are removed, not closed', () => {
    const table = new ConnectionTable();
    const local = socket('1', { remote: { address: '127.0.0.1', port: 80 } });
    table.observe(sample(local), at(0));
    const { closed, removed } = table.observe(sample(local), at(1), { local: false });
    assert.deepEqual([closed.length, removed.length, table.size], [0, 1, 0]);
});

test('states are bounded', () => {
    const table = new ConnectionTable({ mostStates: 4 });
    for (let second = 0; second < 20; second += 1)
        table.observe(
            sample(socket('1', { state: second % 2 === 0 ? 'ESTABLISHED' : 'CLOSE_WAIT' })),
            at(second),
        );
    const [connection] = table.connections();
    assert.equal(connection?.states.length, 4);
    assert.equal(connection.states.at(-1)?.state, connection.state);
});

test('a flood of closures is tallied by far side, with exact counts and bounded lists', () => {
    const table = new ConnectionTable();
    const total = 50_000;
    for (let number = 1; number <= total; number += 1) {
        const remote = { address: `192.0.${(number >> 8) & 255}.${number & 255}`, port: 443 };
        const local = { address: '10.0.0.2', port: number & 0xffff };
        table.close(closure(number.toString(16), { remote, local }), at(number / 10_000));
    }
    table.closeUnread(123, at(6));
    assert.ok(table.size <= 500);
    const tallied = table.tallies.reduce((sum, tally) => sum + tally.count, 0);
    assert.ok(table.tallies.length <= 1001);
    const { seen, closureOnly, ended, tallied: counted } = table.counts;
    assert.deepEqual([seen, closureOnly, ended], [total + 123, total + 123, total + 123]);
    assert.equal(counted, tallied);
    assert.equal(tallied + table.size, total + 123);
    assert.equal(
        table.observe(sample(timeWait(null, { local: { address: '10.0.0.2', port: 5 } })), at(7)).opened
            .length,
        0,
    );
    table.expire(at(1000));
    assert.equal(table.size, 0);
});

test('whatever comes, every connection is counted once and every list agrees', () => {
    const cookie = fc.constantFrom('1', '2', '3', null);
    const row = fc
        .tuple(cookie, fc.constantFrom(0, 7, 8), fc.constantFrom(1, 2), fc.boolean())
        .map(([c, inode, port, leftover]) =>
            (leftover ? timeWait : socket)(c, {
                inode: leftover ? 0 : inode,
                local: { address: '10.0.0.2', port },
            }),
        );
    const step = fc.oneof(fc.array(row, { maxLength: 4 }), cookie);
    fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), steps => {
            const table = new ConnectionTable({ keepClosed: 3000, mostClosed: 2 });
            const ids = new Set<string>();
            for (const [second, action] of steps.entries()) {
                const now = at(second);
                const results = [
                    Array.isArray(action)
                        ? table.observe(sample(...action), now)
                        : table.close(closure(action), now),
                    table.expire(now),
                ];
                for (const { opened, closed, removed } of results) {
                    for (const { id } of [...opened, ...closed]) ids.add(id);
                    for (const id of removed) ids.delete(id);
                }
                assert.deepEqual([...table.connections()].map(c => c.id).sort(), [...ids].sort());
                for (const connection of table.connections())
                    assert.equal(connection.closedAt !== null, connection.state === 'CLOSED');
            }
        }),
        { numRuns: 2000 },
    );
});

test('a far side on this machine is local, and one that does not exist yet is listened for', () => {
    assert.equal(scopeOf(socket('1')), 'public');
    assert.equal(scopeOf(socket('1', { remote: { address: '127.3.2.1', port: 1 } })), 'local');
    assert.equal(scopeOf(socket('1', { remote: { address: '10.0.0.2', port: 1 } })), 'local');
    assert.equal(scopeOf(socket('1', { remote: null })), 'listening');
});
