import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    checkComponents,
    checkNetworks,
    checkProviders,
    compareNetworks,
    type Findings,
} from '../../../scripts/dataCheck.js';
import { readDataFiles, type DataFile } from '../../../scripts/dataFiles.js';
import { NetworkHolders } from '../../../scripts/networkHolders.js';
import { parseNetworkLine } from '../../../scripts/networkCompiler.js';

const today = '2026-11-23';
const providerSchema = readDataFiles('providers').schema;
const componentSchema = readDataFiles('components').schema;

const provider = {
    id: 'x',
    name: 'Xample',
    kind: 'cdn',
    status: 'active',
    homepage: 'https://xample.example',
    networks: [64500],
    ranges: { edges: ['192.0.2.0/24'], source: 'https://xample.example' },
    sources: ['https://xample.example'],
    checked: '2026-06-17',
};
const component = {
    id: 'org.example.App',
    name: 'Example',
    kind: 'app',
    icon: 'org.example.App',
    match: { appIds: ['org.example.App'] },
    hosts: [{ host: 'example.org' }],
    purpose: 'It shows examples.',
    loss: null,
    turnOff: 'Close the app.',
    source: 'example: README',
    checked: '2026-06-17',
};

const file = (name: string, value: unknown): DataFile => ({ name, text: JSON.stringify(value) });

function ofProviders(...files: DataFile[]): Findings {
    const findings: Findings = { faults: [], notes: [] };
    checkProviders(files, providerSchema, today, findings);
    return findings;
}

function ofComponents(...entries: object[]): Findings {
    const findings: Findings = { faults: [], notes: [] };
    checkComponents([file('a.json', { components: entries })], componentSchema, today, findings);
    return findings;
}

function networks(...lines: string[]): NetworkHolders {
    return new NetworkHolders(lines.map(parseNetworkLine).filter(row => row !== null));
}

function notesOf(look: (providers: ReturnType<typeof checkProviders>, findings: Findings) => void): string[] {
    const findings: Findings = { faults: [], notes: [] };
    const providers = checkProviders([file('x.json', provider)], providerSchema, today, findings);
    assert.deepEqual(findings, { faults: [], notes: [] });
    look(providers, findings);
    assert.deepEqual(findings.faults, []);
    return findings.notes;
}

test('the data that ship have no faults', () => {
    const findings: Findings = { faults: [], notes: [] };
    const day = new Date().toISOString().slice(0, 10);
    const { files: providers } = readDataFiles('providers');
    const { files: components } = readDataFiles('components');
    assert.equal(checkProviders(providers, providerSchema, day, findings).length, providers.length);
    assert.ok(checkComponents(components, componentSchema, day, findings).length >= 200);
    assert.deepEqual(findings.faults, []);
});

test('a provider that breaks the schema, or is in another’s file, is a fault', () => {
    assert.deepEqual(ofProviders(file('x.json', provider)), { faults: [], notes: [] });
    assert.match(ofProviders(file('x.json', { ...provider, kind: 'isp' })).faults.join(), /x\.json: \/kind/);
    assert.match(ofProviders(file('y.json', provider)).faults.join(), /y\.json: is the file of x/);
    assert.match(ofProviders({ name: 'x.json', text: '{' }).faults.join(), /^x\.json: .*JSON/);
    const host = { ...provider, ranges: { edges: ['192.0.2.1/24'], source: 'x' } };
    assert.match(ofProviders(file('x.json', host)).faults.join(), /x\.json: edges/);
});

test('a name or network that two providers claim is a fault', () => {
    const other = { ...provider, id: 'y' };
    assert.deepEqual(ofProviders(file('x.json', provider), file('y.json', other)).faults, [
        'y: AS64500 is x’s as well',
    ]);
});

test('facts that nobody has checked for a year are noted, those of the future a fault', () => {
    const old = { ...provider, checked: '2025-11-22' };
    assert.deepEqual(ofProviders(file('x.json', old)).notes, ['x: last checked on 2025-11-22']);
    const ahead = { ...component, checked: '2027-01-01' };
    assert.deepEqual(ofComponents(ahead).faults, [
        'org.example.App: checked on 2027-01-01, which is to come',
    ]);
    assert.match(ofComponents({ ...component, checked: '2026-13-01' }).faults.join(), /is no date/);
});

test('a component that breaks the schema, is there twice or lists a host twice is a fault', () => {
    assert.deepEqual(ofComponents(component), { faults: [], notes: [] });
    assert.match(ofComponents({ ...component, color: 'red' }).faults.join(), /a\.json: .*color/);
    assert.match(ofComponents(component, component).faults.join(), /lists the id org\.example\.App twice/);
    const hosts = [{ host: 'example.org' }, { host: 'example.org', ports: [80] }];
    assert.deepEqual(ofComponents({ ...component, hosts }).faults, [
        'org.example.App: lists example.org twice',
    ]);
    assert.deepEqual(ofComponents(component, { ...component, id: 'org.example.Other' }).faults, [
        'org.example.Other: the app org.example.app is org.example.App’s as well',
    ]);
});

test('a network that is gone, that another holds, or a range that nobody announces is noted', () => {
    const own = networks('192.0.2.0,192.0.2.255,64500,Xample Inc.', '2001:db8::,2001:db8::ffff,64500,');
    assert.deepEqual(
        notesOf((providers, findings) => checkNetworks(providers, own, findings)),
        [],
    );
    const sold = networks('192.0.2.128,192.0.2.255,64500,Somebody Else');
    assert.deepEqual(
        notesOf((providers, findings) => checkNetworks(providers, sold, findings)),
        ['x: AS64500 is held by “Somebody Else”'],
    );
    const gone = networks('192.0.1.0,192.0.1.255,64501,Xample', '192.0.2.0,192.0.2.255,0,');
    assert.deepEqual(
        notesOf((providers, findings) => checkNetworks(providers, gone, findings)),
        ['x: AS64500 announces nothing', 'x: nobody announces 192.0.2.0/24'],
    );
});

test('what has become of a provider’s networks since an older release is noted', () => {
    const before = networks('192.0.2.0,192.0.2.255,64500,Xample Inc.', '10.0.0.0,10.0.0.0,64501,Other');
    const compare = (...lines: string[]) =>
        notesOf((providers, findings) => compareNetworks(providers, before, networks(...lines), findings));
    assert.deepEqual(compare('192.0.2.0,192.0.2.200,64500,Xample Inc.'), []);
    assert.deepEqual(compare('192.0.2.0,192.0.2.255,64500,Ypsilon'), [
        'x: AS64500 was held by “Xample Inc.”, now by “Ypsilon”',
    ]);
    assert.deepEqual(compare('192.0.2.0,192.0.2.100,64500,Xample Inc.'), [
        'x: AS64500 had 256 IPv4 addresses, now 101',
    ]);
    assert.deepEqual(compare('192.0.2.0,192.0.2.100,64502,Xample Inc.'), [
        'x: AS64500 of “Xample Inc.” is gone',
    ]);
});
