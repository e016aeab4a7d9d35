import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { button, collector, desktopTest, menu, menuTexts, state, version } from './desktop.js';
import type { Observation } from './sandbox/loopMeter.js';
import { userCgroup, uuid, type Sandbox } from './sandbox/sandbox.js';
import { putStandIn, type StandInScript } from './standIn.js';

/** What can go wrong around the view, and what must not come of it. */
const settled = { timeout: 20_000 };
const shows = (text: string) => `${menuTexts}.some(line => line.includes(${JSON.stringify(text)}))`;
const weatherScope = `${userCgroup}/app.slice/app-gnome-org.gnome.Weather-4242.scope`;

async function openWeather(sandbox: Sandbox): Promise<void> {
    await sandbox.listen({ port: 80 });
    const weather = await sandbox.program('gnome-weather', { cgroup: weatherScope });
    await weather.open('110.232.152.33', 80);
}

async function collectorPid(sandbox: Sandbox): Promise<number> {
    for (let tries = 0; tries < 400; tries++) {
        const [pid] = await sandbox.processes(collector);
        if (pid !== undefined) return pid;
        await sleep(50);
    }
    throw new Error('there is no collector');
}

const signal = (sandbox: Sandbox, name: string, pid: number) =>
    sandbox.check(['kill', `-${name}`, String(pid)]);

async function gone(sandbox: Sandbox, pattern: string): Promise<void> {
    for (let tries = 0; (await sandbox.processes(pattern)).length > 0; tries++) {
        assert.ok(tries < 100, `${pattern} ends within five seconds`);
        await sleep(50);
    }
}

async function enable(sandbox: Sandbox): Promise<void> {
    await sandbox.evalInShell(`Main.extensionManager.enableExtension('${uuid}')`);
    await sandbox.waitFor(`${state} === 1 && ${button}?.has_allocation()`);
}

async function disable(sandbox: Sandbox): Promise<void> {
    await sandbox.evalInShell(`Main.extensionManager.disableExtension('${uuid}')`);
    await sandbox.waitFor(`${state} !== 1 && ${button} === undefined`);
    await gone(sandbox, collector);
}

/** Another collector than the one before, as a new version of the extension brings it. */
async function play(sandbox: Sandbox, script: StandInScript): Promise<void> {
    await disable(sandbox);
    await putStandIn(sandbox, script);
    await enable(sandbox);
    await sandbox.openMenu();
}

desktopTest(
    'when the shell takes down its panel, the collector ends and nothing complains',
    {},
    async sandbox => {
        await openWeather(sandbox);
        await sandbox.startShell();
        await sandbox.waitFor(`${button}?.accessible_name?.includes('1 connection')`, settled);
        await sandbox.evalInShell(`${button}.destroy()`);
        await gone(sandbox, collector);
        await sleep(1000);
        await sandbox.evalInShell(`Main.extensionManager.disableExtension('${uuid}')`);
    },
);

desktopTest(
    'a collector that is stopped is noticed, told of, and replaced',
    { provoked: [/Edgewise: The collector failed \(it says nothing\)/] },
    async sandbox => {
        await openWeather(sandbox);
        await sandbox.startShell();
        await sandbox.openMenu();
        await sandbox.waitFor(shows('Weather'), settled);
        const first = await collectorPid(sandbox);
        await signal(sandbox, 'STOP', first);
        await sandbox.waitFor(shows('does not answer'), settled);
        await sandbox.screenshot('silent');
        await sandbox.waitFor(`!${shows('Starting Again')} && ${shows('Weather')}`, settled);
        assert.notEqual(await collectorPid(sandbox), first);
        assert.equal((await sandbox.processes(collector)).length, 1, 'the stopped one is gone');

        await signal(sandbox, 'STOP', await collectorPid(sandbox));
        await disable(sandbox);
    },
);

