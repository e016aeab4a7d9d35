import { setTimeout as sleep } from 'node:timers/promises';
import { certificate } from '../sandbox/certificate.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import type { Scene } from '../sandbox/scene.js';

export const edgeAddress = '110.232.152.33';
const edgeName = 'a110-232-152-33.deploy.akamaitechnologies.com';
const report =
    '<response><data num_results="1"><METAR><raw_text>KBOS 230354Z 31012KT 10SM FEW250 06/M03 A3012</raw_text>' +
    '<station_id>KBOS</station_id></METAR></data></response>';

/** The names of the story. `honest`: the edge’s reverse name leads back to it. */
export async function startStory(sandbox: Sandbox, honest = true): Promise<void> {
    await sandbox.startNames(
        honest
            ? { hosts: [[edgeName, edgeAddress]], aliases: [['aviationweather.gov', edgeName]] }
            : {
                  options: [
                      `--address=/aviationweather.gov/${edgeAddress}`,
                      `--ptr-record=33.152.232.110.in-addr.arpa,${edgeName}`,
                  ],
              },
    );
    const tls = certificate(['aviationweather.gov']);
    await sandbox.listen({
        address: edgeAddress,
        port: 443,
        tls,
        answer:
            'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: keep-alive\r\n' +
            `Content-Length: ${report.length}\r\n\r\n${report}`,
        halfCloseAfter: 1000,
    });
    await sandbox.trust(tls.certificate);
    await sandbox.set('org.gnome.shell.weather', 'locations', await boston(sandbox));
    await sandbox.set('org.gnome.shell.extensions.edgewise', 'finding-half-closed-threshold', '3');
    await sandbox.set('org.gnome.shell.extensions.edgewise', 'notification-level', "'notice'");
}

/** Boston as Weather and the shell keep it in their settings: serialised by libgweather itself. */
async function boston(sandbox: Sandbox): Promise<string> {
    const script = `
        import GWeather from 'gi://GWeather?version=4.0';
        const location = GWeather.Location.get_world().find_by_station_code('KBOS');
        print('[<' + location.serialize().print(true) + '>]');`;
    const text = await sandbox.check(['sh', '-c', 'cat >/tmp/boston.js && gjs -m /tmp/boston.js'], {
        input: script,
    });
    return text.trim();
}

/** A real request for the METAR of Boston from inside GNOME Shell’s process, whose connection stays half-closed. */
export async function fetchWeather(sandbox: Sandbox): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
        await sandbox.evalInShell(`
            const { default: GWeather } = await import('gi://GWeather?version=4.0');
            const location = GWeather.Location.get_world().find_by_station_code('KBOS');
            globalThis.weather = new GWeather.Info({
                location,
                application_id: 'org.gnome.Shell',
                contact_info: 'https://example.org',
                enabled_providers: GWeather.Provider.METAR,
            });
            globalThis.weather.update();`);
        await sleep(2500);
        // The shell may fetch the weather itself meanwhile, which ends the connection of the request before.
        if ((await sandbox.check(['ss', '-tnH', 'state', 'close-wait'])).includes(edgeAddress)) return;
    }
    throw new Error('the weather’s connection did not stay half-closed');
}

/** Somebody's evening, told in one line of a menu. */
const story: Scene = {
    async prepare(sandbox) {
        await startStory(sandbox);
        // A banner would lie half under the menu.
        await sandbox.set('org.gnome.shell.extensions.edgewise', 'notification-level', "'off'");
    },
    async play(sandbox) {
        await fetchWeather(sandbox);
        await sandbox.openMenu();
        const card = `hook.descendants(Main.panel.statusArea['edgewise@edgewise'].menu.box)
            .some(actor => actor.mapped && actor.style_class?.includes('edgewise-card'))`;
        await sandbox.waitFor(card, { timeout: 20_000 });
        await sandbox.evalInShell('await hook.pause(6000);');
        await sandbox.screenshot('story');
        await sandbox.evalInShell(`
            const { box } = Main.panel.statusArea['edgewise@edgewise'].menu;
            await hook.click(hook.descendants(box).find(actor =>
                actor.mapped && actor.style_class?.includes('edgewise-card-button')));
            await hook.movePointer(10, global.stage.height - 10);
            await hook.pause(1500);`);
        await sandbox.screenshot('details');
    },
};
export default story;
