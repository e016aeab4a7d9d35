import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Closure } from '../../../src/engine/sockets/socket.js';
import { SsClosures } from '../../../src/engine/sockets/ssClosures.js';

const file = join(import.meta.dirname, '../../fixtures/sockets/ss-closures-6.1.txt');
const lines = readFileSync(file, 'utf8').trim().split('\n');

test('closures are read with their cookie and bytes', () => {
    const reader = new SsClosures();
    const all = lines.map(line => reader.read(line));
    assert.ok(!all.includes('unreadable'));
    const closures = all.filter((closure): closure is Closure => typeof closure === 'object');
    assert.equal(closures.length, 10);
    assert.deepEqual(closures[0], {
        protocol: 'tcp',
        local: { address: '198.51.100.1', port: 49664 },
        remote: { address: '198.51.100.1', port: 8080 },
        cookie: '1013',
        bytesSent: 5,
        bytesReceived: 1,
    });
    assert.equal(closures[4]?.local.address, '198.51.100.1');
    assert.deepEqual(
        closures.filter(closure => closure.protocol === 'udp').map(closure => closure.bytesSent),
        [null],
    );
});

test('what was refused or reset has lost its remote port', () => {
    const closure = new SsClosures().read(
        'tcp UNCONN 0 3 0.0.0.0:47094 198.51.100.1:* ino:0 sk:101a rto:1000 cwnd:10 notsent:2',
    );
    assert.ok(typeof closure === 'object');
    assert.deepEqual(closure.remote, { address: '198.51.100.1', port: 0 });
});

test('a socket that had no peer is not a connection', () => {
    assert.equal(new SsClosures().read('tcp UNCONN 0 0 *:8443 *:* ino:0 sk:101f cwnd:10'), 'other');
});

test('no closure line whatever makes the parser throw', () => {
    const reader = new SsClosures();
    const word = fc.oneof(fc.constantFrom(...lines.join(' ').split(/\s+/)), fc.string());
    fc.assert(fc.property(fc.array(word, { maxLength: 12 }), words => void reader.read(words.join(' '))));
});