// It takes half a minute, and nothing in it depends on the version.
if (version === 51)
    desktopTest('a desktop that slept goes on with the same collector', {}, async sandbox => {
        await openWeather(sandbox);
        await sandbox.startShell();
        await sandbox.openMenu();
        await sandbox.waitFor(shows('Weather'), settled);
        const pid = await collectorPid(sandbox);
        const shell = Number(await sandbox.check(['pgrep', '-x', 'gnome-shell']));
        const sleeping = (asleep: boolean) =>
            sandbox.check([
                ...['gdbus', 'emit', '--system', '--object-path', '/org/freedesktop/login1'],
                ...['--signal', 'org.freedesktop.login1.Manager.PrepareForSleep', String(asleep)],
            ]);
        await sleeping(true);
        for (const process of [pid, shell]) await signal(sandbox, 'STOP', process);
        // Longer than a silent collector is given while the menu is open.
        await sleep(15_000);
        await signal(sandbox, 'CONT', shell);
        await sleep(1_000);
        await signal(sandbox, 'CONT', pid);
        await sleeping(false);
        await sleep(3_500);
        assert.equal(await collectorPid(sandbox), pid);
        await sandbox.waitFor(shows('Weather'), settled);
    });

desktopTest(
    'what a broken collector says does no harm',
    { provoked: [/Edgewise: The collector (failed|stays down|sent what cannot be used)/] },
    async sandbox => {
        await sandbox.startShell();
        await play(sandbox, { scene: 'story', behaviour: 'nonsense' });
        await sandbox.waitFor(shows('Weather'), settled);
        // It comes with the message after all the nonsense.
        await sandbox.waitFor(shows('Aardvark'), settled);
        const complaints = sandbox.shellLog().match(/sent what cannot be used/g) ?? [];
        assert.ok(complaints.length > 0 && complaints.length <= 8, `${complaints.length} complaints`);

        await play(sandbox, { scene: 'story', behaviour: 'newer' });
        await sandbox.waitFor(shows('Log out and in again'), settled);
        await sandbox.screenshot('newer');
        await gone(sandbox, collector);

        await play(sandbox, { scene: 'story', behaviour: 'torn' });
        await sandbox.waitFor(shows('exit status 3'), settled);
    },
);

desktopTest('a collector that floods the pipe does not hold the compositor up', {}, async sandbox => {
    await sandbox.startShell();
    await disable(sandbox);
    await sandbox.evalInShell('hook.watchOurCode()');
    await play(sandbox, { scene: 'many', behaviour: 'flood' });
    await sandbox.evalInShell(`${menu}.close()`);
    const memory = async () => {
        const status = await sandbox.check(['sh', '-c', 'cat /proc/$(pgrep -x gnome-shell)/status']);
        return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    };
    const before = await memory();
    // The shell stands still, and the pipe fills up.
    await sandbox.evalInShell(`
        const end = GLib.get_monotonic_time() + 3e6;
        while (GLib.get_monotonic_time() < end);
        hook.held.length = 0;`);
    const seen = await sandbox.evalInShell<Observation>('return await hook.observe(5000)');
    const held = await sandbox.evalInShell<number[]>(
        'return hook.held.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)',
    );
    const p99 = held[Math.floor(held.length * 0.99)] ?? NaN;
    console.log(
        `${held.length} entries, p99 ${p99.toFixed(1)} ms, at most ${held.at(-1)?.toFixed(1)} ms; main loop late by p99 ${seen.latency.p99.toFixed(1)} ms; ${before.toFixed(0)} MB before, ${(await memory()).toFixed(0)} MB after`,
    );
    assert.ok(p99 <= 8, `p99 ${p99.toFixed(1)} ms`);
    assert.ok((await memory()) - before < 60);
    await sandbox.openMenu();
    await sandbox.waitFor(`${menuTexts}.length > 10`, settled);
});

