import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { button, desktopTest, menu, menuTexts } from './desktop.js';
import { certificate } from './sandbox/certificate.js';
import type { Sandbox } from './sandbox/sandbox.js';
import { click, clipboard, schema, setting, settled, shows, startPrograms } from './walk.js';

const label = `hook.descendants(${button}).find(actor => actor.style_class === 'edgewise-indicator-label')`;

async function clickIndicator(sandbox: Sandbox, mouseButton = 'Clutter.BUTTON_PRIMARY'): Promise<void> {
    await sandbox.evalInShell(`await hook.click(${button}, ${mouseButton})`);
}

/** The path that a line of the menu ends with. */
async function savedPath(sandbox: Sandbox): Promise<string> {
    const line = await sandbox.waitFor<string>(
        `${menuTexts}.find(text => text.startsWith('Saved as '))`,
        settled,
    );
    return line.replace('Saved as ', '');
}

const connectionRows = `hook.descendants(${menu}.box)
    .filter(actor => actor.mapped && actor.style_class?.includes('edgewise-connection'))`;

desktopTest('with the pointer: open, copy, export, and the list of more', {}, async sandbox => {
    await startPrograms(sandbox);
    await sandbox.startShell();
    await clickIndicator(sandbox);
    await sandbox.waitFor(`${shows('Weather')} && ${shows('Fractal')}`, settled);
    await click(sandbox, 'Weather');
    await sandbox.waitFor(shows('110.232.152.33:80'), settled);
    await sandbox.evalInShell(`await hook.click(${connectionRows}[0])`);
    await sandbox.waitFor(shows('Why Edgewise Thinks So'), settled);
    await click(sandbox, 'Copy Address');
    assert.equal(await clipboard(sandbox), '110.232.152.33');
    await click(sandbox, 'Copy as Text');
    assert.match((await clipboard(sandbox)) ?? '', /^Weather\n[^]*Far side: 110\.232\.152\.33:80\n/);
    await click(sandbox, 'Copy Details');
    const details = (await clipboard(sandbox)) ?? '';
    for (const text of ['Weather', 'Firefox', 'Fractal', '110.232.152.33:80'])
        assert.ok(details.includes(text), `“${text}” in:\n${details}`);

    await click(sandbox, 'Export…');
    await sandbox.screenshot('export');
    await click(sandbox, 'CSV');
    const table = await savedPath(sandbox);
    assert.match(table, /^\/home\/visitor\/.*\.csv$/);
    const rows = (await sandbox.check(['cat', table])).trim().split(/\r?\n/);
    assert.equal(rows.filter(row => row.includes('203.0.113.20')).length, 45);
    await click(sandbox, 'Export…');
    await click(sandbox, 'JSON');
    await sandbox.waitFor(
        `${menuTexts}.some(text => text.startsWith('Saved as ') && text.endsWith('.json'))`,
    );
    const document = await savedPath(sandbox);
    assert.match(await sandbox.check(['cat', document]), /110\.232\.152\.33/);
    assert.equal(typeof JSON.parse(await sandbox.check(['cat', document])), 'object');

    await click(sandbox, 'Fractal');
    await sandbox.waitFor(`${shows('Show 25 More')} && ${connectionRows}.length === 21`, settled);
    await click(sandbox, 'Show 25 More');
    await sandbox.waitFor(shows('Show 5 More'), settled);
});

desktopTest('a finding is ignored, and reported again when the setting is reset', {}, async sandbox => {
    await startPrograms(sandbox);
    await sandbox.startShell();
    await clickIndicator(sandbox);
    await sandbox.waitFor(shows('Ignore'), settled);
    await click(sandbox, 'Ignore');
    await sandbox.waitFor(`!${shows('Needs Attention')}`, settled);
    assert.match(await setting(sandbox, 'ignored-findings'), /'unencrypted', '[^']+'/);
    await sandbox.set(schema, 'ignored-findings', '[]');
    await sandbox.waitFor(shows('Needs Attention'), settled);
});

