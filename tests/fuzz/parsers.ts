import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { decodeCommand } from '../../src/collector/commands.js';
import { formatAddress, parseAddress } from '../../src/engine/address.js';
import { readCatalogueFile } from '../../src/engine/attribution/catalogueFile.js';
import { cgroupMount } from '../../src/engine/attribution/cgroupMount.js';
import { placeOfCgroup, unescapeUnit } from '../../src/engine/attribution/cgroupPlace.js';
import { keyFileGroups } from '../../src/engine/attribution/keyFile.js';
import * as processText from '../../src/engine/attribution/processText.js';
import { unitDescription, unitFileNames } from '../../src/engine/attribution/unitFile.js';
import { readHistory, writeHistory } from '../../src/engine/history/historyDocument.js';
import { identifyOffline } from '../../src/engine/identification/identifyOffline.js';
import { readNames } from '../../src/engine/identification/namesDocument.js';
import { openNetworkFile } from '../../src/engine/identification/networkFile.js';
import { readProvider, readRentedNetworks } from '../../src/engine/identification/provider.js';
import { parseRegistration } from '../../src/engine/registration/rdap.js';
import { procfsTables, readProcfsTables } from '../../src/engine/sockets/procfsRows.js';
import { SsClosures } from '../../src/engine/sockets/ssClosures.js';
import { SsRows } from '../../src/engine/sockets/ssRows.js';
import { cleanText } from '../../src/engine/untrustedText.js';
import { decodeMessage } from '../../src/protocol/decode.js';
import { readEngineSettings, readViewSettings } from '../../src/protocol/settingsKeys.js';
import { inMemory, shippedCatalogue } from '../identificationData.js';

/** One parser of what strangers wrote: `read` throws where it breaks its promise. */
export interface Parser {
    readonly name: string;
    readonly property: fc.IProperty<[string]>;
}

const root = join(import.meta.dirname, '..', '..');
const textOf = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const sockets = (name: string) => textOf('tests', 'fixtures', 'sockets', name);
const someOf = (...folder: string[]) =>
    readdirSync(join(root, ...folder))
        .filter(name => name.endsWith('.json') && !name.includes('schema'))
        .slice(0, 12)
        .map(name => textOf(...folder, name));

/** What parsers stumble over: signs of every format, ends of ranges, what changes a text's direction. */
const troublesome = fc.oneof(
    fc.constantFrom(
        ...[
            '',
            ' ',
            '\n',
            '\0',
            '\t',
            ':',
            ',',
            '"',
            '\\',
            '\\x',
            '\\x2d',
            '/',
            '..',
            '%',
            '%eth0',
            '[',
            ']',
            '{',
            '}',
        ],
        ...[
            '(',
            ')',
            '<->',
            '-->',
            '-1',
            '0',
            '65536',
            '4294967296',
            '9007199254740993',
            '1e999',
            'NaN',
            'null',
        ],
        ...[
            '__proto__',
            'constructor',
            '\u202e',
            '\u2066',
            '\u200b',
            '\ud800',
            '\u{1f600}',
            '.service',
            '.scope',
        ],
        ...['ino:', 'sk:', 'cgroup:/', 'timer:(', 'bytes_sent:', '::ffff:', 'fe80::', '*'],
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('a', '9', '(', ' ', '\\', '[', '.').map(sign => sign.repeat(3000)),
);

/** Where, how much of it goes, and what comes in its place. */
const damage = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), troublesome);

/** A text that once was right, damaged in a few places; or no such text at all. */
function damaged(samples: readonly string[]): fc.Arbitrary<string> {
    const hurt = fc
        .tuple(fc.constantFrom(...samples), fc.array(damage, { maxLength: 5 }))
        .map(([text, places]) =>
            places.reduce((whole, [where, gone, instead]) => {
                const at = Math.floor(where * whole.length);
                return whole.slice(0, at) + instead + whole.slice(at + gone);
            }, text),
        );
    return fc.oneof({ weight: 6, arbitrary: hurt }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) });
}

