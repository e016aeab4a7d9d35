import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../src/engine/findings/finding.js';
import type { ComponentSummary } from '../../../src/protocol/messages.js';
import { arrange, attention, totals } from '../../../src/shell/arrangement.js';
import type { SectionName } from '../../../src/shell/arrangement.js';
import { makeComponent, makeConnection, makeSummary } from '../../fixtures/scenes.js';

function summary(name: string, fields: Partial<ComponentSummary> = {}, unknown = false): ComponentSummary {
    const component = makeComponent({ id: name, name, unknown: unknown ? 'exited' : null });
    return makeSummary(component, [makeConnection({ id: name, component, since: 0 })], fields);
}

const finding = (id: string, severity: Finding['severity'], since: number): Finding => ({
    id,
    kind: 'stalled',
    severity,
    componentId: 'a',
    connectionIds: [],
    address: null,
    since,
    values: {},
});

const order = (
    summaries: readonly ComponentSummary[],
    windows: readonly string[] = [],
    place = new Map<string, SectionName>(),
) =>
    arrange(
        summaries,
        ({ component }) => windows.includes(component.id),
        ({ component }) => component.name,
        (a, b) => a.localeCompare(b),
        place,
    ).sections;

test('components with a window are open apps, the others work in the background', () => {
    const sections = order([summary('a'), summary('b'), summary('c')], ['b']);
    assert.deepEqual(sections, { background: ['a', 'c'], apps: ['b'] });
});

test('the order is that of the names, those that are not known last, and no figure changes it', () => {
    const quiet = order([summary('c'), summary('a', {}, true), summary('b')]);
    const busy = order([
        summary('b', { open: 9 }),
        summary('c', { receiveRate: 1e6 }),
        summary('a', {}, true),
    ]);
    assert.deepEqual(quiet.background, ['b', 'c', 'a']);
    assert.deepEqual(busy, quiet);
});

test('a newcomer has its place between the others, which keep theirs', () => {
    assert.deepEqual(order([summary('a'), summary('c'), summary('b')]).background, ['a', 'b', 'c']);
});

test('while the menu is open a component stays in its section', () => {
    const place = new Map<string, SectionName>([['a', 'apps']]);
    assert.deepEqual(order([summary('a'), summary('b')], [], place), { background: ['b'], apps: ['a'] });
});

test('cards are for what is worth a look: the most severe first, then the latest', () => {
    const findings = [
        finding('1', 'notice', 5),
        finding('2', 'warning', 1),
        finding('3', 'info', 9),
        finding('4', 'warning', 2),
    ];
    assert.deepEqual(
        attention([summary('a', { findings })]).map(({ id }) => id),
        ['4', '2', '1'],
    );
});

test('the totals tell how much of it is in the background', () => {
    const sum = totals(
        [
            summary('a', { open: 7, sendRate: 1, receiveRate: 2 }),
            summary('b', { open: 5, findings: [finding('1', 'info', 0)] }),
        ],
        ({ component }) => component.id === 'a',
    );
    assert.deepEqual(sum, { open: 12, background: 5, sendRate: 1, receiveRate: 2, findings: 0 });
});