desktopTest(
    'Refresh looks at once, and a pause stops looking until the next middle click',
    {},
    async sandbox => {
        const { many } = await startPrograms(sandbox);
        await sandbox.startShell();
        await clickIndicator(sandbox);
        await sandbox.waitFor(shows('48 connections'), settled);
        await sandbox.set(schema, 'interval', '60000');
        await sleep(2500);
        await many.open('203.0.113.20', 5222, { id: 'later' });
        await sleep(1500);
        assert.ok(await sandbox.evalInShell(`return ${shows('48 connections')}`), 'not seen yet');
        await sandbox.evalInShell(`await hook.click(hook.descendants(${menu}.box)
        .find(actor => actor.accessible_name === 'Refresh'))`);
        await sandbox.waitFor(shows('49 connections'), { timeout: 3000 });

        await sandbox.set(schema, 'interval', '500');
        await sandbox.evalInShell(`${menu}.close()`);
        await clickIndicator(sandbox, 'Clutter.BUTTON_MIDDLE');
        assert.equal(
            await sandbox.evalInShell(`return ${menu}.isOpen`),
            false,
            'a middle click opens nothing',
        );
        assert.match(await sandbox.evalInShell<string>(`return ${button}.accessible_name`), /paused/);
        await many.open('203.0.113.20', 5222, { id: 'unseen' });
        await clickIndicator(sandbox);
        await sandbox.waitFor(shows('Paused'), settled);
        await sleep(2000);
        assert.ok(await sandbox.evalInShell(`return ${shows('49 connections')}`), 'a pause holds');
        await sandbox.screenshot('paused');
        await sandbox.evalInShell(`${menu}.close()`);
        await clickIndicator(sandbox, 'Clutter.BUTTON_MIDDLE');
        await clickIndicator(sandbox);
        await sandbox.waitFor(`${shows('50 connections')} && !${shows('Paused')}`, settled);
    },
);

desktopTest(
    'the indicator stands and shows what the settings say, and its traffic is live',
    {},
    async sandbox => {
        const { many } = await startPrograms(sandbox);
        await sandbox.startShell();
        await sandbox.waitFor(`${button}.accessible_name.includes('48 connections')`, settled);
        for (const [position, box] of [
            ['left', '_leftBox'],
            ['center', '_centerBox'],
            ['right', '_rightBox'],
        ] as const) {
            await sandbox.set(schema, 'indicator-position', `'${position}'`);
            await sandbox.waitFor(`Main.panel.${box}.contains(${button}) && ${button}.has_allocation()`);
            await sandbox.evalInShell('await hook.nextFrame(); await hook.nextFrame();');
            await clickIndicator(sandbox);
            await sandbox.waitFor(shows('48 connections'), settled);
            await sandbox.evalInShell(`${menu}.close()`);
        }
        assert.equal(await sandbox.evalInShell(`return ${label}.visible`), false);
        await sandbox.set(schema, 'indicator-content', "'count'");
        await sandbox.waitFor(`${label}.visible && ${label}.text === '48'`);
        await sandbox.set(schema, 'indicator-content', "'traffic'");
        await sandbox.waitFor(`${label}.visible && /^0/.test(${label}.text)`, settled);
        // The menu is shut: only the indicator asks for figures.
        const seen = new Set<string>();
        for (let round = 0; round < 20; round++) {
            await many.send(20_000 * (round + 1));
            await sleep(500);
            seen.add(await sandbox.evalInShell<string>(`return ${label}.text`));
        }
        assert.ok(seen.size >= 4 && [...seen].some(text => /MB\/s|kB\/s/.test(text)), [...seen].join(', '));
        await sandbox.screenshot('traffic', button);
        await sandbox.waitFor(`/^0/.test(${label}.text)`, settled);
        await sandbox.set(schema, 'indicator-content', "'icon'");
        await sandbox.waitFor(`!${label}.visible`);
    },
);

