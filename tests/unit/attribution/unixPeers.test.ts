import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientsOf } from '../../../src/engine/attribution/unixPeers.js';

/** As iproute2 6.1 prints them. */
const worker = 'users:(("gvfsd-http",pid=70,fd=9))';
const rows = [
    `u_str ESTAB  0 0 /run/user/1000/gvfsd/socket-aB3 101 * 102 ${worker}`,
    'u_str ESTAB  0 0 * 102 * 101 users:(("nautilus",pid=80,fd=31),("nautilus-worker",pid=81,fd=31))',
    `u_str ESTAB  0 0 * 201 * 202 ${worker}`,
    'u_str ESTAB  0 0 /run/user/1000/bus 202 * 201 users:(("dbus-daemon",pid=10,fd=40))',
    `u_str LISTEN 0 10 /run/user/1000/gvfsd/socket-aB3 100 * 0 ${worker}`,
    'u_str ESTAB  0 0 /run/user/1000/gvfsd/socket-cD4 301 * 302 users:(("gvfsd-ftp",pid=71,fd=9))',
    'u_str ESTAB  0 0 * 302 * 301 users:(("files",pid=90,fd=12))',
];

describe('clients of a service on a Unix socket', () => {
    it('are those at the other end of its own sockets, not the bus and not other services’ clients', () => {
        assert.deepEqual(clientsOf('gvfsd-http', rows.join('\n')), [80, 81]);
    });

    it('are nobody where the other end may not be looked at', () => {
        const hidden = [rows[0], 'u_str ESTAB 0 0 * 102 * 101'].join('\n');
        assert.deepEqual(clientsOf('gvfsd-http', hidden), []);
    });

    it('are not made up from lines that are none', () => {
        for (const text of ['', 'Netid State', 'u_str ESTAB x y', 'u_str ESTAB 0 0 * 1', '\0'.repeat(99)])
            assert.deepEqual(clientsOf('gvfsd-http', text), []);
    });

    it('are bounded', () => {
        const many = Array.from({ length: 100 }, (_none, n) => [
            `u_str ESTAB 0 0 /run/gvfsd/s ${1000 + n} * ${2000 + n} ${worker}`,
            `u_str ESTAB 0 0 * ${2000 + n} * ${1000 + n} users:(("a",pid=${3000 + n},fd=1))`,
        ]).flat();
        assert.equal(clientsOf('gvfsd-http', many.join('\n')).length, 32);
    });
});
