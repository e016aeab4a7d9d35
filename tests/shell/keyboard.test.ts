import assert from 'node:assert/strict';
import { desktopTest, menu, menuTexts } from './desktop.js';
import type { Sandbox } from './sandbox/sandbox.js';
import { clipboard, press, pressUntil, setting, settled, shows, startPrograms } from './walk.js';

const settings = { 'org/gnome/shell/extensions/edgewise': { 'open-menu-shortcut': "['<Control><Alt>n']" } };
const isOpen = `${menu}.isOpen`;

/** Presses the shortcut: again where it did not come through, since the first keys of a new device may get lost. */
async function openByKeys(sandbox: Sandbox): Promise<void> {
    for (let tries = 0; tries < 3; tries++) {
        await press(sandbox, 'Control_L+Alt_L+n');
        await sandbox.waitFor(isOpen, { timeout: 3000 }).catch(() => undefined);
        if (await sandbox.evalInShell<boolean>(`return ${isOpen}`)) return;
    }
    throw new Error('the shortcut opens nothing');
}

desktopTest(
    'without a pointer, everything in the menu is reached, and stays in sight',
    { settings },
    async sandbox => {
        await startPrograms(sandbox);
        await sandbox.startShell();
        await openByKeys(sandbox);
        await sandbox.waitFor(`${isOpen} && ${shows('Weather')} && ${shows('Ignore')}`, settled);

        // Opened by a key, the first control has the focus already.
        assert.ok(
            await sandbox.evalInShell(`return hook.descendants(${menu}.box)
            .some(actor => actor.accessible_name === 'Search' && actor.has_key_focus())`),
        );
        const next = await press(sandbox, ...Array<string>(8).fill('Tab'));
        assert.deepEqual(
            next.slice(0, 5).map(({ name }) => name),
            ['Refresh', 'Pause', 'Preferences', 'Show', 'Ignore'],
        );
        await pressUntil(sandbox, 'Shift_L+Tab', /^Weather/);
        // The arrow opens the row, goes in, and opens the connection.
        await press(sandbox, 'Right');
        await sandbox.waitFor(shows('110.232.152.33:80'), settled);
        const connection = await pressUntil(sandbox, 'Right', /110\.232\.152\.33:80/, 2);
        assert.ok(connection.inSight);
        await press(sandbox, 'Return');
        await sandbox.waitFor(shows('Why Edgewise Thinks So'), settled);
        const passed = [];
        for (let name = ''; name !== 'Export…';) {
            const [focus] = await press(sandbox, 'Tab');
            assert.ok(focus && passed.length < 30, 'Tab leads to the end of the menu');
            passed.push(focus);
            name = focus.name;
        }
        const names = passed.map(({ name }) => name).join('\n');
        for (const control of [
            /^This connection belongs to Weather/m,
            /^Copy as Text$/m,
            /^Copy Address$/m,
            /^Ignore$/m,
            /^Look Up Registration$/m,
            /^Why Edgewise Thinks So/m,
            /^Copy Details$/m,
            /^Export…$/m,
        ])
            assert.match(names, control);
        assert.deepEqual(
            passed.filter(({ inSight }) => !inSight).map(({ name }) => name),
            [],
            'what has the focus is in sight',
        );
        await sandbox.screenshot('walked');
    },
);

desktopTest('a filter is typed, and Escape takes back one thing at a time', { settings }, async sandbox => {
    await startPrograms(sandbox);
    await sandbox.startShell();
    await openByKeys(sandbox);
    await sandbox.waitFor(`${isOpen} && ${shows('Weather')} && ${shows('Firefox')}`, settled);
    await press(sandbox, 'f', 'r', 'a', 'c');
    await sandbox.waitFor(`!${shows('Weather')} && ${shows('Fractal')} && !${shows('Firefox')}`, settled);
    assert.ok(await sandbox.evalInShell(`return ${menuTexts}.includes('frac')`), 'every letter of it');
    await sandbox.screenshot('filtered');
    await press(sandbox, 'Escape');
    await sandbox.waitFor(`${isOpen} && ${shows('Weather')} && ${shows('Firefox')}`, settled);
    await pressUntil(sandbox, 'Down', /^Firefox/);
    await press(sandbox, 'Escape');
    await sandbox.waitFor(`!${isOpen}`);
    await openByKeys(sandbox);
    await sandbox.waitFor(`${isOpen} && ${shows('Weather')}`, settled);
    // What is found among the connections alone is found too.
    await press(sandbox, '1', '1', '0', 'period', '2');
    await sandbox.waitFor(`${shows('Weather')} && !${shows('Fractal')}`, settled);
});

desktopTest('a connection is copied and a finding ignored with keys alone', { settings }, async sandbox => {
    await startPrograms(sandbox);
    await sandbox.startShell();
    await openByKeys(sandbox);
    await sandbox.waitFor(`${isOpen} && ${shows('Ignore')}`, settled);
    await pressUntil(sandbox, 'Tab', /^Show$/);
    await press(sandbox, 'Return');
    await sandbox.waitFor(shows('Why Edgewise Thinks So'), settled);
    await pressUntil(sandbox, 'Tab', /^Copy Address$/);
    await press(sandbox, 'space');
    assert.equal(await clipboard(sandbox), '110.232.152.33');
    await pressUntil(sandbox, 'Shift_L+Tab', /^Copy as Text$/);
    await press(sandbox, 'Return');
    const copied = (await clipboard(sandbox)) ?? '';
    for (const text of ['Weather', 'Far side: 110.232.152.33:80', 'Why this is thought to be so:'])
        assert.ok(copied.includes(text), `“${text}” in:\n${copied}`);

    await pressUntil(sandbox, 'Shift_L+Tab', /^Ignore$/);
    await press(sandbox, 'space');
    await sandbox.waitFor(`!${shows('Needs Attention')}`, settled);
    assert.match(await setting(sandbox, 'ignored-findings'), /unencrypted/);
    // The card that had the keyboard is gone; what stands there now has it.
    const [next] = await press(sandbox, 'Down');
    assert.notEqual(next?.name, 'nothing');
});

desktopTest(
    'more connections are shown by a key, and the focus stays among them',
    { settings },
    async sandbox => {
        await startPrograms(sandbox);
        await sandbox.startShell();
        await openByKeys(sandbox);
        await sandbox.waitFor(`${isOpen} && ${shows('Fractal')}`, settled);
        await pressUntil(sandbox, 'Tab', /^Fractal/);
        await press(sandbox, 'Return');
        const rows = `hook.descendants(${menu}.box).filter(actor => actor.mapped && actor.style_class?.includes('edgewise-connection')).length`;
        await sandbox.waitFor(`${rows} === 20 && ${shows('Show 25 More')}`, settled);
        await pressUntil(sandbox, 'Tab', /^Show 25 More$/);
        await press(sandbox, 'Return');
        await sandbox.waitFor(`${rows} === 40 && ${shows('Show 5 More')}`, settled);
        const [after] = await press(sandbox, 'Page_Up');
        assert.ok(after && after.name !== 'nothing');
        await pressUntil(sandbox, 'Tab', /^Show 5 More$/);
        await press(sandbox, 'Return');
        await sandbox.waitFor(`${rows} === 45 && !${shows('More')}`, settled);
        const [focus] = await press(sandbox, 'Up');
        assert.ok(focus && focus.name !== 'nothing' && focus.inSight, JSON.stringify(focus));
    },
);
