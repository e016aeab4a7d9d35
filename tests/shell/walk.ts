import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { menu, menuTexts } from './desktop.js';
import { userCgroup, type Program, type Sandbox } from './sandbox/sandbox.js';

/** What a person sees and does in the menu, for tests that walk through it. */
export const settled = { timeout: 20_000 };
export const schema = 'org.gnome.shell.extensions.edgewise';

/** An expression: whether a text that holds this can be read in the menu. */
export const shows = (text: string) => `${menuTexts}.some(line => line.includes(${JSON.stringify(text)}))`;

export function app(id: string): { cgroup: string } {
    return { cgroup: `${userCgroup}/app.slice/app-gnome-${id}-77.scope` };
}

export async function click(sandbox: Sandbox, text: string): Promise<void> {
    const pressable = `hook.pressable(${JSON.stringify(text)}, ${menu}.box)`;
    await sandbox.evalInShell(`
        const actor = ${pressable};
        const scroll = hook.descendants(${menu}.box).find(child => child instanceof St.ScrollView);
        // What has just been opened is still being filled, which moves what is below it.
        for (let before = NaN, tries = 0; tries < 40; tries++) {
            const [, now] = actor.get_transformed_position();
            const top = now - scroll.get_transformed_position()[1];
            const hidden = scroll.contains(actor) && (top < 0 || top + actor.height > scroll.height);
            if (!hidden && now === before) break;
            if (hidden) scroll.vadjustment.value += top - (scroll.height - actor.height) / 2;
            before = now;
            await hook.pause(150);
        }
        await hook.click(actor);`);
}

export async function clipboard(sandbox: Sandbox): Promise<string | null> {
    return sandbox.evalInShell(`return await new Promise(resolve =>
        St.Clipboard.get_default().get_text(St.ClipboardType.CLIPBOARD, (_clipboard, text) => resolve(text)))`);
}

/** The value of a setting of the extension, as GVariant text. */
export async function setting(sandbox: Sandbox, key: string): Promise<string> {
    const folder = '/home/visitor/.local/share/gnome-shell/extensions/edgewise@edgewise/schemas';
    return (await sandbox.check(['gsettings', '--schemadir', folder, 'get', schema, key])).trim();
}

export async function waitForSetting(
    sandbox: Sandbox,
    key: string,
    wanted: (value: string) => boolean,
): Promise<void> {
    for (let tries = 0; ; tries++) {
        const value = await setting(sandbox, key);
        if (wanted(value)) return;
        assert.ok(tries < 60, `${key} is ${value}`);
        await sleep(50);
    }
}

/** What has the keyboard: what it is called, whether all of it, or its beginning, is in sight. */
export interface Focus {
    readonly name: string;
    readonly inSight: boolean;
}

/** Presses keys one after another, `Tab` or `Alt_L+n`, and tells what has the focus after each of them. */
export async function press(sandbox: Sandbox, ...keys: readonly string[]): Promise<Focus[]> {
    return sandbox.evalInShell(`
        const stage = Main.layoutManager.uiGroup.get_stage();
        const found = [];
        for (const keys of ${JSON.stringify(keys)}) {
            const [symbol, ...held] = keys.split('+').reverse().map(name => Clutter['KEY_' + name]);
            await hook.pressKey(symbol, ...held);
            await hook.pause(120);
            const focus = stage.get_key_focus();
            if (!focus) { found.push({ name: 'nothing', inSight: false }); continue; }
            const scroll = hook.descendants(${menu}.box).find(child => child instanceof St.ScrollView);
            const top = focus.get_transformed_position()[1];
            const [from, to] = scroll.contains(focus)
                ? [scroll.get_transformed_position()[1], scroll.get_transformed_position()[1] + scroll.height]
                : [0, stage.height];
            found.push({
                name: focus.accessible_name || hook.texts(focus).join(', ') || focus.text || String(focus),
                inSight: top >= from - 1 && Math.min(top + focus.height, top + 40) <= to + 1,
            });
        }
        return found;`);
}

/** Presses a key until what has the focus is called so. */
export async function pressUntil(
    sandbox: Sandbox,
    key: string,
    name: RegExp,
    mostTimes = 60,
): Promise<Focus> {
    const passed: string[] = [];
    for (let times = 0; times < mostTimes; times++) {
        const [focus] = await press(sandbox, key);
        if (focus && name.test(focus.name)) return focus;
        passed.push(focus?.name.slice(0, 40) ?? '?');
    }
    throw new Error(`${key} does not lead to ${String(name)}, but to: ${passed.join(' | ')}`);
}

/** A browser with two connections, an app with very many, and a weather app on an unencrypted port. */
export async function startPrograms(sandbox: Sandbox): Promise<{ weather: Program; many: Program }> {
    await sandbox.startNames({ hosts: [['www.example.net', '203.0.113.5']] });
    await sandbox.listen({ port: 80 });
    await sandbox.listen({ address: '203.0.113.5', port: 443 });
    await sandbox.listen({ port: 5222 });
    const weather = await sandbox.program('gnome-weather', app('org.gnome.Weather'));
    await weather.open('110.232.152.33', 80);
    const browser = await sandbox.program('firefox', app('firefox'));
    await browser.open('203.0.113.5', 443, { count: 2 });
    const many = await sandbox.program('fractal', app('org.gnome.Fractal'));
    await many.open('203.0.113.20', 5222, { count: 45 });
    return { weather, many };
}
