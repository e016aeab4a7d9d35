import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import System from 'system';

/**
 * Runs inside a sandbox as its user: takes `{"id":1,"code":"…"}` lines, has GNOME Shell evaluate the code over
 * the session bus, and answers `{"id":1,"success":true,"value":"…"}`. Ends when stdin does.
 */
interface Question {
    readonly id: number;
    readonly code: string;
}
const longestEvaluation = 120_000;

const loop = new GLib.MainLoop(null, false);
const bus = Gio.bus_get_sync(Gio.BusType.SESSION, null);
const input = Gio.DataInputStream.new(Gio.UnixInputStream.new(0, false));

function answer(id: number, success: boolean, value: string): void {
    print(JSON.stringify({ id, success, value }));
}

function ask({ id, code }: Question): void {
    bus.call(
        'org.gnome.Shell',
        '/org/gnome/Shell',
        'org.gnome.Shell',
        'Eval',
        new GLib.Variant('(s)', [code]),
        new GLib.VariantType('(bs)'),
        Gio.DBusCallFlags.NO_AUTO_START,
        longestEvaluation,
        null,
        (_bus, result) => {
            try {
                const [success, value] = bus.call_finish(result).deepUnpack<[boolean, string]>();
                answer(id, success, value);
            } catch (error) {
                answer(id, false, String(error));
            }
        },
    );
}

function readNext(): void {
    input.read_line_async(GLib.PRIORITY_DEFAULT, null, (_input, result) => {
        const [line] = input.read_line_finish_utf8(result);
        if (line === null) {
            loop.quit();
            return;
        }
        ask(JSON.parse(line) as Question);
        readNext();
    });
}

readNext();
loop.run();
System.exit(0);
