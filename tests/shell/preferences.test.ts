import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { desktopTest } from './desktop.js';
import { openPreferences, showPage, until } from './preferencesWindow.js';
import { app, press, schema, setting, settled, shows, startPrograms, waitForSetting } from './walk.js';

desktopTest(
    'every page of the preferences opens, is found by a search, and is reset alone',
    {},
    async sandbox => {
        await sandbox.startShell();
        const { evaluate, close } = await openPreferences(sandbox);
        for (const [page, title] of [
            ['general', 'Position in the Top Bar'],
            ['identification', 'Confirm Names'],
            ['attention', 'Notify About'],
            ['components', 'Firefox'],
            ['about', 'Copy Debug Report'],
        ] as const) {
            await evaluate(showPage(page));
            await until(evaluate, `rows().some(row => row.title === '${title}')`);
            await sandbox.screenshot(page);
        }

        // With the keyboard, as somebody who looks for something types it.
        await press(sandbox, 'Control_L+f');
        await press(sandbox, 'l', 'i', 's', 't', 'e', 'n');
        await until(evaluate, `rows().some(row => row.title === 'Listening Programs' && row.get_mapped())`);
        await sleep(500);
        await sandbox.screenshot('search');
        assert.deepEqual(
            await evaluate(`return rows().map(row => row.title).filter(title => title !== '')`),
            ['Listening Programs'],
        );
        await press(sandbox, 'Escape');

        await evaluate(showPage('general'));
        await evaluate(
            `row('Position in the Top Bar').selected = 0; row('Listening Programs').active = true;`,
        );
        await evaluate(showPage('identification'));
        await evaluate(`row('Ask for Names').active = false;`);
        await waitForSetting(sandbox, 'dns', value => value === 'false');
        assert.equal(await setting(sandbox, 'indicator-position'), "'left'");
        assert.equal(await setting(sandbox, 'show-listening'), 'true');
        await evaluate(showPage('general'));
        await evaluate(`rows().find(row => row.title === 'Reset This Page').activate();`);
        await waitForSetting(sandbox, 'show-listening', value => value === 'false');
        assert.equal(await setting(sandbox, 'indicator-position'), "'right'");
        assert.equal(await setting(sandbox, 'dns'), 'false', 'another page’s');
        assert.equal(await evaluate(`return row('Position in the Top Bar').selected`), 2, 'the row follows');
        await close();
    },
);

desktopTest(
    'what was ignored is reported again by the preferences, and that can be undone',
    {},
    async sandbox => {
        await startPrograms(sandbox);
        await sandbox.set(schema, 'ignored-findings', "[('unencrypted', 'org.gnome.Weather', '')]");
        await sandbox.startShell();
        const { evaluate, close } = await openPreferences(sandbox);
        await evaluate(showPage('attention'));
        await evaluate(`press(button => button.tooltip_text === 'Report Again');`);
        await waitForSetting(sandbox, 'ignored-findings', value => !value.includes('unencrypted'));
        await until(
            evaluate,
            `find(widget => widget instanceof Gtk.Button && widget.label === 'Undo' && widget.get_mapped())`,
        );
        await sandbox.screenshot('reported-again');
        await evaluate(`press(button => button.label === 'Undo');`);
        await waitForSetting(sandbox, 'ignored-findings', value => value.includes('unencrypted'));
        await close();
    },
);