/** JSON with values exchanged for others of any type. */
function damagedJson(samples: readonly string[]): fc.Arbitrary<string> {
    const exchanged = fc
        .tuple(
            fc.constantFrom(...samples),
            fc.array(fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 1 })), { maxLength: 4 }),
        )
        .map(([text, exchanges]) => {
            let value = text;
            for (const [which, other] of exchanges) {
                let index = 0;
                const places = countOf(JSON.parse(value));
                const chosen = which % Math.max(1, places);
                value = JSON.stringify(
                    JSON.parse(value, (_key, part: unknown) => (index++ === chosen ? other : part)) ?? null,
                );
            }
            return value;
        });
    return fc.oneof({ weight: 2, arbitrary: exchanged }, { weight: 1, arbitrary: damaged(samples) });
}

function countOf(value: unknown): number {
    if (typeof value !== 'object' || value === null) return 1;
    return 1 + Object.values(value).reduce((sum: number, part) => sum + countOf(part), 0);
}

/** Milliseconds: no input, however hostile, may keep a parser for longer, even on a busy machine. */
const longest = 2000;

function parser(name: string, inputs: fc.Arbitrary<string>, read: (text: string) => unknown): Parser {
    const property = fc.property(inputs, text => {
        const began = performance.now();
        read(text);
        assert.ok(performance.now() - began < longest, 'it takes too long');
    });
    return { name, property };
}

