import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainStyle, summaryLine, tableLines } from '../../../src/cli/table.js';
import { cutText, fitText, textWidth, wrapText } from '../../../src/cli/textWidth.js';
import { makeRecord } from '../../../src/collector/observed.js';
import type { ConnectionRecord, Snapshot } from '../../../src/protocol/snapshot.js';
import { component, endpoint, english, observed } from '../collector/observations.js';

function record(componentName: string, fields: Parameters<typeof observed>[2] = {}, findings: string[] = []) {
    const plain = observed(componentName, `${componentName}${Math.random()}`, fields);
    return makeRecord(plain, findings);
}

function named(base: ConnectionRecord, name: string, farName: string): ConnectionRecord {
    return {
        ...base,
        component: component(name),
        endpoint: endpoint(base.remote.address, { name: farName, nameConfirmed: true }),
    };
}

function snapshot(...connections: ConnectionRecord[]): Snapshot {
    return { version: 1, sampler: 'ss', time: 61_000, connections, findings: [] };
}

test('rows are grouped by component, which is named once', () => {
    const lines = tableLines(
        english,
        snapshot(
            record('Web'),
            record('Mail'),
            record('Web', { remote: { address: '203.0.113.9', port: 80 } }),
        ),
        plainStyle,
    );
    assert.equal(lines.length, 4);
    assert.match(lines[1] ?? '', /^Mail\s+198\.51\.100\.1:443\s+Connected\s+1 min\s+0 bytes\s+0 bytes$/);
    assert.match(lines[2] ?? '', /^Web\s+198/);
    assert.match(lines[3] ?? '', /^\s+203\.0\.113\.9:80 /);
});

test('what is odd comes first and is marked, what is over is dimmed', () => {
    const style = { ...plainStyle, odd: (text: string) => `!${text}`, over: (text: string) => `~${text}` };
    const lines = tableLines(
        english,
        snapshot(record('A', { closedAt: 60_000, state: 'CLOSED' }), record('Z', {}, ['finding'])),
        style,
    );
    assert.match(lines[1] ?? '', /^!Z/);
    assert.match(lines[2] ?? '', /^~A/);
});

test('the age of what was there before is not made up', () => {
    const young = snapshot(record('A', { before: true, since: 60_000 }));
    const old = snapshot(record('A', { before: true, since: 1_000 }));
    assert.match(tableLines(english, young, plainStyle)[1] ?? '', / – /);
    assert.match(tableLines(english, old, plainStyle)[1] ?? '', / > 1 min /);
});

test('lines fit the terminal, also with wide characters', () => {
    const wide = named(record('A'), '天気予報ウィジェット', `${'とても長い名前'.repeat(8)}.example.jp`);
    const narrow = named(record('B'), 'b', 'host.example');
    for (const width of [20, 40, 80, 120, 300]) {
        for (const line of tableLines(english, snapshot(wide, narrow), { ...plainStyle, width }))
            assert.ok(textWidth(line) <= width, `${textWidth(line)} cells in ${width}: ${line}`);
    }
    const lines = tableLines(english, snapshot(wide, narrow), { ...plainStyle, width: 300 });
    const stateAt = lines.slice(1).map(line => textWidth(line.slice(0, line.indexOf('Connected'))));
    assert.equal(new Set(stateAt).size, 1, 'columns stand below one another');
});

test('no text of strangers controls the terminal', () => {
    const hostile = named(record('A'), 'evil\u001b[2J\u202e', 'x\u009b31m\u0007.example\nA second line');
    for (const line of tableLines(english, snapshot(hostile), plainStyle))
        assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u202e]/);
});

test('an empty table says so', () => {
    assert.equal(summaryLine(english, snapshot()), 'No connections.');
    assert.equal(summaryLine(english, snapshot(record('A'), record('B'))), '2 connections of 2 components');
});

test('a text is cut to the cells there are', () => {
    assert.equal(cutText('abcdef', 4), 'abc…');
    assert.equal(cutText('日本語', 5), '日本…');
    assert.equal(cutText('日本語', 4), '日…');
    assert.equal(cutText('日本語', 6), '日本語');
    assert.equal(textWidth('e\u0301'), 1);
    assert.equal(textWidth('🙂'), 2);
    assert.equal(fitText('ab', 4, 'end'), '  ab');
    fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, cells) => {
            assert.equal(textWidth(fitText(text, cells)), cells);
        }),
    );
});

test('a paragraph is broken into lines at spaces, or anywhere where there are none', () => {
    assert.deepEqual(wrapText('one two three', 8), ['one two', 'three']);
    assert.deepEqual(wrapText('日本語日本語', 5), ['日本', '語日', '本語']);
    assert.deepEqual(wrapText('', 5), []);
    assert.deepEqual(wrapText('\u3000', 2), ['\u3000'], 'a space that is text stays');
    fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 30 }), (text, cells) => {
            const lines = wrapText(text, cells);
            for (const line of lines) assert.ok(textWidth(line) <= cells);
            assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
        }),
    );
});
