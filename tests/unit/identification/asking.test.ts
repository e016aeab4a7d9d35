import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Identifier } from '../../../src/engine/identification/identifier.js';
import { Names } from '../../../src/engine/identification/names.js';
import { Unanswered } from '../../../src/engine/identification/questions.js';
import { shippedCatalogue } from '../../identificationData.js';

/** The addresses that a resolver is asked about when these are identified. */
async function askedAbout(addresses: readonly string[], dns = true): Promise<string[]> {
    const asked: string[] = [];
    const names = new Names({
        resolver: {
            reverse: address => {
                asked.push(address);
                return Promise.resolve([]);
            },
            forward: () => Promise.resolve({ addresses: [], canonicalName: null }),
            close: () => undefined,
        },
        clock: { now: () => 0, after: () => () => undefined },
        changed: () => undefined,
    });
    names.configure({ dns, confirmNames: true });
    const networks = { state: 'missing', reason: 'not for this test' } as const;
    const identifier = new Identifier({ catalogue: shippedCatalogue(), networks }, names, () => undefined);
    for (const address of addresses) await identifier.identifyFully(address);
    return asked;
}

test('the resolver is asked about public addresses alone', async () => {
    assert.deepEqual(await askedAbout(['110.232.152.33', '2606:4700::1111']), [
        '110.232.152.33',
        '2606:4700::1111',
    ]);
    const special = [
        '192.168.1.1',
        '10.0.0.1',
        '127.0.0.1',
        '169.254.1.1',
        '100.64.0.1',
        '192.0.2.1',
        '224.0.0.251',
    ];
    const special6 = ['::1', 'fe80::1%eth0', 'fd00::1', '2001:db8::1', 'ff02::fb'];
    assert.deepEqual(await askedAbout([...special, ...special6, 'no address']), []);
});

test('of an IPv6 address that carries an IPv4 one, that one is asked about, unless it is special', async () => {
    assert.deepEqual(await askedAbout(['64:ff9b::808:808', '64:ff9b::a00:1']), ['8.8.8.8']);
});

test('with names switched off nobody is asked', async () => {
    assert.deepEqual(await askedAbout(['110.232.152.33'], false), []);
});

test('what got no answer is asked again after two minutes, for as long as somebody wants to know', async () => {
    let now = 0;
    const answers: (() => Promise<string[]>)[] = [
        () => Promise.reject(new Unanswered('no-resolver')),
        () => Promise.resolve(['a.example.net']),
    ];
    const asked: string[] = [];
    const names = new Names({
        resolver: {
            reverse: address => {
                asked.push(address);
                return answers.shift()?.() ?? Promise.resolve([]);
            },
            forward: () => Promise.resolve({ addresses: [], canonicalName: null }),
            close: () => undefined,
        },
        clock: { now: () => now, after: () => () => undefined },
        changed: address => identifier.nameArrived(address),
    });
    const networks = { state: 'missing', reason: 'not for this test' } as const;
    const told: string[] = [];
    const identifier = new Identifier({ catalogue: shippedCatalogue(), networks }, names, address =>
        told.push(address),
    );
    names.configure({ dns: true, confirmNames: true });
    const settle = () => new Promise(resolve => setImmediate(resolve));
    const look = async (passed: number) => {
        now += passed;
        told.length = 0;
        names.renewFailures();
        const { name } = identifier.identify('110.232.152.33');
        await settle();
        return name;
    };
    await look(0);
    assert.equal(await look(119_000), null);
    assert.deepEqual([asked.length, told], [1, []]);
    await look(1_000);
    assert.equal(asked.length, 2);
    assert.equal(await look(0), 'a.example.net');

    answers.push(() => Promise.reject(new Unanswered('time-out')));
    identifier.identify('110.232.152.34');
    await settle();
    identifier.forget('110.232.152.34');
    await look(120_000);
    assert.deepEqual(asked, ['110.232.152.33', '110.232.152.33', '110.232.152.34']);
});