desktopTest('locked, nothing of it is left, and unlocked, it is back', {}, async sandbox => {
    await openWeather(sandbox);
    await sandbox.startShell();
    await disable(sandbox);
    await sandbox.evalInShell('hook.watchOurCode()');
    await enable(sandbox);
    for (let round = 0; round < 2; round++) {
        await sandbox.openMenu();
        await sandbox.waitFor(shows('Weather'), settled);
        // What the screen shield does; without GDM the shell has none.
        await sandbox.evalInShell(`Main.sessionMode.pushMode('unlock-dialog')`);
        await sandbox.waitFor(`${state} !== 1 && ${button} === undefined`);
        await gone(sandbox, `${collector}|^(stdbuf|ss) |/ss `);
        assert.deepEqual(await sandbox.evalInShell('return [...new Set(hook.liveSources.values())]'), []);
        await sandbox.evalInShell(`Main.sessionMode.popMode('unlock-dialog')`);
        await sandbox.waitFor(`${state} === 1 && ${button}?.has_allocation()`);
    }
    await sandbox.openMenu();
    await sandbox.waitFor(shows('Weather'), settled);
});

/** Whether the open menu lies within the work area of a monitor. */
const fits = `(() => {
    const [x, y] = ${menu}.actor.get_transformed_position();
    const [width, height] = ${menu}.actor.get_transformed_size();
    return Main.layoutManager.monitors.some((_, index) => {
        const area = Main.layoutManager.getWorkAreaForMonitor(index);
        return x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height;
    });
})()`;

desktopTest(
    'an open menu follows the monitors, the style and the size of the text',
    {
        size: ['1280x800', '1024x700'],
    },
    async sandbox => {
        await putStandIn(sandbox, { scene: 'many', churn: true });
        await sandbox.startShell();
        await sandbox.openMenu();
        await sandbox.waitFor(`${menuTexts}.length > 20 && ${fits}`, settled);

        const usable = async (what: string) => {
            await sandbox.evalInShell('await hook.pause(700)');
            if (!(await sandbox.evalInShell(`return ${menu}.isOpen`))) await sandbox.openMenu();
            await sandbox.waitFor(`${menuTexts}.length > 20 && ${fits}`);
            await sandbox.screenshot(what.replaceAll(' ', '-'));
        };
        const interfaceSchema = 'org.gnome.desktop.interface';
        await sandbox.set(interfaceSchema, 'color-scheme', 'prefer-light');
        await usable('light');
        await sandbox.set('org.gnome.desktop.a11y.interface', 'high-contrast', 'true');
        await usable('high contrast');
        await sandbox.set(interfaceSchema, 'text-scaling-factor', '1.5');
        await usable('large text');
        await sandbox.evalInShell('Main.loadTheme(); await hook.pause(300);');
        await usable('theme loaded again');

        await apply(sandbox, [['Meta-1', 0]]);
        await sandbox.waitFor('Main.layoutManager.monitors.length === 1');
        await usable('primary unplugged');
        await apply(sandbox, [
            ['Meta-0', 0],
            ['Meta-1', 1280],
        ]);
        await sandbox.waitFor('Main.layoutManager.monitors.length === 2');
        await usable('plugged in again');
    },
);

