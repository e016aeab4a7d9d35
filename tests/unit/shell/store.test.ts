import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComponentSummary } from '../../../src/protocol/messages.js';
import type { ConnectionRecord } from '../../../src/protocol/snapshot.js';
import { Store } from '../../../src/shell/store.js';
import { makeComponent, makeConnection, makeSummary } from '../../fixtures/scenes.js';

const component = (id: string) => makeComponent({ id, name: id });
const summary = (id: string, open = 1): ComponentSummary =>
    makeSummary(component(id), [makeConnection({ id: `${id}-1`, component: component(id), since: 0 })], {
        open,
    });

function tell(
    store: Store,
    changed: readonly ComponentSummary[],
    options: { first?: boolean; last?: boolean; removed?: readonly string[] } = {},
) {
    const { first = false, last = true, removed = [] } = options;
    return store.apply({ type: 'components', time: 1, first, last, changed, removed });
}

function tellConnections(
    store: Store,
    ids: readonly string[],
    options: { first?: boolean; last?: boolean; removed?: readonly string[]; total?: number } = {},
) {
    const { first = false, last = true, removed = [], total = ids.length } = options;
    const changed = ids.map((id): ConnectionRecord =>
        makeConnection({ id, component: component('a'), since: 0 }),
    );
    return store.apply({
        type: 'connections',
        componentId: 'a',
        time: 1,
        first,
        last,
        total,
        changed,
        removed,
    });
}

const ids = (store: Store) => [...store.components.keys()];
const pageIds = (store: Store) => store.page('a')?.records.map(record => record.id);

test('a round told in several messages replaces what was known, without a gap between them', () => {
    const store = new Store();
    tell(store, [summary('a'), summary('b')], { first: true });
    tell(store, [summary('b', 7)], { first: true, last: false });
    assert.deepEqual(ids(store), ['a', 'b']);
    const change = tell(store, [summary('c')]);
    assert.deepEqual(ids(store), ['b', 'c']);
    assert.equal(store.components.get('b')?.open, 7);
    assert.deepEqual([...change.components].sort(), ['a', 'c']);
});

test('nothing counts as told before a whole round is', () => {
    const store = new Store();
    tell(store, [summary('a')], { first: true, last: false });
    assert.equal(store.told, false);
    tell(store, []);
    assert.equal(store.told, true);
});

test('a delta changes and removes only what it names', () => {
    const store = new Store();
    tell(store, [summary('a'), summary('b'), summary('c')], { first: true });
    const change = tell(store, [summary('b', 5)], { removed: ['c', 'never known'] });
    assert.deepEqual(ids(store), ['a', 'b']);
    assert.deepEqual([...change.components].sort(), ['b', 'c']);
});

test('the connections of a component keep their order over deltas', () => {
    const store = new Store();
    tellConnections(store, ['1', '2'], { first: true, last: false, total: 9 });
    tellConnections(store, ['3'], { total: 9 });
    assert.deepEqual(pageIds(store), ['1', '2', '3']);
    tellConnections(store, ['2', '4'], { removed: ['1'], total: 8 });
    assert.deepEqual(pageIds(store), ['2', '3', '4']);
    assert.equal(store.page('a')?.total, 8);
});

test('a new round of connections brings its own order, and drops what it does not name', () => {
    const store = new Store();
    tellConnections(store, ['1', '2', '3'], { first: true });
    tellConnections(store, ['3'], { first: true, last: false });
    assert.deepEqual(pageIds(store), ['1', '2', '3']);
    tellConnections(store, ['1']);
    assert.deepEqual(pageIds(store), ['3', '1']);
});

test('connections are dropped with their component, and when the view closes it', () => {
    const store = new Store();
    tell(store, [summary('a')], { first: true });
    tellConnections(store, ['1'], { first: true });
    store.forgetPage('a');
    assert.equal(store.page('a'), null);
    tellConnections(store, ['1'], { first: true });
    tell(store, [], { removed: ['a'] });
    assert.equal(store.page('a'), null);
});

test('matches belong to the text that was asked for', () => {
    const store = new Store();
    store.apply({ type: 'matches', text: 'akamai', componentIds: ['a'] });
    assert.equal(store.matches.text, 'akamai');
    assert.equal(store.matches.ids?.has('a'), true);
    store.apply({ type: 'matches', text: '', componentIds: null });
    assert.equal(store.matches.ids, null);
});
