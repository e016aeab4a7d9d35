import assert from 'node:assert/strict';
import test from 'node:test';
import { Observation } from '../../../src/collector/observation.js';
import type { Followed, Tallied } from '../../../src/collector/observation.js';
import type { Connection } from '../../../src/engine/connections/connection.js';
import { History } from '../../../src/engine/history/history.js';
import type { Endpoint } from '../../../src/engine/identification/endpoint.js';
import { SamplerError } from '../../../src/engine/sockets/sampler.js';
import { readEngineSettings } from '../../../src/protocol/settingsKeys.js';
import { FakeClock } from './fakeClock.js';
import { attribution, connection, endpoint, finding } from './observations.js';

function setUp() {
    const clock = new FakeClock();
    const owners = new Map<string, string>();
    const endpoints = new Map<string, Endpoint>();
    const calls = { attribute: 0, judged: 0, details: [] as boolean[], suggested: [] as string[] };
    const forgotten: string[] = [];
    const problems: string[] = [];
    let followed: Followed = { opened: [], changed: [], closed: [], removed: [] };
    let tallied: readonly Tallied[] = [];
    let failing: Error | null = null;
    const observation = new Observation(
        {
            clock,
            sample: details => {
                if (failing) return Promise.reject(failing);
                calls.details.push(details);
                return Promise.resolve({ sockets: [], unreadable: { count: 0, first: null } });
            },
            follow: () => [followed],
            takeTallied: () => tallied,
            attributor: {
                attribute: made => {
                    calls.attribute += 1;
                    return attribution(owners.get(made.id) ?? 'unknown');
                },
                forget: id => forgotten.push(id),
                entryOf: () => null,
                hostsOf: () => ['host.example'],
            },
            identifier: {
                identify: address => {
                    const known = endpoints.get(address) ?? endpoint(address);
                    endpoints.set(address, known);
                    return known;
                },
                suggest: (address, hosts) => calls.suggested.push(`${address} ${hosts.join()}`),
                forget: address => forgotten.push(address),
            },
            findings: {
                update: ({ observations }) => {
                    calls.judged += 1;
                    return observations
                        .filter(({ connection: { state } }) => state === 'CLOSE_WAIT')
                        .map(({ connection: { id }, attribution: { component } }) =>
                            finding(`half-closed ${id}`, component.id, [id]),
                        );
                },
            },
            history: new History(0),
            problem: what => problems.push(what),
        },
        readEngineSettings(() => undefined, []),
    );
    const round = async (changed: readonly Connection[], removed: readonly string[] = []) => {
        followed = { opened: changed, changed: [], closed: [], removed };
        const result = await observation.round();
        await clock.pass(2_000);
        return result;
    };
    return {
        observation,
        round,
        owners,
        endpoints,
        calls,
        forgotten,
        problems,
        fail: (cause: Error | null) => (failing = cause),
        tally: (added: readonly Tallied[]) => (tallied = added),
    };
}

test('a connection gets owner, endpoint and findings in one round', async () => {
    const { observation, round, owners } = setUp();
    owners.set('1', 'weather');
    assert.deepEqual(await round([connection('1', { state: 'CLOSE_WAIT' })]), { changed: true });
    const record = observation.observed.record('1');
    assert.equal(record?.component.id, 'weather');
    assert.equal(record.endpoint.address, '198.51.100.1');
    assert.deepEqual(record.findings, ['half-closed 1']);
    assert.deepEqual(await round([]), { changed: false });
});

test('a round without changes costs no attribution and no judging', async () => {
    const { round, calls } = setUp();
    await round([connection('1'), connection('2')]);
    const { attribute, judged } = calls;
    await round([]);
    await round([]);
    assert.equal(calls.attribute, attribute);
    assert.equal(calls.judged, judged);
    await round([]);
    assert.equal(calls.judged, judged + 1, 'but some findings come with time alone');
});