desktopTest('a registry is asked after consent only, and what it says is shown', {}, async sandbox => {
    const registry = '203.0.113.200';
    await sandbox.startNames({ hosts: [['rdap.org', registry]] });
    const tls = certificate(['rdap.org']);
    await sandbox.trust(tls.certificate);
    await sandbox.listen({ address: '110.232.152.33', port: 80 });
    const weather = await sandbox.program('gnome-weather', {});
    await weather.open('110.232.152.33', 80);
    await sandbox.startShell();
    await clickIndicator(sandbox);
    await sandbox.waitFor(shows('Show'), settled);
    await click(sandbox, 'Show');
    await sandbox.waitFor(shows('Look Up Registration'), settled);
    await click(sandbox, 'Look Up Registration');
    await sandbox.waitFor(shows('This asks rdap.org'), settled);
    await sandbox.screenshot('consent');
    assert.equal(await setting(sandbox, 'registration-consent'), 'false');
    assert.ok(
        !sandbox.dnsQuestions().some(question => question.endsWith(' rdap.org')),
        'nobody is asked yet',
    );

    // Nobody answers there yet.
    await click(sandbox, 'Ask rdap.org');
    await sandbox.waitFor(shows('The registry cannot be reached'), settled);
    await sandbox.screenshot('offline');
    assert.equal(await setting(sandbox, 'registration-consent'), 'true');
    assert.ok(sandbox.dnsQuestions().some(question => question.endsWith(' rdap.org')));

    const answer = JSON.stringify({
        objectClassName: 'ip network',
        handle: '110.232.144.0 - 110.232.159.255',
        startAddress: '110.232.144.0',
        endAddress: '110.232.159.255',
        name: 'SO-NET',
        country: 'JP',
        entities: [],
    });
    await sandbox.listen({
        address: registry,
        port: 443,
        tls,
        answer:
            'HTTP/1.1 200 OK\r\nContent-Type: application/rdap+json\r\nConnection: close\r\n' +
            `Content-Length: ${answer.length}\r\n\r\n${answer}`,
    });
    await click(sandbox, 'Look Up Registration');
    await sandbox.waitFor(`${shows('Network: SO-NET')} && ${shows('Country: Japan')}`, settled);
    await sandbox.screenshot('answered');
    assert.match(sandbox.farSideLog(), /GET \/ip\/110\.232\.152\.33 /);
});

desktopTest(
    'what is new has a badge and its place, and the others stay where they are',
    {},
    async sandbox => {
        const { many } = await startPrograms(sandbox);
        // A history that is old enough for something to be new in it.
        const history = JSON.stringify({ version: 1, began: Date.now() - 30 * 86_400_000, destinations: [] });
        const state = '/home/visitor/.local/state/edgewise';
        await sandbox.check(['sh', '-c', `mkdir -p ${state} && cat >${state}/history.json`], {
            input: history,
        });
        await sandbox.startShell();
        await clickIndicator(sandbox);
        await sandbox.waitFor(`${shows('Fractal')} && ${shows('First seen')}`, settled);
        const rows = `hook.descendants(${menu}.box)
        .filter(actor => actor.mapped && /edgewise-component$/.test(actor.style_class ?? ''))
        .map(actor => actor.accessible_name)`;
        const before = await sandbox.evalInShell<string[]>(`return ${rows}`);
        assert.ok(
            before.some(name => name.startsWith('Fractal') && name.includes('First seen')),
            before.join('\n'),
        );
        const first = (list: readonly string[]) => list.map(name => name.split(',')[0]);
        // More connections and traffic move nothing; a newcomer joins in the order of the names.
        await many.open('203.0.113.20', 5222, { id: 'more', count: 30 });
        const geary = await sandbox.program('geary', {
            cgroup: 'user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-org.gnome.Geary-78.scope',
        });
        await geary.open('203.0.113.40', 5222);
        await sandbox.waitFor(`${shows('Geary')} && ${shows('75')}`, settled);
        const after = first(await sandbox.evalInShell<string[]>(`return ${rows}`));
        assert.deepEqual(
            after.filter(name => first(before).includes(name)),
            first(before),
        );
        assert.equal(after.indexOf('Geary'), after.indexOf('Fractal') + 1, after.join(', '));
        await sandbox.screenshot('first-seen');
    },
);
