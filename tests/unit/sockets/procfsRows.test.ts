import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { procfsTables, readProcfsRow, readProcfsTables } from '../../../src/engine/sockets/procfsRows.js';

const fixture = (name: string) =>
    readFileSync(join(import.meta.dirname, `../../fixtures/sockets/proc-net-${name}.txt`), 'utf8');

test('the tables of the kernel are read', () => {
    const tables = new Map(procfsTables.map(table => [table, fixture(table)]));
    const { sockets, unreadable } = readProcfsTables(tables, true);
    assert.equal(unreadable.count, 0);
    assert.equal(sockets.length, 14);
    const closeWait = sockets.find(s => s.state === 'CLOSE_WAIT');
    assert.deepEqual(closeWait?.remote, { address: '198.51.100.1', port: 8080 });
    assert.equal(closeWait.receiveQueue, 1);
    assert.equal(closeWait.uid, 1000);
    const timeWait = sockets.find(s => s.state === 'TIME_WAIT');
    assert.equal(timeWait?.uid, null);
    assert.equal(timeWait.timer?.kind, 'timewait');
    const keepalive = sockets.find(s => s.timer?.kind === 'keepalive');
    assert.ok(keepalive?.timer?.expires && Math.abs(keepalive.timer.expires - 7_200_000) < 5000);
    assert.ok(sockets.some(s => s.remote?.address === '2001:db8::1'));
    assert.ok(sockets.some(s => s.local.address === '198.51.100.1' && s.local.port === 8443));
    assert.equal(sockets.filter(s => s.protocol === 'udp' && s.remote === null).length, 2);
    assert.equal(sockets.filter(s => s.state === 'LISTEN').length, 2);
});

test('a machine with the other byte order prints its words the other way', () => {
    const tail = '01 00000001:00000002 09:00000000 00000000  1000        0 7 1 0';
    const big = readProcfsRow(`   0: C6336401:1F90 C6336402:0050 ${tail}`, 'tcp', false);
    assert.deepEqual(big?.local, { address: '198.51.100.1', port: 8080 });
    assert.equal(big.timer?.kind, 'other');
    assert.deepEqual([big.sendQueue, big.receiveQueue], [1, 2]);
    const six = '20010DB8000000000000000000000001:01BB';
    assert.equal(readProcfsRow(`   0: ${six} ${six} ${tail}`, 'tcp', false)?.local.address, '2001:db8::1');
});

test('damaged rows are counted', () => {
    const good = fixture('tcp');
    const { unreadable } = readProcfsTables(
        new Map([['tcp', `${good}  9: 0100\u0007 half\nnonsense`]]),
        true,
    );
    assert.equal(unreadable.count, 2);
    assert.equal(unreadable.first, '9: 0100 half');
});

test('no text whatever makes the parser throw', () => {
    const word = fc.oneof(fc.constantFrom(...fixture('tcp6').split(/\s+/)), fc.string());
    fc.assert(
        fc.property(fc.array(word, { maxLength: 20 }), words => {
            readProcfsTables(new Map([['tcp6', words.join(' ')]]), true);
        }),
    );
});
