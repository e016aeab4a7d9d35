import Adw from 'gi://Adw';
import Gdk from 'gi://Gdk';
import type Gio from 'gi://Gio';
import GObject from 'gi://GObject';
import Gtk from 'gi://Gtk';
import { gettext as _ } from 'resource:///org/gnome/Shell/Extensions/js/extensions/prefs.js';

import { followWhileShown } from './settingRows.js';

/** Shows a keyboard shortcut; activated, it asks for another one. */
export class ShortcutRow extends Adw.ActionRow {
    static {
        GObject.registerClass({ GTypeName: 'EdgewiseShortcutRow' }, this);
    }

    constructor(settings: Gio.Settings, key: string, title: string) {
        super({ title, activatable: true });
        const label = new Gtk.ShortcutLabel({
            disabledText: _('Not Set'),
            valign: Gtk.Align.CENTER,
        });
        this.add_suffix(label);
        followWhileShown(settings, key, this, () => {
            label.accelerator = settings.get_strv(key)[0] ?? '';
        });
        this.connect('activated', () => {
            askForShortcut(this, accelerator => {
                settings.set_strv(key, accelerator === null ? [] : [accelerator]);
            });
        });
    }
}

/** `chosen` gets the accelerator, or null for none; it is not called when the user cancels. */
function askForShortcut(parent: Gtk.Widget, chosen: (accelerator: string | null) => void): void {
    const dialog = new Adw.AlertDialog({
        heading: _('Set Shortcut'),
        body: _('Press the new shortcut, Backspace for none, or Escape to cancel.'),
    });
    dialog.add_response('cancel', _('Cancel'));
    const keys = new Gtk.EventControllerKey({ propagationPhase: Gtk.PropagationPhase.CAPTURE });
    keys.connect('key-pressed', (_controller, keyval, _keycode, state) => {
        const modifiers = state & Gtk.accelerator_get_default_mod_mask();
        if (keyval === Gdk.KEY_Escape && modifiers === 0) {
            dialog.close();
            return true;
        }
        if (keyval === Gdk.KEY_BackSpace && modifiers === 0) {
            chosen(null);
            dialog.close();
            return true;
        }
        // A shortcut without a modifier would take the key away from every program.
        if (modifiers === 0 || !Gtk.accelerator_valid(keyval, modifiers)) return false;
        chosen(Gtk.accelerator_name(keyval, modifiers));
        dialog.close();
        return true;
    });
    dialog.add_controller(keys);
    dialog.present(parent);
}