test('what becomes known between two looks goes to the connections concerned only', async () => {
    const { observation, round, owners, endpoints, calls } = setUp();
    const other = connection('2', { remote: { address: '203.0.113.5', port: 80 } });
    await round([connection('1'), other]);
    calls.attribute = 0;
    owners.set('1', 'firefox');
    observation.ownersChanged(['1', 'gone']);
    assert.equal(calls.attribute, 1);
    assert.equal(observation.observed.record('1')?.component.id, 'firefox');
    endpoints.set('203.0.113.5', endpoint('203.0.113.5', { name: 'a.example' }));
    observation.endpointsChanged(['203.0.113.5', '192.0.2.77']);
    assert.equal(calls.attribute, 2);
    assert.equal(observation.observed.record('2')?.endpoint.name, 'a.example');
});

test('what left the list is forgotten, an address with its last connection', async () => {
    const { observation, round, forgotten } = setUp();
    await round([connection('1'), connection('2')]);
    await round([], ['1']);
    assert.deepEqual(forgotten, ['1']);
    await round([], ['2', 'never seen']);
    assert.deepEqual(forgotten, ['1', '2', '198.51.100.1']);
    assert.equal(observation.observed.size, 0);
});

test('details are asked for while somebody looks, and now and then otherwise', async () => {
    const { observation, round, calls } = setUp();
    for (let n = 0; n < 11; n += 1) await round([]);
    assert.deepEqual(calls.details, [
        true,
        false,
        false,
        false,
        false,
        true,
        false,
        false,
        false,
        false,
        true,
    ]);
    calls.details = [];
    observation.setWatching(true);
    for (let n = 0; n < 3; n += 1) await round([]);
    assert.deepEqual(calls.details, [true, true, true]);
});

test('the hosts that an owner may have asked for are suggested once for each owner', async () => {
    const { observation, round, owners, calls } = setUp();
    await round([connection('1')]);
    await round([connection('1', { bytesSent: 8 })]);
    assert.deepEqual(calls.suggested, ['198.51.100.1 host.example']);
    owners.set('1', 'mail');
    observation.ownersChanged(['1']);
    assert.equal(calls.suggested.length, 2);
});

test('a look that fails is told of, and the next one works again', async () => {
    const { observation, round, problems, fail } = setUp();
    fail(new Error('no kernel'));
    assert.deepEqual(await round([connection('1')]), { changed: false });
    assert.deepEqual(problems, ['round']);
    fail(null);
    await round([connection('1')]);
    assert.equal(observation.observed.size, 1);
});

test('a look that was called off, as at the end, is no problem', async () => {
    const { round, problems, fail } = setUp();
    fail(new SamplerError('cancelled', 'called off'));
    assert.deepEqual(await round([connection('1')]), { changed: false });
    assert.deepEqual(problems, []);
});

test('a change of bytes alone is no reason to look sooner, a change of state is', () => {
    const { observation } = setUp();
    const nothing = { opened: [], changed: [], closed: [], removed: [] };
    assert.equal(observation.take({ ...nothing, opened: [connection('1')] }), true);
    assert.equal(observation.take({ ...nothing, changed: [connection('1', { bytesSent: 9 })] }), false);
    assert.equal(observation.take({ ...nothing, changed: [connection('1', { state: 'CLOSE_WAIT' })] }), true);
    assert.equal(observation.take({ ...nothing, closed: [connection('1', { closedAt: 5 })] }), true);
    const brief = connection('2', { closedAt: 5, closureOnly: true });
    assert.equal(observation.take({ ...nothing, closed: [brief] }), false, 'it is over');
    assert.equal(observation.take({ ...nothing, removed: ['1'] }), false, 'it went before');
});

test('connections too short to be listed count for whoever talks with that far side', async () => {
    const { observation, round, owners, tally } = setUp();
    owners.set('1', 'weather');
    await round([connection('1')]);
    const remote = { address: '198.51.100.1', port: 443 };
    tally([
        { remote, count: 70, bytesSent: 10, bytesReceived: 20 },
        { remote: { ...remote, port: 80 }, count: 5, bytesSent: 0, bytesReceived: 0 },
        { remote: null, count: 5, bytesSent: 0, bytesReceived: 0 },
    ]);
    await round([]);
    assert.equal(observation.observed.summary('weather')?.ended, 70);
    assert.equal(observation.observed.summary('weather')?.bytesReceived, 20);
});
