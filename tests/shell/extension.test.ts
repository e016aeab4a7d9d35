import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { button, collector, desktopTest, menu, menuTexts, state } from './desktop.js';
import { userCgroup, type Sandbox } from './sandbox/sandbox.js';

const weatherScope = `${userCgroup}/app.slice/app-gnome-org.gnome.Weather-4242.scope`;
const collectorFailed = /Edgewise: The collector (failed|stays down)/;
const settled = { timeout: 20_000 };

async function openWeather(sandbox: Sandbox) {
    await sandbox.listen({ port: 80 });
    const weather = await sandbox.program('gnome-weather', { cgroup: weatherScope });
    await weather.open('110.232.152.33', 80);
    return weather;
}

const shows = (text: string) => `${menuTexts}.some(line => line.includes(${JSON.stringify(text)}))`;

async function killCollector(sandbox: Sandbox): Promise<number> {
    let pids: number[] = [];
    for (let tries = 0; tries < 400 && pids.length === 0; tries++) {
        pids = await sandbox.processes(collector);
        await sleep(50);
    }
    const [pid] = pids;
    assert.ok(pid !== undefined, 'there is a collector');
    await sandbox.check(['kill', '-9', String(pid)]);
    return pid;
}

desktopTest('the open menu follows the connections of the desktop', {}, async sandbox => {
    const weather = await openWeather(sandbox);
    await sandbox.startShell();
    assert.equal(await sandbox.evalInShell(`return ${state}`), 1, 'ACTIVE');

    await sandbox.evalInShell(`await hook.click(${button})`);
    await sandbox.waitFor(shows('Weather'), settled);
    await sandbox.screenshot('menu');
    await sandbox.evalInShell(`
        globalThis.weatherRow = hook.pressable('Weather', ${menu}.box);
        await hook.click(globalThis.weatherRow);`);
    await sandbox.waitFor(shows('110.232.152.33'), settled);
    await sandbox.screenshot('component-open');

    // The interval is two seconds; half a second is for the round and for our own looking.
    const oneInterval = { timeout: 2_500 };
    await weather.open('203.0.113.77', 80, { id: 'second' });
    await sandbox.waitFor(shows('203.0.113.77'), oneInterval);
    assert.equal(
        await sandbox.evalInShell('return globalThis.weatherRow.mapped'),
        true,
        'its row is the same',
    );
    await weather.close('second');
    await sandbox.waitFor(
        `!${menuTexts}.some(line => line.startsWith('Connected') && line.includes('203.0.113.77'))`,
        oneInterval,
    );
    assert.equal(await sandbox.evalInShell(`return ${menu}.isOpen`), true);
});

desktopTest('a collector that is killed comes back', { provoked: [collectorFailed] }, async sandbox => {
    await openWeather(sandbox);
    await sandbox.startShell();
    const first = await killCollector(sandbox);
    await sandbox.openMenu();
    let second: number | undefined = first;
    for (let tries = 0; tries < 400 && (second === undefined || second === first); tries++) {
        [second] = await sandbox.processes(collector);
        await sleep(50);
    }
    assert.ok(second !== undefined && second !== first);
    await sandbox.waitFor(`!${shows('Starting again')} && ${shows('Weather')}`, settled);
});

desktopTest(
    'after five failures it stays down until it is asked again',
    { provoked: [collectorFailed] },
    async sandbox => {
        await openWeather(sandbox);
        await sandbox.startShell();
        for (let failure = 1; failure <= 5; failure++) await killCollector(sandbox);
        await sandbox.openMenu();
        await sandbox.waitFor(shows('Try Again'), settled);
        await sandbox.waitFor(`!${shows('Starting Again')}`, settled);
        // Longer than the longest pause between two attempts would be.
        await sleep(17_000);
        assert.deepEqual(await sandbox.processes(collector), []);
        await sandbox.screenshot('down');
        await sandbox.evalInShell(`await hook.click(hook.pressable('Try Again'))`);
        await sandbox.waitFor(shows('Weather'), settled);
    },
);

desktopTest('disabled, it leaves no process behind', {}, async sandbox => {
    await openWeather(sandbox);
    await sandbox.startShell();
    await sandbox.openMenu();
    await sandbox.waitFor(shows('Weather'), settled);
    const collectors = await sandbox.processes(collector);
    assert.equal(collectors.length, 1);
    await sandbox.check(['gnome-extensions', 'disable', 'edgewise@edgewise']);
    await sandbox.waitFor(`${button} === undefined`);
    for (let tries = 0; tries < 60 && (await sandbox.processes(`${collector}|^ss `)).length > 0; tries++)
        await sleep(50);
    assert.deepEqual(await sandbox.processes(`${collector}|^(stdbuf|ss) |/ss `), []);
});
