import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';

const timeOut = 2_000;

/**
 * When the user logged in, milliseconds since the epoch, as systemd-logind has it (org.freedesktop.login1(5),
 * `Timestamp` of the session); null where nobody can tell.
 */
export function sessionBegan(): Promise<number | null> {
    return new Promise(resolve => {
        Gio.bus_get(Gio.BusType.SYSTEM, null, (_source, opened) => {
            try {
                askTimestamp(Gio.bus_get_finish(opened), resolve);
            } catch {
                // No bus: a container or a bare machine.
                resolve(null);
            }
        });
    });
}

function askTimestamp(bus: Gio.DBusConnection, resolve: (began: number | null) => void): void {
    bus.call(
        'org.freedesktop.login1',
        '/org/freedesktop/login1/session/auto',
        'org.freedesktop.DBus.Properties',
        'Get',
        new GLib.Variant('(ss)', ['org.freedesktop.login1.Session', 'Timestamp']),
        new GLib.VariantType('(v)'),
        Gio.DBusCallFlags.NO_AUTO_START,
        timeOut,
        null,
        (_bus, answered) => {
            try {
                const microseconds = bus.call_finish(answered).recursiveUnpack<[unknown]>()[0];
                resolve(typeof microseconds === 'number' && microseconds > 0 ? microseconds / 1000 : null);
            } catch {
                // No logind, or no session of its own, as for a service of the user.
                resolve(null);
            }
        },
    );
}
