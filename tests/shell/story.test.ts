import assert from 'node:assert/strict';
import { desktopTest, menu, menuTexts } from './desktop.js';
import { edgeAddress, fetchWeather, startStory } from './scenes/story.js';
import type { Sandbox } from './sandbox/sandbox.js';

const command = '/home/visitor/.local/share/gnome-shell/extensions/edgewise@edgewise/bin/edgewise';
const settled = { timeout: 20_000 };
const shows = (text: string) => `${menuTexts}.some(line => line.includes(${JSON.stringify(text)}))`;

async function explain(sandbox: Sandbox): Promise<string> {
    return sandbox.check([command, 'explain', edgeAddress], { timeout: 30_000 });
}

desktopTest('the half-closed weather is told: whose, what for, to whom, since when', {}, async sandbox => {
    await startStory(sandbox);
    await sandbox.startShell();
    await fetchWeather(sandbox);

    // The notification comes by itself, before anybody opens the menu.
    await sandbox.waitFor(
        `Main.messageTray.getSources().flatMap(source => source.notifications)
            .some(({ title }) => title.includes('Weather') && title.includes('Half-closed'))`,
        settled,
    );
    await sandbox.screenshot('notification');
    assert.equal(
        await sandbox.evalInShell(
            `return Main.messageTray.getSources().flatMap(source => source.notifications)
                .filter(({ title }) => title.includes('Half-closed')).length`,
        ),
        1,
        'it is notified about once',
    );

    await sandbox.openMenu();
    for (const text of [
        'Weather, inside GNOME Shell',
        'Boston',
        'Akamai edge in Sony Network',
        'Half-closed for',
    ])
        await sandbox.waitFor(shows(text), settled);
    assert.ok(await sandbox.evalInShell(`return ${shows('harmless')}`));
    await sandbox.screenshot('menu');
    await sandbox.evalInShell(`await hook.click(hook.pressable('Show', ${menu}.box));`);
    for (const text of [edgeAddress, 'TCP keepalive is off', 'weather library'])
        await sandbox.waitFor(shows(text), settled);
    await sandbox.screenshot('connection');

    const told = await explain(sandbox);
    for (const text of [
        'Weather',
        'GNOME Shell',
        'Boston',
        'KBOS',
        'Akamai',
        'AS2527 Sony Network Communications',
        'a110-232-152-33.deploy.akamaitechnologies.com leads back to the address',
        'has not closed its own end',
    ])
        assert.ok(told.includes(text), `“${text}” in:\n${told}`);
});

desktopTest('a reverse name that does not lead back makes nobody Akamai', {}, async sandbox => {
    await startStory(sandbox, false);
    await sandbox.startShell();
    await fetchWeather(sandbox);
    const told = await explain(sandbox);
    assert.match(told, /does not lead back/);
    assert.ok(!/server of Akamai|Akamai edge/.test(told), told);
});
