import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatalogueEntry } from '../../../src/engine/attribution/catalogue.js';
import { CatalogueIndex, endpointFits, hostMatches } from '../../../src/engine/attribution/catalogueIndex.js';

function entry(id: string, rest: Partial<CatalogueEntry> = {}): CatalogueEntry {
    return {
        id,
        name: id,
        kind: 'app',
        icon: null,
        hosts: [],
        purpose: 'It is here for a test.',
        loss: null,
        turnOff: null,
        source: 'this test',
        checked: '2026-11-23',
        ...rest,
    };
}

const shell = entry('shell', { match: { units: ['org.gnome.Shell@*.service'] } });
const weather = entry('shell/weather', {
    kind: 'part',
    partOf: 'shell',
    hosts: [{ host: 'aviationweather.gov', ports: [443], protocol: 'tcp' }, { host: '*.api.met.no' }],
});
const network = entry('network', {
    kind: 'system-service',
    match: { units: ['NetworkManager.service'], processes: ['NetworkManager'] },
});
const tunnel = entry('tunnel', { kind: 'system-service', match: { processes: ['openvpn'] } });
const calendar = entry('calendar', { match: { processes: ['evolution-calendar-factory'] } });
const clock = entry('clock', {
    match: {
        appIds: ['org.gnome.clocks'],
        busNames: ['org.gnome.clocks'],
        snaps: ['clocks'],
        processes: ['gnome-clocks'],
    },
});
const index = new CatalogueIndex([shell, weather, network, tunnel, calendar, clock]);

test('a unit pattern matches any run of characters, and only at its place', () => {
    assert.equal(index.matchEntry({ unit: 'org.gnome.Shell@wayland.service' })?.entry, shell);
    assert.equal(index.matchEntry({ unit: 'org.gnome.Shell@.service' })?.entry, shell);
    assert.equal(index.matchEntry({ unit: 'xorg.gnome.Shell@wayland.service' }), null);
    assert.equal(index.matchEntry({ unit: 'org-gnome.Shell@wayland.service' }), null);
    assert.equal(index.matchEntry({ unit: 'org.gnome.Shell@wayland.service.d' }), null);
});

test('the program of a service goes before the unit that holds it, any other does not', () => {
    assert.deepEqual(index.matchEntry({ unit: 'NetworkManager.service', processes: ['openvpn'] }), {
        entry: tunnel,
        by: 'process',
        value: 'openvpn',
    });
    for (const process of ['dispatcher', 'gnome-clocks']) {
        const match = index.matchEntry({ unit: 'NetworkManager.service', processes: [process] });
        assert.deepEqual(match, { entry: network, by: 'unit', value: 'NetworkManager.service' });
    }
    assert.equal(index.matchEntry({ unit: 'cron.service', processes: ['gnome-clocks'] })?.entry, clock);
});

test("a unit of the user's own manager does not pass for a system service", () => {
    assert.equal(index.matchEntry({ unit: 'NetworkManager.service', manager: 'user' }), null);
    assert.equal(index.matchEntry({ unit: 'NetworkManager.service', manager: 'system' })?.entry, network);
    assert.equal(index.matchEntry({ unit: 'org.gnome.Shell@x11.service', manager: 'user' })?.entry, shell);
});

test('an app id decides before the process, in any case and with its suffix', () => {
    const match = index.matchEntry({ appId: 'org.gnome.Clocks.desktop', processes: ['openvpn'] });
    assert.equal(match?.entry, clock);
    assert.equal(match.by, 'appId');
});

test('snaps and bus names are looked up under their own names only', () => {
    assert.equal(index.matchEntry({ snap: 'clocks' })?.by, 'snap');
    assert.equal(index.matchEntry({ busName: 'org.gnome.clocks' })?.by, 'busName');
    assert.equal(index.matchEntry({ busName: 'clocks', snap: 'org.gnome.clocks' }), null);
});

test('a name that the kernel has cut to 15 bytes is recognised, another prefix of it is not', () => {
    assert.equal(index.matchEntry({ processes: ['evolution-calen'] })?.entry, calendar);
    assert.equal(index.matchEntry({ processes: ['evolution-cale'] }), null);
    assert.equal(index.matchEntry({ processes: ['evolution-calendar'] }), null);
});

test('a cut name that two entries share names neither', () => {
    const first = entry('first', { match: { processes: ['some-long-program-one'] } });
    const second = entry('second', { match: { processes: ['some-long-program-two'] } });
    const both = new CatalogueIndex([first, second]);
    assert.equal(both.matchEntry({ processes: ['some-long-progr'] }), null);
    assert.equal(both.matchEntry({ processes: ['some-long-program-two'] })?.entry, second);
});

test('of two entries that claim the same name the earlier one has it', () => {
    const own = entry('own', { match: { units: ['NetworkManager.service'], processes: ['openvpn'] } });
    const both = new CatalogueIndex([own, network, tunnel]);
    assert.equal(both.matchEntry({ unit: 'NetworkManager.service' })?.entry, own);
    assert.equal(both.matchEntry({ processes: ['openvpn'] })?.entry, own);
});

test('no clue names nothing', () => {
    assert.equal(index.matchEntry({}), null);
    assert.equal(index.matchEntry({ unit: null, appId: null, snap: '', busName: null, processes: [] }), null);
});

test('parts are listed under the entry of their process', () => {
    assert.deepEqual(index.partsOf('shell'), [weather]);
    assert.deepEqual(index.partsOf('network'), []);
    assert.equal(index.entry('shell/weather'), weather);
});

test('a wildcard stands for one or more labels', () => {
    assert.ok(hostMatches('*.api.met.no', 'aa037rv1tsaszxi6o.api.met.no'));
    assert.ok(hostMatches('*.api.met.no', 'a.b.api.met.no'));
    assert.ok(!hostMatches('*.api.met.no', 'api.met.no'));
    assert.ok(!hostMatches('*.api.met.no', 'evilapi.met.no'));
    assert.ok(!hostMatches('api.met.no', 'a.api.met.no'));
});

test('a host leads to the entries that ask for it', () => {
    assert.deepEqual(index.entriesOfHost('AviationWeather.gov.'), [weather]);
    assert.deepEqual(index.entriesOfHost('x.y.api.met.no'), [weather]);
    assert.deepEqual(index.entriesOfHost('api.met.no'), []);
    assert.deepEqual(index.entriesOfHost('gov'), []);
});

test('a host of an entry is asked at its ports with its protocol only', () => {
    const [known, wildcard] = ['aviationweather.gov', '*.api.met.no'].map(name =>
        weather.hosts.find(({ host }) => host === name),
    );
    assert.ok(known && wildcard);
    assert.ok(endpointFits(known, 443, 'tcp'));
    assert.ok(endpointFits(known, null, null));
    assert.ok(!endpointFits(known, 80, 'tcp'));
    assert.ok(!endpointFits(known, 443, 'udp'));
    assert.ok(endpointFits(wildcard, 12345, 'udp'));
});
