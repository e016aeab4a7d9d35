import assert from 'node:assert/strict';
import { desktopTest, menu } from './desktop.js';
import { click, settled, shows, startPrograms } from './walk.js';

interface Control {
    readonly name: string;
    readonly role: string;
    readonly expandable: boolean;
    readonly expanded: boolean;
    readonly describedBy: readonly string[];
}

/** What assistive technologies are told of everything in the menu that can have the focus. */
const controls = `(await (async () => {
    const { default: Atk } = await import('gi://Atk');
    const nameOf = accessible => Atk.Object.prototype.get_name.call(accessible) ?? '';
    return hook.descendants(${menu}.box)
        .filter(actor => actor instanceof St.Widget && actor.mapped && actor.can_focus)
        .map(actor => {
            const accessible = actor.get_accessible();
            const states = accessible.ref_state_set();
            const relations = accessible.ref_relation_set();
            const described = relations.contains(Atk.RelationType.DESCRIBED_BY)
                ? relations.get_relation_by_type(Atk.RelationType.DESCRIBED_BY).get_target()
                : [];
            return {
                name: nameOf(accessible),
                role: Atk.role_get_name(accessible.get_role()),
                expandable: states.contains_state(Atk.StateType.EXPANDABLE),
                expanded: states.contains_state(Atk.StateType.EXPANDED),
                describedBy: described.map(nameOf),
            };
        });
})())`;

desktopTest('a screen reader is told the name, role and state of every control', {}, async sandbox => {
    await startPrograms(sandbox);
    await sandbox.startShell();
    await sandbox.openMenu();
    await sandbox.waitFor(`${shows('Weather')} && ${shows('Ignore')}`, settled);
    await click(sandbox, 'Show');
    await sandbox.waitFor(shows('Why Edgewise Thinks So'), settled);
    await click(sandbox, 'Export…');
    await sandbox.evalInShell(`await hook.click(hook.descendants(${menu}.box)
        .find(actor => actor.accessible_name === 'Search'))`);
    const found = await sandbox.evalInShell<Control[]>(`return ${controls}`);

    assert.ok(found.length > 15, JSON.stringify(found));
    assert.deepEqual(
        found.filter(({ name }) => name.trim() === ''),
        [],
        'all have names',
    );
    const named = (name: RegExp) => {
        const control = found.find(other => name.test(other.name));
        assert.ok(control, `${String(name)} among ${found.map(other => other.name).join(' | ')}`);
        return control;
    };
    for (const button of [
        'Search',
        'Refresh',
        'Pause',
        'Preferences',
        'Show',
        'Copy Address',
        'CSV',
        'Cancel',
    ])
        assert.match(named(new RegExp(`^${button}$`)).role, /button/, button);
    assert.deepEqual(named(/^Ignore$/).describedBy, ['Not encrypted (HTTP)']);
    const row = named(/^Weather, .*1 connection/);
    assert.ok(row.expandable && row.expanded, 'the row of the opened component');
    assert.match(row.name, /Needs attention/);
    const connection = named(/110\.232\.152\.33:80/);
    assert.ok(connection.expandable && connection.expanded, 'the row of the opened connection');
    const other = named(/^Firefox, .*2 connections/);
    assert.ok(other.expandable && !other.expanded, 'a row that is shut');
    assert.equal(named(/^This connection belongs to Weather/).role, 'paragraph');
    assert.match(named(/^Why Edgewise Thinks So/).name, /\(Certain\)/);

    await click(sandbox, 'Firefox');
    await sandbox.waitFor(shows('203.0.113.5:443'), settled);
    const firefox = (await sandbox.evalInShell<Control[]>(`return ${controls}`)).find(({ name }) =>
        name.startsWith('Firefox'),
    );
    assert.ok(firefox?.expanded, 'expanded once it has been opened');
    assert.match(
        await sandbox.evalInShell<string>(
            `return Main.panel.statusArea['edgewise@edgewise'].accessible_name`,
        ),
        /^Edgewise: 48 connections, 48 in the background, 1 needs attention$/,
    );
});
