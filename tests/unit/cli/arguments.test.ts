import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { UsageError, parseArguments } from '../../../src/cli/arguments.js';

const plain = { interval: null, all: false, offline: false };

test('without arguments it lists, live', () => {
    assert.deepEqual(parseArguments([]), { task: 'list', json: false, once: false, options: plain });
});

test('options may come in any order, before and after a subcommand', () => {
    assert.deepEqual(parseArguments(['--json', '--interval', '0.5', '--once', '--all', '--offline']), {
        task: 'list',
        json: true,
        once: true,
        options: { interval: 500, all: true, offline: true },
    });
    assert.deepEqual(parseArguments(['--offline', 'explain', '192.0.2.1']), {
        task: 'explain',
        address: '192.0.2.1',
        options: { ...plain, offline: true },
    });
    assert.deepEqual(parseArguments(['findings', '--json', '--interval=10']), {
        task: 'findings',
        json: true,
        options: { ...plain, interval: 10_000 },
    });
});

test('help and version win over the rest', () => {
    assert.deepEqual(parseArguments(['--once', '--help']), { task: 'help' });
    assert.deepEqual(parseArguments(['-V']), { task: 'version' });
});

test('what cannot be understood is named', () => {
    const wrong: readonly [readonly string[], string, string][] = [
        [['--frob'], 'unknown-option', '--frob'],
        [['lsit'], 'unexpected', 'lsit'],
        [['explain'], 'missing-value', 'explain'],
        [['explain', 'a', 'b'], 'unexpected', 'b'],
        [['explain', 'a', '--json'], 'conflict', '--json'],
        [['findings', 'x'], 'unexpected', 'x'],
        [['--interval'], 'missing-value', '--interval'],
        [['--interval', '0.1'], 'bad-interval', '0.1'],
        [['--interval', '61'], 'bad-interval', '61'],
        [['--interval', 'two'], 'bad-interval', 'two'],
        [['--interval', '-2'], 'bad-interval', '-2'],
    ];
    for (const [given, kind, argument] of wrong) {
        assert.throws(
            () => parseArguments(given),
            (error: unknown) =>
                error instanceof UsageError && error.kind === kind && error.argument === argument,
            given.join(' '),
        );
    }
});

test('arguments never make it fail in another way', () => {
    const word = fc.oneof(
        fc.string(),
        fc.constantFrom('--once', '--json', 'explain', 'findings', '--interval', '--all', '-', '--'),
    );
    fc.assert(
        fc.property(fc.array(word), given => {
            try {
                parseArguments(given);
            } catch (error) {
                assert.ok(error instanceof UsageError);
            }
        }),
    );
});
