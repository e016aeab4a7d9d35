import { certificate } from '../sandbox/certificate.js';
import type { Scene } from '../sandbox/scene.js';
import { userCgroup } from '../sandbox/sandbox.js';

/** A desktop with some of everything: the weather's half-closed connection, a browser, a flatpak, services. */
const edge = 'a110-232-152-33.deploy.akamaitechnologies.com';
const app = (unit: string) => ({ cgroup: `${userCgroup}/app.slice/${unit}` });

const desktop: Scene = {
    async prepare(sandbox) {
        await sandbox.startNames({
            hosts: [
                [edge, '110.232.152.33'],
                ['example.org', '93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
                ['fwupd-cdn.example.net', '151.101.2.49'],
                ['chat.example.com', '203.0.113.20'],
            ],
            aliases: [['aviationweather.gov', edge]],
        });
        await sandbox.listen({ address: '110.232.152.33', port: 80, halfCloseAfter: 200 });
        await sandbox.listen({ port: 443, tls: certificate(['aviationweather.gov', 'example.org']) });
        await sandbox.listen({ port: 8080 });
        await sandbox.listen({ port: 5222 });

        const weather = await sandbox.program('gnome-weather', app('app-gnome-org.gnome.Weather-4242.scope'));
        await weather.open('110.232.152.33', 80);
        const browser = await sandbox.program('firefox', app('app-gnome-firefox-2001.scope'));
        await browser.open('93.184.215.14', 443, { count: 4 });
        await browser.open('2606:2800:21f:cb07:6820:80da:af6b:8b2c', 443, { id: 'six' });
        const chat = await sandbox.program('fractal', app('app-flatpak-org.gnome.Fractal-3003.scope'));
        await chat.open('203.0.113.20', 5222);
        const firmware = await sandbox.program('fwupd', { uid: 0, cgroup: 'system.slice/fwupd.service' });
        await firmware.open('151.101.2.49', 443);
        const terminal = await sandbox.program(
            'curl',
            app('app-org.gnome.Terminal.slice/vte-spawn-7d2.scope'),
        );
        await terminal.open('198.51.100.7', 8080);
    },
};
export default desktop;