desktopTest(
    'a component of one’s own is made in the preferences and named in the menu',
    {},
    async sandbox => {
        await sandbox.listen({ port: 5222 });
        const program = await sandbox.program('nightly-copy', app('org.example.Nightly'));
        await program.open('203.0.113.20', 5222);
        await sandbox.startShell();
        const { evaluate, close } = await openPreferences(sandbox);
        await evaluate(showPage('components'));
        await evaluate(`press(button => button.tooltip_text === 'Add Component'); await sleep(600);`);
        const save = `find(widget => widget instanceof Gtk.Button && widget.label === 'Save')`;
        assert.equal(await evaluate(`return ${save}.is_sensitive()`), false, 'nothing is filled in yet');
        const entry = (title: string) =>
            `find(widget => widget instanceof Adw.EntryRow && widget.title.startsWith('${title}'))`;
        await evaluate(`row('Recognized By').selected = 2; ${entry('Process')}.text = 'two words';
        ${entry('Name to Show')}.text = 'Backup';`);
        assert.equal(await evaluate(`return ${save}.is_sensitive()`), false, 'not the name of a process');
        await sandbox.screenshot('invalid');
        await evaluate(`${entry('Process')}.text = 'nightly-copy';`);
        await sandbox.screenshot('valid');
        await evaluate(`press(button => button.label === 'Save');`);
        await waitForSetting(sandbox, 'component-rules', value => value.includes('nightly-copy'));
        await until(evaluate, `rows().some(row => row.title === 'Backup')`);
        await close();
        await sandbox.openMenu();
        await sandbox.waitFor(shows('Backup'), settled);
        await sandbox.screenshot('menu');
    },
);

desktopTest('network data are replaced, and “Forget Everything” leaves nothing', {}, async sandbox => {
    await startPrograms(sandbox);
    await sandbox.startShell();
    const { evaluate, close } = await openPreferences(sandbox);
    await evaluate(showPage('identification'));
    await until(evaluate, `rows().some(row => row.title.startsWith('Data of '))`);
    await sandbox.screenshot('identification');
    // The file chooser is GNOME’s; what it gives is used as below.
    const extension = '/home/visitor/.local/share/gnome-shell/extensions/edgewise@edgewise';
    const own = '/home/visitor/.local/share/edgewise/networks.bin';
    await evaluate(`
        const data = rows().find(row => row.title.startsWith('Data of '));
        const chosen = Gio.File.new_for_path('${extension}/data/networks/networks.bin');
        Gtk.FileDialog.prototype.open = (_parent, _cancellable, done) => done(null, 'chosen');
        Gtk.FileDialog.prototype.open_finish = () => chosen;
        press(button => button.label === 'Replace…', data);`);
    await waitForSetting(sandbox, 'network-data', value => value === `'${own}'`);
    await sandbox.check(['test', '-s', own]);
    await until(
        evaluate,
        `find(widget => widget.tooltip_text === 'Use the Data That Came with Edgewise' && widget.get_mapped())`,
    );
    await sandbox.check(['sh', '-c', 'echo nonsense >/tmp/nonsense.bin']);
    await evaluate(`
        const data = rows().find(row => row.title.startsWith('Data of '));
        Gtk.FileDialog.prototype.open_finish = () => Gio.File.new_for_path('/tmp/nonsense.bin');
        press(button => button.label === 'Replace…', data);`);
    await until(
        evaluate,
        `find(widget => widget instanceof Gtk.Label && widget.label.startsWith('This file cannot be used'))`,
    );
    await sandbox.screenshot('refused');

    await evaluate(showPage('about'));
    await until(
        evaluate,
        `rows().some(row => row.title === 'How Connections Are Read' && row.subtitle.includes('Connections are read'))`,
    );
    await evaluate(`rows().find(row => row.title === 'Copy Debug Report').activate();`);
    await until(
        evaluate,
        `find(widget => widget instanceof Gtk.Label && widget.label === 'Debug report copied')`,
    );
    await evaluate(`rows().find(row => row.title === 'Forget Everything…').activate(); await sleep(600);`);
    await sandbox.screenshot('forget');
    await evaluate(`press(button => button.label === 'Forget');`);
    await waitForSetting(sandbox, 'network-data', value => value === "''");
    await until(
        evaluate,
        `find(widget => widget instanceof Gtk.Label && widget.label === 'Everything forgotten')`,
    );
    const { stdout } = await sandbox.run([
        'find',
        ...['.local/state/edgewise', '.cache/edgewise', '.local/share/edgewise'].map(
            path => `/home/visitor/${path}`,
        ),
        ...['-type', 'f'],
    ]);
    assert.equal(stdout, '');
    await close();
});
