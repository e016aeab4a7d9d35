import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { programName } from '../../../src/engine/attribution/programName.js';

describe('what a process is called', () => {
    it('names an interpreter by its script', () => {
        const cases: [string, string[], string][] = [
            ['python3', ['/usr/bin/python3', '-u', '/opt/feeds/fetch.py', '--all'], 'fetch.py'],
            [
                'unattended-upgr',
                ['/usr/bin/python3', '/usr/bin/unattended-upgrade', '--dry-run'],
                'unattended-upgrade',
            ],
            ['python3.12', ['python3.12', '-m', 'http.server', '80'], 'http.server'],
            ['python3', ['python3', '-W', 'ignore', 'a.py'], 'a.py'],
            ['gjs', ['gjs', '-m', '/usr/share/org.gnome.Weather/main.js'], 'main.js'],
            ['org.gnome.Weath', ['/usr/bin/gjs-console', '/usr/bin/gnome-weather'], 'gnome-weather'],
            ['node', ['node', '--require', 'x', 'server.js'], 'server.js'],
            ['perl', ['perl', '-I', '/lib', 'sync.pl'], 'sync.pl'],
            ['ruby', ['ruby3.1', 'bot.rb'], 'bot.rb'],
            ['java', ['java', '-Xmx1g', '-jar', '/opt/app/tool.jar', 'x'], 'tool.jar'],
            ['java', ['java', '-cp', '/a:/b', 'org.example.Main'], 'Main'],
            ['bash', ['bash', '-x', './backup'], 'backup'],
            ['deno', ['deno', 'run', '--allow-net', 'a.ts'], 'a.ts'],
        ];
        for (const [comm, argv, name] of cases)
            assert.equal(programName(comm, argv).name, name, argv.join(' '));
    });

    it('names the interpreter where its code stands on the command line, or comes from a terminal', () => {
        assert.deepEqual(programName('bash', ['bash', '-c', 'curl example.org']), {
            name: 'bash',
            interpreter: null,
        });
        assert.equal(programName('bash', ['-bash']).name, 'bash');
        assert.equal(programName('python3', ['python3']).name, 'python3');
        assert.equal(programName('perl', ['perl', '-e', 'print']).name, 'perl');
    });

    it("completes a name that the kernel cut, but does not believe a title that is another program's", () => {
        const argv = ['/usr/libexec/evolution-calendar-factory'];
        assert.equal(programName('evolution-calen', argv).name, 'evolution-calendar-factory');
        assert.equal(programName('miner', ['/usr/bin/firefox']).name, 'miner');
        assert.equal(programName('nginx', ['nginx: worker process']).name, 'nginx');
    });

    it('is short and clean whatever a process writes', () => {
        fc.assert(
            fc.property(
                fc.string({ unit: 'binary' }),
                fc.array(fc.string({ unit: 'binary' })),
                fc.constantFrom('python3', 'java', 'bash', 'x'),
                (comm, args, interpreter) => {
                    const { name } = programName(comm, [interpreter, ...args]);
                    return Array.from(name).length <= 64 && !/[\u0000-\u001f\u202a-\u202e\n]/.test(name);
                },
            ),
        );
    });
});
