import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { toCsv } from '../../../src/collector/exporting.js';
import { makeRecord } from '../../../src/collector/observed.js';
import { component, endpoint, observed } from './observations.js';

function record(name: string, farName: string | null = null) {
    const plain = observed('a', '1');
    const attribution = { ...plain.attribution, component: component('a', { name }) };
    return makeRecord({ ...plain, attribution, endpoint: endpoint('198.51.100.1', { name: farName }) }, []);
}

/** RFC 4180, read by its grammar. */
function parseCsv(text: string): string[][] {
    const rows: string[][] = [[]];
    const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
    let end = 0;
    for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
        rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
        if (found[3] === '\r\n') rows.push([]);
        end = pattern.lastIndex;
    }
    assert.equal(end, text.length, 'text is left over');
    rows.pop();
    return rows;
}

test('every row has a field for each column', () => {
    const [titles, ...rows] = parseCsv(toCsv([record('Web'), record('Mail')]));
    assert.ok(titles);
    assert.deepEqual(
        rows.map(row => row.length),
        [titles.length, titles.length],
    );
    const [web = []] = rows;
    assert.equal(web[titles.indexOf('remote port')], '443');
    assert.equal(web[titles.indexOf('since')], '1970-01-01T00:00:01.000Z');
});

test('commas, quotes and line breaks survive', () => {
    fc.assert(
        fc.property(fc.string(), text => {
            const safe = `x${text}`;
            assert.equal(parseCsv(toCsv([record(safe)]))[1]?.[0], safe);
        }),
    );
});

test('no text can begin a formula', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])
        assert.equal(parseCsv(toCsv([record(text)]))[1]?.[0], `'${text}`);
});
