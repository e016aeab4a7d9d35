import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
    parseAccounts,
    parseCgroupProcesses,
    parseCommandLine,
    parseProcessCgroup,
    parseSocketLink,
    parseStat,
    parseStatusUid,
} from '../../../src/engine/attribution/processText.js';

describe('files of /proc', () => {
    it('finds the start time behind a name that holds parentheses and spaces', () => {
        const tail = `S 1 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 5`;
        assert.deepEqual(parseStat(`42 (a) (b c) ${tail}\n`), { startTime: '987654', comm: 'a) (b c' });
        assert.equal(parseStat('42 (x) S 1 2'), null);
        assert.equal(parseStat(''), null);
    });

    it('takes the effective uid, which is what a socket gets', () => {
        assert.equal(parseStatusUid('Name:\tx\nUid:\t1000\t0\t1000\t1000\nGid:\t1 1 1 1\n'), 0);
        assert.equal(parseStatusUid('Name:\tUid: 5\n'), null);
    });

    it('takes the version 2 path, where others stand beside it', () => {
        assert.equal(
            parseProcessCgroup('5:pids:/x\n1:name=systemd:/y\n0::/user.slice/a b.scope\n'),
            '/user.slice/a b.scope',
        );
        assert.equal(parseProcessCgroup('0::/a.scope (deleted)\n'), '/a.scope');
        assert.equal(parseProcessCgroup('5:pids:/x\n'), null);
    });

    it('reads command lines, links, cgroup.procs and passwd as far as they are what they should be', () => {
        assert.deepEqual(parseCommandLine('gjs\0-m\0\0file\0'), ['gjs', '-m', '', 'file']);
        assert.deepEqual(parseCommandLine(''), []);
        assert.equal(parseSocketLink('socket:[26493]'), 26493);
        assert.equal(parseSocketLink('/tmp/socket:[1]'), null);
        assert.deepEqual(parseCgroupProcesses('12\n0\n13\nx\n14\n', 2), [12, 13]);
        const accounts = parseAccounts(
            'root:x:0:0::/root:/bin/sh\nbad line\ngeo\u202eclue:x:110:1::/:/x\ntwin:x:0:0::/:/x\n',
        );
        assert.deepEqual(Array.from(accounts), [
            [0, 'root'],
            [110, 'geoclue'],
        ]);
    });
});
