import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { History, historyLimits } from '../../../src/engine/history/history.js';
import {
    longestHistory,
    readHistory,
    writeHistory,
    type HistoryFormat,
} from '../../../src/engine/history/historyDocument.js';
import { minutes, observation, seconds, start } from '../findings/observations.js';

const component = 'org.gnome.Shell/weather';
const akamai = 'provider:akamai';
const at = (time: number, id?: string) =>
    observation({ states: [['ESTABLISHED', time]], ...(id === undefined ? {} : { id }) });
const unidentified = { provider: null, confidence: null } as const;

test('each connection is counted once, also across addresses of one provider', () => {
    const history = new History(start);
    const one = at(start + seconds);
    history.observe([one]);
    history.observe([one, observation({ states: [['ESTABLISHED', start + minutes]], address: '192.0.2.9' })]);
    const past = history.destination(component, akamai);
    assert.equal(past?.count, 2);
    assert.deepEqual(past.starts, [start + seconds, start + minutes]);
    assert.equal(past.firstSeen, start + seconds);
    assert.equal(past.address, '192.0.2.9');
});

test('a connection whose provider becomes known later is counted there, and only there', () => {
    const history = new History(start);
    history.observe([observation({ id: 'x', endpoint: null })]);
    assert.equal(history.destination(component, 'address:110.232.152.33')?.count, 1);
    history.observe([observation({ id: 'x' })]);
    assert.equal(history.destination(component, 'address:110.232.152.33'), null);
    assert.equal(history.destination(component, akamai)?.count, 1);
    history.observe([observation({ id: 'x', component: { id: 'other' } })]);
    assert.equal(history.destination(component, akamai), null);
    assert.equal(history.destination('other', akamai)?.count, 1);
    assert.equal(history.size, 1);
});

test('a merely guessed provider is not what is remembered', () => {
    const history = new History(start);
    history.observe([observation({ endpoint: { confidence: 'guess' } })]);
    assert.equal(history.destination(component, akamai), null);
});

test('what was there before the first look has no start', () => {
    const history = new History(start);
    history.observe([observation({ connection: { before: true } })]);
    assert.equal(history.destination(component, akamai)?.count, 1);
    assert.deepEqual(history.destination(component, akamai)?.starts, []);
});

test('how soon after login it began is told for this session', () => {
    const history = new History(start);
    history.beginSession(start);
    history.observe([at(start + 4 * seconds), at(start + 9 * seconds)]);
    assert.equal(history.destination(component, akamai)?.firstAfterLogin, 4 * seconds);
    history.beginSession(start + 10);
    assert.equal(history.destination(component, akamai)?.firstAfterLogin, 4 * seconds, 'the same login');
    history.beginSession(start + 60 * minutes);
    assert.equal(history.destination(component, akamai)?.firstAfterLogin, null);
});

test('only what came after a while of learning is new', () => {
    const history = new History(start);
    history.observe([at(start + minutes), at(start + 30 * minutes, 'y')]);
    const past = history.destination(component, akamai);
    assert.ok(past);
    assert.equal(history.isNew(past, start + 31 * minutes), false);
    history.observe([
        observation({ endpoint: unidentified, states: [['ESTABLISHED', start + 30 * minutes]] }),
    ]);
    const fresh = history.destination(component, 'address:110.232.152.33');
    assert.ok(fresh);
    assert.equal(history.isNew(fresh, start + 31 * minutes), true);
    assert.equal(history.isNew(fresh, start + 600 * minutes), false);
});

test('memory is bounded, and the destination that was connected to last is kept', () => {
    const history = new History(start);
    for (let index = 0; index < 5000; index += 1) {
        const address = `198.51.${index >> 8}.${index & 255}`;
        history.observe([
            observation({ endpoint: unidentified, address, states: [['ESTABLISHED', start + index]] }),
            at(start + index, 'lasting'),
        ]);
    }
    assert.equal(history.size, historyLimits.destinations);
    assert.ok(history.destination(component, `address:198.51.${4999 >> 8}.${4999 & 255}`));
    const busy = new History(start);
    for (let index = 0; index < 100; index += 1) busy.observe([at(start + index * seconds)]);
    assert.equal(busy.destination(component, akamai)?.starts.length, historyLimits.startsKept);
    assert.equal(busy.destination(component, akamai)?.count, 100);
});

test('forgetting leaves nothing, and what is still open does not come back', () => {
    const history = new History(start);
    const open = at(start);
    history.observe([open]);
    history.forget(start + minutes);
    history.observe([open]);
    assert.equal(history.size, 0);
    assert.doesNotMatch(writeHistory(history), /akamai/);
});

