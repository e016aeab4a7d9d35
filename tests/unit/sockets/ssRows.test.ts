import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Socket } from '../../../src/engine/sockets/socket.js';
import { SsRows } from '../../../src/engine/sockets/ssRows.js';

const fixture = (name: string) =>
    readFileSync(join(import.meta.dirname, '../../fixtures/sockets', name), 'utf8');
const parse = (text: string, rows = new SsRows()) => {
    const reading = rows.begin();
    reading.feed(text);
    return reading.end();
};
const head = 'tcp ESTAB 0 0 10.0.0.2:40000 192.0.2.1:443';
function read(line: string): Socket {
    const socket = new SsRows().read(line);
    assert.ok(typeof socket === 'object', line);
    return socket;
}

for (const version of ['6.1', '7.3']) {
    test(`what iproute2 ${version} prints is read`, () => {
        const { sockets, unreadable } = parse(fixture(`ss-${version}.txt`));
        assert.equal(unreadable.count, 0);
        assert.deepEqual(
            sockets.map(s => `${s.protocol} ${s.state} ${s.remote?.address ?? '-'} ${s.remote?.port ?? 0}`),
            [
                'udp ESTABLISHED 198.51.100.1 53',
                'udp CLOSE - 0',
                'udp CLOSE - 0',
                'tcp LISTEN - 0',
                'tcp ESTABLISHED 198.51.100.1 8443',
                'tcp FIN_WAIT2 198.51.100.1 37074',
                'tcp ESTABLISHED 198.51.100.1 37062',
                'tcp ESTABLISHED 198.51.100.1 8080',
                'tcp CLOSE_WAIT 198.51.100.1 8080',
                'tcp TIME_WAIT 198.51.100.1 8080',
                'tcp LISTEN - 0',
                'tcp ESTABLISHED 2001:db8::1 44040',
                'tcp ESTABLISHED 198.51.100.1 36296',
                'tcp ESTABLISHED 2001:db8::1 8443',
            ],
        );
        assert.equal(sockets[1]?.local.address, '::');
        assert.deepEqual(sockets[2]?.local, { address: 'fe80::1%lo', port: 5460 });
        const closeWait = sockets[8];
        assert.equal(closeWait?.receiveQueue, 1);
        assert.equal(closeWait.shut, 'receive');
        assert.equal(closeWait.bytesReceived, 0);
        assert.equal(closeWait.bytesSent, 0);
        assert.equal(closeWait.cookie, '83f');
        assert.equal(closeWait.uid, 1000);
        assert.deepEqual(sockets[7]?.timer, { kind: 'keepalive', expires: 119 * 60_000, retries: 0 });
        assert.equal(sockets[7].bytesSent, 5);
        assert.equal(sockets[6]?.bytesReceived, 5);
        assert.equal(sockets[9]?.uid, null);
        assert.equal(sockets[9].inode, 0);
        assert.equal(sockets[0]?.cgroup, version === '6.1' ? '/' : null);
    });
}

test('what is not told is null, and zero where ss leaves zeros out', () => {
    const brief = parse(fixture('ss-6.1-brief.txt')).sockets;
    assert.ok(brief.every(s => s.bytesSent === null && s.rtt === null && s.lastSent === null));
    const socket = read(
        `${head} ino:7 sk:1 cgroup:/a <-> cubic rto:204 rtt:12.5/3 cwnd:10 lastsnd:5 lastrcv:6`,
    );
    assert.deepEqual(
        [socket.uid, socket.bytesSent, socket.bytesReceived, socket.retransmits, socket.rtt, socket.lastSent],
        [0, 0, 0, 0, 12.5, 5],
    );
    assert.equal(read(`${head} retrans:1/42 cwnd:1`).retransmits, 42);
    assert.equal(read(`${head} bytes_acked:11 cwnd:1`).bytesSent, 10);
});

test('a cgroup may hold spaces, escapes and what looks like a field', () => {
    const cgroup = (line: string) => read(line).cgroup;
    assert.equal(
        cgroup(`${head} uid:1 ino:7 sk:1 cgroup:/user.slice/my app\\x2dx uid:0 é.scope <-> cwnd:1`),
        '/user.slice/my app\\x2dx uid:0 é.scope',
    );
    assert.equal(cgroup(`${head} ino:7 sk:1 cgroup:/a b v6only:0 <->   `), '/a b');
    assert.equal(cgroup(`${head} ino:7 sk:1 cgroup:/a b   `), '/a b');
    assert.equal(cgroup(`${head} ino:7 sk:1 cgroup:unreachable:3f <->`), null);
    assert.equal(read(`${head} uid:1 ino:7 sk:1 cgroup:/x uid:0 sk:2 <->`).uid, 1);
});

test('timers are read in every way that ss writes them', () => {
    const expires = (text: string) => read(`${head} timer:(on,${text},3) ino:7`).timer?.expires;
    assert.equal(expires('200ms'), 200);
    assert.equal(expires('59sec'), 59_000);
    assert.equal(expires('5.123ms'), 5123);
    assert.equal(expires('1min3sec'), 63_000);
    assert.equal(expires('119min'), 119 * 60_000);
    assert.equal(expires(''), 0);
    assert.equal(expires('soon'), null);
    assert.equal(read(`${head} timer:(delack,3ms,0)`).timer?.kind, 'other');
    assert.equal(read(`${head} timer:(on,3ms,7)`).timer?.retries, 7);
});

