import Adw from 'gi://Adw?version=1';
import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import GObject from 'gi://GObject?version=2.0';
import Gtk from 'gi://Gtk?version=4.0';

/**
 * Runs inside a sandbox as its user, in the place of GNOME's process for preferences: opens the same window with the
 * same code, then takes `{"id":1,"code":"…"}` lines, each the body of an asynchronous function, and answers
 * `{"id":1,"value":…}` or `{"id":1,"error":"…"}`. Ends when stdin does.
 */
imports.package.init({ name: 'gnome-shell', prefix: '/usr', libdir: '/usr/lib' });
const base = '/usr/share/gnome-shell/org.gnome.Shell.Extensions';
for (const kind of ['src', 'data']) {
    const path = `${base}.${kind}.gresource`;
    if (GLib.file_test(path, GLib.FileTest.EXISTS)) Gio.Resource.load(path)._register();
}
Adw.init();
imports.package.initFormat();
GObject.gtypeNameBasedOnJSPath = true;
const modules = 'resource:///org/gnome/Shell/Extensions/js';
const { extensionManager } = await import(`${modules}/extensionsService.js`);
const { ExtensionPrefsDialog } = await import(`${modules}/extensionPrefsDialog.js`);

const loop = new GLib.MainLoop(null, false);
const [info] = Gio.DBus.session
    .call_sync(
        'org.gnome.Shell',
        '/org/gnome/Shell',
        'org.gnome.Shell.Extensions',
        'GetExtensionInfo',
        new GLib.Variant('(s)', ['edgewise@edgewise']),
        null,
        Gio.DBusCallFlags.NONE,
        -1,
        null,
    )
    .deepUnpack();
const window = new ExtensionPrefsDialog(extensionManager.createExtensionObject(info));
await new Promise(resolve => window.connect('loaded', resolve));
window.present();

const help = {
    window,
    Adw,
    Gio,
    GLib,
    Gtk,
    /** A widget and all below it, those in dialogs too. */
    *widgets(root = window) {
        yield root;
        for (let child = root.get_first_child(); child; child = child.get_next_sibling())
            yield* help.widgets(child);
    },
    find: (test, root = window) => [...help.widgets(root)].find(test),
    row: (title, root = window) => {
        const row = help.find(widget => widget instanceof Adw.PreferencesRow && widget.title === title, root);
        if (!row) throw new Error(`no row “${title}”`);
        return row;
    },
    /** What the user's press of a button does. */
    press: (test, root = window) => {
        const button = help.find(
            widget => widget instanceof Gtk.Button && widget.get_mapped() && test(widget),
            root,
        );
        if (!button) throw new Error(`no such button: ${test}`);
        if (!button.is_sensitive()) throw new Error('the button is out of use');
        button.emit('clicked');
    },
    rows: (root = window) =>
        [...help.widgets(root)].filter(
            widget =>
                widget instanceof Adw.PreferencesRow && widget.get_mapped() && widget.get_child_visible(),
        ),
    sleep: milliseconds =>
        new Promise(resolve =>
            GLib.timeout_add(GLib.PRIORITY_DEFAULT, milliseconds, () => {
                resolve();
                return GLib.SOURCE_REMOVE;
            }),
        ),
};

async function answer({ id, code }) {
    try {
        const run = new Function(...Object.keys(help), `return (async () => { ${code} })()`);
        print(JSON.stringify({ id, value: (await run(...Object.values(help))) ?? null }));
    } catch (error) {
        print(JSON.stringify({ id, error: `${error}\n${error.stack ?? ''}` }));
    }
}

const input = Gio.DataInputStream.new(Gio.UnixInputStream.new(0, false));
function readNext() {
    input.read_line_async(GLib.PRIORITY_DEFAULT, null, (_input, result) => {
        const [line] = input.read_line_finish_utf8(result);
        if (line === null) {
            loop.quit();
            return;
        }
        void answer(JSON.parse(line));
        readNext();
    });
}
readNext();
print(JSON.stringify({ id: 0, value: 'ready' }));
await loop.runAsync();
