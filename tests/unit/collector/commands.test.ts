import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { decodeCommand, greatestLimit } from '../../../src/collector/commands.js';
import { readEngineSettings } from '../../../src/protocol/settingsKeys.js';

const read = (command: unknown) => decodeCommand(JSON.stringify(command));

test('every command is read', () => {
    const commands = [
        { command: 'refresh' },
        { command: 'ping' },
        { command: 'interval', milliseconds: 500 },
        { command: 'pause', paused: true },
        { command: 'watch', watching: false },
        { command: 'open', componentId: 'firefox', limit: 40 },
        { command: 'close', componentId: 'firefox' },
        { command: 'filter', text: 'akamai' },
        { command: 'register', address: '192.0.2.1' },
        { command: 'export', format: 'csv', path: '/tmp/x.csv' },
        { command: 'forget', what: 'history' },
    ];
    for (const command of commands) assert.deepEqual(read(command), { command, problems: [] });
});

test('settings come through as they were sent', () => {
    const settings = {
        ...readEngineSettings(() => undefined, []),
        interval: 5_000,
        historyForgotten: 1_000,
        networkData: '/home/ada/networks.bin',
        dns: false,
        showLocal: true,
        ignored: [{ kind: 'stalled', componentId: null, address: '192.0.2.1' }],
        componentRules: [{ match: 'host', pattern: 'example.org', name: 'Example', icon: null }],
        findings: {
            ...readEngineSettings(() => undefined, []).findings,
            'half-closed': { enabled: false, threshold: 10 },
        },
    };
    assert.deepEqual(read({ command: 'configure', settings }), {
        command: { command: 'configure', settings },
        problems: [],
    });
});

test('settings of a wrong type or out of range become their default, and that is said', () => {
    const { command, problems } = read({
        command: 'configure',
        settings: { interval: 3, dns: 'yes', ignored: 7, findings: { stalled: { threshold: -1 } } },
    });
    assert.ok(command?.command === 'configure');
    assert.deepEqual(
        command.settings,
        readEngineSettings(() => undefined, []),
    );
    assert.equal(problems.length, 4);
});

test('commands that are incomplete, out of bounds or unknown are refused', () => {
    const commands = [
        { command: 'interval', milliseconds: 499 },
        { command: 'interval', milliseconds: '2000' },
        { command: 'pause' },
        { command: 'open', componentId: 'x' },
        { command: 'open', componentId: 'x', limit: 0 },
        { command: 'open', componentId: 'x'.repeat(513), limit: 1 },
        { command: 'filter', text: 'x'.repeat(201) },
        { command: 'export', format: 'xml', path: '/tmp/x' },
        { command: 'forget', what: 'me' },
        { command: 'toString' },
        { command: 'configure', settings: [] },
        {},
        [],
        null,
    ];
    for (const command of commands) {
        const decoded = read(command);
        assert.equal(decoded.command, null, JSON.stringify(command));
        assert.equal(decoded.problems.length, 1);
    }
});

test('a page is never longer than its bound', () => {
    const { command } = read({ command: 'open', componentId: 'x', limit: 1e9 });
    assert.deepEqual(command, { command: 'open', componentId: 'x', limit: greatestLimit });
});

test('no line makes it throw', () => {
    fc.assert(fc.property(fc.string(), line => void decodeCommand(line)));
    fc.assert(
        fc.property(fc.json(), line => {
            assert.ok(decodeCommand(line));
        }),
    );
    const names = fc.constantFrom('configure', 'open', 'interval', 'export', 'filter');
    fc.assert(fc.property(names, fc.object(), (command, fields) => void read({ ...fields, command })));
    fc.assert(
        fc.property(fc.object(), settings => {
            assert.ok(read({ command: 'configure', settings }).command);
        }),
    );
});