/** Has only these monitors on, side by side, the first of them the primary one. */
async function apply(
    sandbox: Sandbox,
    monitors: readonly (readonly [connector: string, x: number])[],
): Promise<void> {
    const call = (method: string, ...words: string[]) =>
        sandbox.check([
            ...['gdbus', 'call', '--session', '-d', 'org.gnome.Mutter.DisplayConfig'],
            ...[
                '-o',
                '/org/gnome/Mutter/DisplayConfig',
                '-m',
                `org.gnome.Mutter.DisplayConfig.${method}`,
                ...words,
            ],
        ]);
    const current = await call('GetCurrentState');
    const serial = /^\(uint32 (\d+)/.exec(current)?.[1] ?? '';
    const logical = monitors.map(([connector, x], index) => {
        const mode = new RegExp(`'${connector}'.*?\\('([^']+)'`).exec(current)?.[1] ?? '';
        return `(${x}, 0, 1.0, uint32 0, ${index === 0}, [('${connector}', '${mode}', @a{sv} {})])`;
    });
    await call('ApplyMonitorsConfig', serial, '1', `[${logical.join(', ')}]`, '{}');
}

const nonsense: Readonly<Record<string, string>> = {
    interval: '999999999',
    'indicator-content': "'elephant'",
    'indicator-position': '17',
    'notification-level': "''",
    'ignored-findings': `[('nonsense', '', ''), ('', '', ''), ('half-closed', '${'x'.repeat(5000)}', '\u202e')]`,
    'component-rules': `[${Array.from({ length: 700 }, (_, index) => `('host', '(${index}', '[', '/nowhere')`).join(', ')}]`,
    'network-data': "'../../../etc/passwd'",
    'history-forgotten': 'int64 -5',
    'open-menu-shortcut': "['<Nothing>!', '']",
    dns: "'perhaps'",
};

desktopTest(
    'settings that make no sense do no harm, and are told of once',
    {
        settings: { 'org/gnome/shell/extensions/edgewise': nonsense },
        provoked: [/Edgewise: the setting “/],
    },
    async sandbox => {
        await openWeather(sandbox);
        await sandbox.startShell();
        assert.equal(await sandbox.evalInShell(`return ${state}`), 1, 'ACTIVE');
        await sandbox.openMenu();
        await sandbox.waitFor(shows('Weather'), settled);
        const schema = 'org.gnome.shell.extensions.edgewise';
        await sandbox.set(schema, 'show-local', 'true');
        await sandbox.set(schema, 'show-local', 'false');
        await sandbox.evalInShell('await hook.pause(1000)');
        const told = sandbox.shellLog().match(/the setting “.*/g) ?? [];
        assert.ok(told.length > 0);
        assert.equal(new Set(told).size, told.length, told.join('\n'));
    },
);

const rounds = 500;

desktopTest(
    `${rounds} times enabled and disabled within the same tick, nothing is left`,
    {},
    async sandbox => {
        await sandbox.startShell();
        await disable(sandbox);
        await sandbox.evalInShell('hook.watchOurCode()');
        const extension = `Main.extensionManager.lookup('${uuid}').stateObj`;
        const turns = (count: number) =>
            sandbox.evalInShell(`
            for (let round = 0; round < ${count}; round++) {
                ${extension}.enable();
                ${extension}.disable();
                await hook.pause(0);
            }`);
        const census = async () => {
            await sandbox.evalInShell('imports.system.gc(); await hook.pause(300); imports.system.gc();');
            const shell = (await sandbox.check(['pgrep', '-x', 'gnome-shell'])).trim();
            const count = async (command: string) =>
                Number(await sandbox.check(['sh', '-c', command], { uid: 0 }));
            return {
                actors: await sandbox.evalInShell<number>('return hook.countActors()'),
                files: await count(`ls /proc/${shell}/fd | wc -l`),
                fileMonitors: await count(`cat /proc/${shell}/fdinfo/* | grep -c ^inotify`),
                threads: await count(`ls /proc/${shell}/task | wc -l`),
                trackers: await sandbox.evalInShell<number | null>('return hook.signalTrackers()'),
            };
        };
        await turns(20);
        await gone(sandbox, collector);
        const before = await census();
        const began = Date.now();
        await turns(rounds);
        console.log(`${rounds} rounds in ${((Date.now() - began) / 1000).toFixed(1)} s`);
        await gone(sandbox, `${collector}|^(stdbuf|ss) |/ss `);
        const after = await census();
        console.log(JSON.stringify({ before, after }));
        assert.deepEqual(await sandbox.evalInShell('return [...new Set(hook.liveSources.values())]'), []);
        assert.ok(after.actors <= before.actors, 'actors');
        assert.ok(after.files <= before.files + 2, 'open files');
        assert.ok(after.fileMonitors <= before.fileMonitors, 'file monitors');
        assert.ok(after.threads <= before.threads + 2, 'threads');
        assert.equal(await sandbox.evalInShell(`return ${button} === undefined`), true);
        // A bare button leaves a tracked signal behind, too.
        await sandbox.evalInShell('for (let count = 0; count < 20; count++) await hook.bareButton();');
        const bare = (await census()).trackers;
        if (before.trackers !== null && after.trackers !== null && bare !== null)
            assert.ok((after.trackers - before.trackers) / rounds <= (bare - after.trackers) / 20, 'signals');
        await enable(sandbox);
    },
);