function noControls(text: string): void {
    assert.doesNotMatch(text, /[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
}

const jsonOrNothing = (text: string): unknown => {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
};

const now = 1_750_000_000_000;
const ssLines = ['ss-6.1.txt', 'ss-6.1-brief.txt', 'ss-7.3.txt'].flatMap(name =>
    sockets(name).trim().split('\n'),
);
const remembering = new SsRows();
const closures = new SsClosures();
const catalogue = shippedCatalogue();
const networkWords = Buffer.from(
    Uint32Array.of(0x65676445, 0x74654e77, 1, 0, 1, 1, 1, 4, 4, 0, 0, 0, 0, 0, 0, 0).buffer,
).toString('latin1');

const cgroups = [
    '/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-org.gnome.Weather-4242.scope',
    '/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-org.mozilla.firefox-12.scope',
    '/user.slice/user-1000.slice/user@1000.service/app.slice/snap.firefox.firefox-0a1b2c3d.scope',
    '/user.slice/user-1000.slice/user@1000.service/session.slice/dbus-:1.2-org.gnome.X@0.service',
    '/system.slice/docker-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope',
    '/system.slice/system-getty.slice/getty@tty1.service',
];
const registration = JSON.stringify({
    objectClassName: 'ip network',
    handle: '192.0.2.0 - 192.0.2.255',
    startAddress: '192.0.2.0',
    endAddress: '192.0.2.255',
    name: 'EXAMPLE',
    country: 'JP',
    entities: [{ roles: ['registrant', 'abuse'], vcardArray: ['vcard', [['fn', {}, 'text', 'Example']]] }],
    events: [{ eventAction: 'registration', eventDate: '2001-01-01T00:00:00Z' }],
});
const messages = [
    { type: 'hello', protocol: 1, version: '1', pid: 2 },
    { type: 'components', time: 1, first: true, last: true, changed: [], removed: ['a'] },
    {
        type: 'connections',
        componentId: 'a',
        time: 1,
        first: true,
        last: true,
        total: 0,
        changed: [],
        removed: [],
    },
    { type: 'matches', text: 'a', componentIds: null },
    { type: 'exported', path: null, error: 'no' },
    { type: 'registration', address: '192.0.2.1', result: null, failure: 'offline' },
].map(message => JSON.stringify(message));
const commands = [
    { command: 'configure', settings: readEngineSettings(() => undefined, []) },
    { command: 'open', componentId: 'a', limit: 40 },
    { command: 'interval', milliseconds: 500 },
    { command: 'filter', text: 'a' },
    { command: 'export', format: 'csv', path: '/tmp/a.csv' },
    { command: 'register', address: '192.0.2.1' },
].map(command => JSON.stringify(command));
const settingValues = JSON.stringify({
    interval: 2000,
    'show-local': true,
    'ignored-findings': [['half-closed', 'a', '192.0.2.1']],
    'component-rules': [['host', 'example.org', 'Example', '']],
});
const names = JSON.stringify({
    version: 1,
    names: [{ address: '192.0.2.1', name: 'a.example', confirmed: true, at: now }],
});

export const parsers: readonly Parser[] = [
    parser('lines of ss', damaged(ssLines), text => {
        const reading = remembering.begin();
        reading.feed(text);
        for (const { local, receiveQueue } of reading.end().sockets)
            assert.ok(local.port >= 0 && local.port < 65536 && receiveQueue >= 0);
    }),
    parser('lines of ss -E', damaged(sockets('ss-closures-6.1.txt').trim().split('\n')), text =>
        closures.read(text),
    ),
    ...procfsTables.map(table =>
        parser(`/proc/net/${table}`, damaged([sockets(`proc-net-${table}.txt`)]), text => {
            for (const { local } of readProcfsTables(new Map([[table, text]]), true).sockets)
                assert.ok(local.port >= 0 && local.port < 65536);
        }),
    ),
    parser('addresses', damaged(['192.0.2.1', '::ffff:192.0.2.1', 'fe80::1%eth0', '2001:db8::1']), text => {
        const address = parseAddress(text);
        if (address)
            assert.equal(
                formatAddress(parseAddress(formatAddress(address)) ?? address),
                formatAddress(address),
            );
    }),
    parser('cgroup paths', damaged(cgroups), text => placeOfCgroup(text)),
    parser('unit names', damaged(['dbus-:1.2-org.a\\x2db@0.service', 'app-gnome-a\\x2db-1.scope']), text => {
        unescapeUnit(text);
        unitFileNames(text);
    }),
    parser(
        'unit files',
        damaged(['[Unit]\nDescription=A of %i\\\n b\n[Service]\nExecStart=/bin/a\n']),
        text => {
            keyFileGroups(text);
            const description = unitDescription(text, 'a@b.service');
            if (description !== null) noControls(description);
        },
    ),
    parser(
        'files of a process',
        damaged([
            '4242 (Web Content) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 2020 21',
            'Uid:\t1\t2\t3\t4',
            '0::/a',
            'root:x:0:0::/:/bin/sh',
        ]),
        text => {
            processText.parseStat(text);
            processText.parseStatusUid(text);
            processText.parseProcessCgroup(text);
            processText.parseCommandLine(text);
            processText.parseSocketLink(text);
            assert.ok(processText.parseCgroupProcesses(text, 10).length <= 10);
            processText.parseAccounts(text);
        },
    ),
    parser('mounts', damaged(['30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw']), text =>
        cgroupMount(text),
    ),
    parser(
        'reverse names',
        damaged(['a110-232-152-33.deploy.akamaitechnologies.com', 'ec2-1-2-3-4.compute.amazonaws.com']),
        text => {
            const reverse = { name: text, confirmed: null };
            identifyOffline(
                '110.232.152.33',
                { reverse, aliases: [text] },
                { catalogue, networks: { state: 'missing', reason: '' } },
            );
        },
    ),
    parser('remembered names', damagedJson([names]), text => readNames(text)),
    parser('network file', damaged([networkWords]), text =>
        openNetworkFile(inMemory(Buffer.from(text, 'latin1'))),
    ),
    parser('provider files', damagedJson(someOf('data', 'providers')), text =>
        readProvider(jsonOrNothing(text)),
    ),
    parser('rented networks', damagedJson([textOf('data', 'rentedNetworks.json')]), text =>
        readRentedNetworks(jsonOrNothing(text)),
    ),
    parser('catalogue files', damagedJson(someOf('data', 'components')), text => readCatalogueFile(text)),
    parser('history file', damagedJson([writeHistory(readHistory('', now).history)]), text =>
        readHistory(text, now),
    ),
    parser('answers of registries', damagedJson([registration]), text =>
        parseRegistration('192.0.2.1', text),
    ),
    parser('messages to the view', damagedJson(messages), text => decodeMessage(text)),
    parser('commands to the collector', damagedJson(commands), text => decodeCommand(text)),
    parser('settings', damagedJson([settingValues]), text => {
        const values = jsonOrNothing(text);
        const read = (key: string): unknown =>
            typeof values === 'object' && values !== null ? (values as Record<string, unknown>)[key] : values;
        const { interval } = readEngineSettings(read, []);
        assert.ok(interval >= 500 && interval <= 60_000);
        readViewSettings(read, []);
    }),
    parser('text to be shown', damaged(cgroups), text => {
        const clean = cleanText(text);
        noControls(clean);
        assert.equal(cleanText(clean), clean);
    }),
];
