import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { placeOfCgroup, unescapeUnit } from '../../../src/engine/attribution/cgroupPlace.js';

const manager = '/user.slice/user-1000.slice/user@1000.service';
const uuid = '6a8b2c1e-0d3f-4b5a-9c7d-1e2f3a4b5c6d';

function place(path: string) {
    const found = placeOfCgroup(path);
    assert.ok(found);
    return found;
}

describe('what a control group says of its socket', () => {
    it('reads applications as every launcher names them', () => {
        const cases: [string, string, string][] = [
            ['app-gnome-org.gnome.Weather-4242.scope', 'app', 'org.gnome.Weather'],
            ['app-gnome-org.gnome.Software@autostart.service', 'app', 'org.gnome.Software'],
            ['app-org.gnome.Software@autostart.service', 'app', 'org.gnome.Software'],
            ['app-gnome\\x2dkeyring-1.scope', 'app', 'gnome-keyring'],
            ['app-gnome-gnome\\x2ddisk\\x2dutility-77.scope', 'app', 'gnome-disk-utility'],
            ['app-org.chromium.Chromium-5120.scope', 'app', 'org.chromium.Chromium'],
            ['app-firefox@0c1d7a57f7f64d5d9e9a5d1a2b3c4d5e.service', 'app', 'firefox'],
            ['app-KDE-org.kde.konsole-99.scope', 'app', 'org.kde.konsole'],
            ['app-dropbox-autostart.service', 'app', 'dropbox'],
            ['app-flatpak-org.mozilla.firefox-2853123.scope', 'flatpak', 'org.mozilla.firefox'],
            ['app-flatpak-com.example.two\\x2dwords-1.scope', 'flatpak', 'com.example.two-words'],
        ];
        for (const [unit, kind, appId] of cases) {
            const found = place(`${manager}/app.slice/${unit}`);
            assert.equal(found.kind, kind, unit);
            assert.equal(found.appIds[0], appId, unit);
            assert.equal(found.manager, 'user');
            assert.equal(found.uid, 1000);
        }
    });

    it('offers the longer id where the launcher did not escape a dash', () => {
        assert.deepEqual(place(`${manager}/app.slice/app-gnome-gnome-maps-7.scope`).appIds, [
            'maps',
            'gnome-maps',
            'gnome-gnome-maps',
        ]);
    });

    it('reads snaps, their services and hooks', () => {
        const cases: [string, string, string | null][] = [
            [`snap.firefox.firefox-${uuid}.scope`, 'firefox', 'firefox'],
            [`snap.firefox.firefox.${uuid}.scope`, 'firefox', 'firefox'],
            [`snap.hello-world.env-${uuid}.scope`, 'hello-world', 'env'],
            [`snap.lxd.hook.configure-${uuid}.scope`, 'lxd', 'configure'],
            ['snap.cups.cupsd.service', 'cups', 'cupsd'],
        ];
        for (const [unit, name, app] of cases) {
            const found = place(`${manager}/app.slice/${unit}`);
            assert.equal(found.kind, 'snap', unit);
            assert.deepEqual(found.snap, { name, app }, unit);
        }
    });

    it('reads services, those that a bus started among them, of the system and of users', () => {
        const system = place('/system.slice/fwupd.service');
        assert.deepEqual(
            [system.kind, system.unit, system.manager, system.uid],
            ['service', 'fwupd.service', 'system', null],
        );
        const bus = place(`${manager}/session.slice/dbus-:1.2-org.gnome.OnlineAccounts@0.service`);
        assert.deepEqual([bus.kind, bus.busName], ['service', 'org.gnome.OnlineAccounts']);
        const template = place(
            '/system.slice/system-openvpn\\x2dclient.slice/openvpn-client@home\\x2dnet.service',
        );
        assert.equal(template.unit, 'openvpn-client@home-net.service');
        assert.equal(template.unitFile, 'openvpn-client@home\\x2dnet.service');
        assert.equal(place(`${manager}/session.slice/org.gnome.Shell@wayland.service`).kind, 'service');
    });

    it('knows where only the process can tell', () => {
        const cases: [string, string][] = [
            [`${manager}/app.slice/app-org.gnome.Terminal.slice/vte-spawn-${uuid}.scope`, 'terminal'],
            [`${manager}/app.slice/ptyxis-spawn-${uuid}.scope`, 'terminal'],
            [`${manager}/session.slice/dbus.service`, 'shared'],
            [`${manager}/session.slice/gvfs-daemon.service`, 'shared'],
            [`${manager}/app.slice/run-u51.service`, 'shared'],
            [`${manager}/app.slice/run-p12-i34.scope`, 'shared'],
            [`${manager}/app.slice/run-r4d1a.scope`, 'shared'],
            ['/user.slice/user-1000.slice/session-2.scope', 'shared'],
            [`${manager}/init.scope`, 'activated'],
            ['/init.scope', 'activated'],
            ['/', 'session'],
            ['/user.slice', 'session'],
        ];
        for (const [path, kind] of cases) assert.equal(place(path).kind, kind, path);
    });

    it('keeps a container from posing as a service of this machine', () => {
        const id = 'c0ffee0123456789'.repeat(4);
        const cases: [string, string, string][] = [
            [
                `/machine.slice/libpod-${id}.scope/container/system.slice/fwupd.service`,
                'podman',
                id.slice(0, 12),
            ],
            [`${manager}/user.slice/libpod-${id}.scope/container`, 'podman', id.slice(0, 12)],
            [`/system.slice/docker-${id}.scope`, 'docker', id.slice(0, 12)],
            ['/machine.slice/machine-qemu\\x2d1\\x2ddebian.scope/libvirt', 'machine', 'qemu-1-debian'],
            ['/lxc.payload.web/system.slice/nginx.service', 'lxc', 'web'],
        ];
        for (const [path, engine, name] of cases) {
            assert.equal(place(path).kind, 'container', path);
            assert.deepEqual(place(path).container, { engine, id: name }, path);
        }
    });

    it('takes the outermost unit: what a unit makes below itself is its own affair', () => {
        assert.equal(place('/system.slice/evil.service/fwupd.service').unit, 'evil.service');
        const nested = place('/system.slice/evil.service/user@0.service/app.slice/app-firefox-1.scope');
        assert.deepEqual([nested.unit, nested.uid], ['evil.service', null]);
    });

    it('reads names with spaces and escapes, and shows none of their control characters', () => {
        const spaced = place(`${manager}/app.slice/app-gnome-My\\x20App two-3.scope`);
        assert.deepEqual(spaced.appIds[0], 'My App two');
        const hostile = place('/system.slice/a\\x1b[31m\u202eb.service');
        assert.equal(hostile.unit, 'a[31mb.service');
    });

    it('never takes an application id for a path', () => {
        assert.deepEqual(place(`${manager}/app.slice/app-gnome-..\\x2fpasswd-3.scope`).appIds, []);
    });

    it('undoes what systemd escapes, and leaves alone what is no escape', () => {
        fc.assert(
            fc.property(fc.string({ unit: 'grapheme' }), text => {
                const bytes = Array.from(Buffer.from(text, 'utf8'));
                const escaped = bytes.map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
                return unescapeUnit(escaped) === Buffer.from(text, 'utf8').toString('utf8');
            }),
        );
        assert.equal(unescapeUnit('a\\xzz\\x2'), 'a\\xzz\\x2');
        assert.equal(unescapeUnit('\\xff\\xfe'), '\\xff\\xfe');
    });

    it('survives any path, and shows nothing overlong or unclean', () => {
        fc.assert(
            fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 })), segments => {
                const found = placeOfCgroup(`/${segments.join('/')}`);
                if (!found) return true;
                const shown = [found.unit ?? '', found.busName ?? '', ...found.appIds];
                return shown.every(text => text.length <= 512 && !/[\u0000-\u001f\u202a-\u202e]/.test(text));
            }),
        );
        assert.equal(placeOfCgroup(`/${'a'.repeat(5000)}`), null);
        assert.equal(placeOfCgroup('unreachable:9e'), null);
        assert.equal(place(`/system.slice/${'a'.repeat(300)}.service`).unit, null);
    });
});