test('what is written is read again, unless it is too old', () => {
    const history = new History(start);
    history.beginSession(start);
    history.observe([at(start + 4 * seconds)]);
    history.observe([
        observation({ endpoint: unidentified, states: [['ESTABLISHED', start + 5 * seconds]] }),
    ]);
    const text = writeHistory(history);
    const read = readHistory(text, start + minutes);
    assert.equal(read.problem, null);
    assert.equal(read.skipped, 0);
    assert.equal(writeHistory(read.history), text);
    const later = readHistory(text, start + historyLimits.age + minutes);
    assert.equal(later.history.size, 0);
});

test('the file stays within its bound however much there is to tell', () => {
    const history = new History(start);
    for (let index = 0; index < historyLimits.destinations; index += 1) {
        const observations = Array.from({ length: historyLimits.startsKept }, (_, beat) =>
            observation({
                endpoint: unidentified,
                component: { id: 'c'.repeat(250) },
                address: `198.51.${index >> 8}.${index & 255}`,
                states: [['ESTABLISHED', start + index * minutes + beat]],
            }),
        );
        history.observe(observations);
    }
    const text = writeHistory(history);
    assert.ok(text.length < 1_001_000, String(text.length));
    const { history: read, problem } = readHistory(text, start + historyLimits.destinations * minutes);
    assert.equal(problem, null);
    const last = historyLimits.destinations - 1;
    assert.ok(read.destination('c'.repeat(250), `address:198.51.${last >> 8}.${last & 255}`));
});

test('a damaged or foreign file says what is wrong, and the history begins anew', () => {
    const whole = writeHistory(new History(start));
    const bad = ['', '{', 'null', '[]', '{"version":1}', '{"version":"1"}', whole.slice(0, -3), '\0'];
    for (const text of [...bad, ' '.repeat(longestHistory + 1)]) {
        const { history, problem } = readHistory(text, start);
        assert.equal(problem, 'unreadable', text.slice(0, 40));
        assert.equal(history.size, 0);
    }
    for (const version of ['0', '-1', '1.5', '1e99', 'null', '"2"']) {
        const text = whole.replace('"version":1', `"version":${version}`);
        assert.equal(readHistory(text, start).problem, 'unreadable', version);
    }
});

test('a file of a later format is told from a damaged one', () => {
    const later = writeHistory(new History(start)).replace('"version":1', '"version":7');
    const { history, problem } = readHistory(later, start);
    assert.deepEqual(problem, { newer: 7 });
    assert.equal(history.size, 0);
});

test('a file of an earlier format goes through each format since', () => {
    const history = new History(start);
    history.observe([at(start)]);
    const first = writeHistory(history);
    const took: number[] = [];
    const format: HistoryFormat = {
        version: 3,
        upgrades: [
            older => {
                took.push(1);
                return { ...older, rows: older['destinations'] };
            },
            older => {
                took.push(2);
                return { ...older, destinations: older['rows'] };
            },
        ],
    };
    const read = readHistory(first, start, format);
    assert.equal(read.problem, null);
    assert.deepEqual(took, [1, 2]);
    assert.equal(read.history.destination(component, akamai)?.count, 1);
    const second = first.replace('"version":1', '"version":2').replace('"destinations"', '"rows"');
    assert.equal(readHistory(second, start, format).history.size, 1);
    assert.deepEqual(took, [1, 2, 2]);
});

test('single entries that make no sense are left out, and hostile names are cleaned', () => {
    const history = new History(start);
    history.observe([at(start)]);
    const [head = '', row = ''] = writeHistory(history).split('\n');
    const bad = ['7', 'null', '{}', row.replace('"count":1', '"count":-1'), row.replace('[', '["x",')];
    const hostile = row
        .replace('"label":"Akamai"', '"label":"A\\u202ek\\u0007"')
        .replace(akamai, 'provider:b');
    const text = `${head}\n${[...bad, row, hostile].join(',')}]}`;
    const read = readHistory(text, start);
    assert.equal(read.skipped, bad.length);
    assert.equal(read.history.size, 2);
    assert.equal(read.history.destination(component, 'provider:b')?.label, 'Ak');
});

test('a clock that ran ahead leaves no entry that never ages', () => {
    const history = new History(start);
    history.observe([at(start + 1e12)]);
    const read = readHistory(writeHistory(history), start);
    assert.equal(read.history.destination(component, akamai)?.lastSeen, start);
});

test('no text at all makes reading fail', () => {
    const good = new History(start);
    good.observe([at(start)]);
    const text = writeHistory(good);
    fc.assert(
        fc.property(fc.nat(text.length), fc.nat(text.length), fc.string(), (from, length, put) => {
            const broken = text.slice(0, from) + put + text.slice(from + length);
            const { history, problem } = readHistory(broken, start);
            assert.ok(problem !== null || history.size <= 2);
            assert.ok(writeHistory(history).length > 0);
        }),
        { numRuns: 2000 },
    );
    fc.assert(
        fc.property(fc.json(), json => {
            readHistory(json, start);
            const rows = readHistory(`{"version":1,"began":0,"login":null,"destinations":[${json}]}`, start);
            assert.equal(rows.problem, null);
        }),
        { numRuns: 1000 },
    );
});
