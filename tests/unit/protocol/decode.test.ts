import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeMessage } from '../../../src/protocol/decode.js';
import { componentsPerMessage, connectionsPerMessage, longestLine } from '../../../src/protocol/messages.js';
import type { CollectorMessage } from '../../../src/protocol/messages.js';
import { makeScene } from '../../fixtures/scenes.js';

const story = makeScene('story', 1_700_000_000_000);
const [summary] = story.summaries;
assert.ok(summary);

const samples: readonly CollectorMessage[] = [
    { type: 'hello', protocol: 1, version: '0.1.0', pid: 4242 },
    { type: 'status', status: story.status },
    { type: 'components', time: 1, first: true, last: true, changed: story.summaries, removed: ['a'] },
    {
        type: 'connections',
        componentId: summary.component.id,
        time: 1,
        first: true,
        last: true,
        total: 1,
        changed: [...story.connections.values()].flat(),
        removed: [],
    },
    { type: 'matches', text: 'akamai', componentIds: ['a'] },
    { type: 'matches', text: '', componentIds: null },
    {
        type: 'registration',
        address: '192.0.2.1',
        result: {
            address: '192.0.2.1',
            network: 'EXAMPLE',
            range: null,
            holder: 'Example',
            country: 'JP',
            abuse: null,
            registry: 'APNIC',
        },
        failure: null,
    },
    { type: 'registration', address: '192.0.2.1', result: null, failure: 'time-out' },
    { type: 'exported', path: '/tmp/list.csv', error: null },
    { type: 'forgotten', what: 'history', error: null },
    { type: 'pong' },
];

test('every kind of message comes through as it was sent', () => {
    for (const message of samples)
        assert.deepEqual(decodeMessage(JSON.stringify(message)), { message, problem: null });
});

test('a field that is not known does no harm', () => {
    const line = JSON.stringify({ type: 'hello', protocol: 2, version: '9', pid: 1, mood: 'good' });
    assert.equal(decodeMessage(line).problem, null);
});

test('a message of an unknown type is refused, whatever its name', () => {
    for (const type of ['weather', 'toString', '__proto__', 'constructor', 7, null])
        assert.equal(decodeMessage(JSON.stringify({ type })).problem, 'a message of an unknown type');
});

test('more in one message than a view takes in a frame is refused', () => {
    const [firstConnection] = [...story.connections.values()].flat();
    const components = { type: 'components', time: 1, first: true, last: true, removed: [] };
    const connections = {
        type: 'connections',
        componentId: 'a',
        time: 1,
        first: true,
        last: true,
        total: 1,
        removed: [],
    };
    const decode = (message: object, item: unknown, count: number) =>
        decodeMessage(JSON.stringify({ ...message, changed: Array.from({ length: count }, () => item) }))
            .message;
    assert.ok(decode(components, summary, componentsPerMessage));
    assert.equal(decode(components, summary, componentsPerMessage + 1), null);
    assert.ok(decode(connections, firstConnection, connectionsPerMessage));
    assert.equal(decode(connections, firstConnection, connectionsPerMessage + 1), null);
});

test('a line that is too long is not parsed', () => {
    assert.equal(decodeMessage(`"${'x'.repeat(longestLine)}"`).problem, 'the line is too long');
});

test('no line makes it throw, and what it accepts has a known type', () => {
    fc.assert(
        fc.property(
            fc.oneof(
                fc.string(),
                fc.json(),
                fc.anything().map(value => fc.stringify(value)),
            ),
            line => {
                const { message, problem } = decodeMessage(line);
                assert.ok((message === null) !== (problem === null));
            },
        ),
    );
});

test('a message with any one value of another type is refused, and said without its content', () => {
    const paths = samples.flatMap((message, index) => leaves(message).map(path => ({ index, path })));
    for (const { index, path } of paths) {
        const changed = structuredClone(samples[index]);
        put(changed, path, { wrong: 'secret' });
        const { message, problem } = decodeMessage(JSON.stringify(changed));
        assert.equal(message, null, `${index} ${path.join('.')}`);
        assert.doesNotMatch(problem, /secret/);
    }
    assert.ok(paths.length > 100);
});

/** The paths of all values that are neither lists nor objects. */
function leaves(value: unknown, path: readonly string[] = []): string[][] {
    if (typeof value !== 'object' || value === null) return [[...path]];
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function put(target: unknown, path: readonly string[], value: unknown): void {
    const [key, ...rest] = path;
    if (typeof target !== 'object' || target === null || key === undefined) return;
    if (rest.length === 0) Reflect.set(target, key, value);
    else put(Reflect.get(target, key), rest, value);
}