test('the arrow tells which side is shut', () => {
    const shut = (arrow: string) => read(`${head} ino:7 ${arrow}`).shut;
    assert.deepEqual(['<->', '-->', '<--', '---', '<>', ''].map(shut), [
        'none',
        'receive',
        'send',
        'both',
        null,
        null,
    ]);
});

test('a device is no part of an address, a zone is', () => {
    assert.equal(read('udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*').local.address, '127.0.0.53');
    assert.equal(read('udp UNCONN 0 0 *%eth0:68 *:*').local.address, '::');
    assert.equal(read('udp UNCONN 0 0 [2001:db8::1]%eth0:68 [::]:*').local.address, '2001:db8::1');
    assert.equal(read('udp UNCONN 0 0 [fe80::1]%eth0:546 [::]:*').local.address, 'fe80::1%eth0');
});

test('damaged lines are counted, not thrown, and the first is kept clean', () => {
    const sample = parse(
        [
            'tcp ESTAB 0 0 10.0.0.2:40000 192.0.2.\u202e',
            'tcp ESTAB 0 x 10.0.0.2:40000 192.0.2.1:443',
            'tcp ESTAB 0 0 10.0.0.2:99999 192.0.2.1:443',
            `${head} ino:seven`,
            'Netid State Recv-Q',
            'x'.repeat(50_000),
            `${head} ino:7`,
            'u_str ESTAB 0 0 * 123 * 456',
            '',
        ].join('\n'),
    );
    assert.equal(sample.unreadable.count, 6);
    assert.equal(sample.unreadable.first, 'tcp ESTAB 0 0 10.0.0.2:40000 192.0.2.');
    assert.equal(sample.sockets.length, 1);
});

test('an unknown state and unknown keys do not hide a socket', () => {
    const socket = read('tcp BOUND-INACTIVE 0 0 10.0.0.2:40000 192.0.2.1:443 new:(1,2) ino:7 sk:a later');
    assert.equal(socket.state, 'UNKNOWN');
    assert.equal(socket.cookie, 'a');
});

test('the same line gives the same socket in the next sample', () => {
    const rows = new SsRows();
    const text = fixture('ss-6.1-brief.txt');
    const first = parse(text, rows).sockets;
    const second = parse(text, rows).sockets;
    assert.ok(first.length > 5 && first.every((socket, index) => socket === second[index]));
});

test('what is remembered of the samples before does not change what a line says', () => {
    const rows = new SsRows();
    const known = fixture('ss-6.1.txt').split('\n');
    parse(fixture('ss-6.1-brief.txt'), rows);
    parse(fixture('ss-6.1.txt'), rows);
    const word = fc.constantFrom(
        ...[
            '<->',
            '-->',
            '---',
            'cgroup:/a',
            'cgroup:/b',
            'v6only:0',
            'ino:1',
            'uid:7',
            'sk:9',
            'timer:(on,200ms,1)',
        ],
        ...[
            'cubic',
            'cwnd:10',
            'bytes_sent:5',
            'bytes_acked:3',
            'bytes_received:8',
            'lastsnd:1',
            'rtt:1/2',
            'x',
        ],
    );
    const made = fc
        .tuple(fc.constantFrom('ESTAB', 'CLOSE-WAIT'), fc.array(word, { maxLength: 12 }))
        .map(([state, words]) => `tcp ${state} 1 0 10.0.0.2:4 192.0.2.1:443 ${words.join(' ')}`);
    fc.assert(
        fc.property(fc.array(fc.oneof(fc.constantFrom(...known), made), { maxLength: 8 }), lines => {
            const anew = lines.map(line => new SsRows().read(line)).filter(read => typeof read !== 'string');
            assert.deepEqual(parse(lines.join('\n'), rows).sockets, anew);
            assert.deepEqual(parse(lines.join('\n'), rows).sockets, anew);
        }),
        { numRuns: 2000 },
    );
});

test('a sample reads the same however its text is cut', () => {
    const text = fixture('ss-6.1.txt');
    const whole = parse(text);
    fc.assert(
        fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), cuts => {
            const reading = new SsRows().begin();
            const places = [0, ...cuts.sort((a, b) => a - b), text.length];
            for (const [index, place] of places.entries())
                reading.feed(text.slice(places[index - 1] ?? 0, place));
            assert.deepEqual(reading.end(), whole);
        }),
    );
});

test('no text whatever makes the parser throw', () => {
    const word = fc.oneof(
        fc.constantFrom(...`${fixture('ss-6.1.txt')} ${fixture('ss-7.3.txt')}`.split(/\s+/)),
        fc.string(),
    );
    fc.assert(
        fc.property(fc.array(fc.array(word, { maxLength: 14 }), { maxLength: 5 }), lines => {
            const sample = parse(lines.map(words => words.join(' ')).join('\n'));
            for (const { bytesSent, receiveQueue, local } of sample.sockets) {
                assert.ok(bytesSent === null || bytesSent >= 0);
                assert.ok(receiveQueue >= 0 && local.port >= 0 && local.port < 65536);
            }
        }),
        { numRuns: 3000 },
    );
});
