import { menu } from '../desktop.js';
import type { Scene } from '../sandbox/scene.js';
import { userCgroup } from '../sandbox/sandbox.js';

/** Programs by unit, with an address of the network that they would talk to, and so many connections. */
const programs: readonly (readonly [name: string, unit: string, address: string, count: number])[] = [
    ['firefox', 'app-gnome-firefox-1.scope', '142.250.74.110', 64],
    ['chromium', 'app-gnome-org.chromium.Chromium-2.scope', '104.16.132.229', 48],
    ['thunderbird', 'app-gnome-org.mozilla.Thunderbird-3.scope', '17.57.156.32', 12],
    ['nextcloud', 'app-gnome-com.nextcloud.desktopclient.nextcloud-4.scope', '95.217.64.181', 20],
    ['steam', 'app-gnome-steam-5.scope', '155.133.248.38', 40],
    ['spotify', 'app-gnome-spotify-6.scope', '35.186.224.25', 8],
    ['signal-desktop', 'app-gnome-signal-desktop-7.scope', '13.248.212.111', 6],
    ['telegram-desktop', 'app-gnome-org.telegram.desktop-8.scope', '149.154.167.99', 10],
    ['transmission-gtk', 'app-gnome-transmission-gtk-9.scope', '185.125.190.59', 60],
    ['gnome-weather', 'app-gnome-org.gnome.Weather-10.scope', '110.232.152.33', 2],
    ['gnome-maps', 'app-gnome-org.gnome.Maps-11.scope', '151.101.1.91', 6],
    ['gnome-software', 'app-gnome-org.gnome.Software-12.scope', '151.101.2.49', 8],
    ['goa-daemon', 'dbus-org.gnome.OnlineAccounts.slice', '40.99.150.2', 4],
    ['code', 'app-gnome-com.visualstudio.code-13.scope', '13.107.246.40', 12],
];

/** 300 connections of many programs. */
const many: Scene = {
    async prepare(sandbox) {
        await sandbox.startNames({});
        await sandbox.listen({ port: 443 });
        for (const [name, unit, address, count] of programs) {
            const program = await sandbox.program(name, { cgroup: `${userCgroup}/app.slice/${unit}` });
            await program.open(address, 443, { count });
        }
    },
    async play(sandbox) {
        await sandbox.openMenu();
        await sandbox.waitFor(`hook.texts(${menu}.box).some(text => /^3\\d\\d conn/.test(text))`, {
            timeout: 30_000,
        });
        await sandbox.evalInShell('await hook.pause(2500);');
        await sandbox.screenshot('many');
        await sandbox.evalInShell(`
            await hook.click(hook.descendants(${menu}.box).find(actor =>
                actor.accessible_name?.startsWith('Firefox') && actor instanceof St.Button));
            await hook.pause(1500);`);
        await sandbox.screenshot('many-open');
    },
};
export default many;
