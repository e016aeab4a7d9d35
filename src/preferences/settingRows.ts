import Adw from 'gi://Adw';
import Gio from 'gi://Gio';
import Gtk from 'gi://Gtk';
import { gettext as _ } from 'resource:///org/gnome/Shell/Extensions/js/extensions/prefs.js';

/** Gives a row texts that are no markup. Given to its constructor, they would be read as markup once. */
export function setPlainTexts(row: Adw.ActionRow | Adw.ExpanderRow, title: string, subtitle: string): void {
    row.useMarkup = false;
    row.title = title;
    row.subtitle = subtitle;
}

/** A fact: its name small, its value large, and selectable. */
export function factRow(title: string, subtitle: string): Adw.ActionRow {
    const row = new Adw.ActionRow({ subtitleSelectable: true, cssClasses: ['property'] });
    setPlainTexts(row, title, subtitle);
    return row;
}

/** A switch that is the setting: it changes at once, and follows when something else changes it. */
export function switchRow(settings: Gio.Settings, key: string, title: string, subtitle = ''): Adw.SwitchRow {
    const row = new Adw.SwitchRow({ title, subtitle });
    settings.bind(key, row, 'active', Gio.SettingsBindFlags.DEFAULT);
    return row;
}

/** A choice among the nicks of the key's enum; `labels` are in the order of `nicks`. */
export function choiceRow(
    settings: Gio.Settings,
    key: string,
    nicks: readonly string[],
    labels: readonly string[],
    title: string,
    subtitle = '',
): Adw.ComboRow {
    const row = new Adw.ComboRow({ title, subtitle, model: Gtk.StringList.new([...labels]) });
    const follow = () => {
        row.selected = Math.max(0, nicks.indexOf(settings.get_string(key)));
    };
    follow();
    row.connect('notify::selected', () => {
        const nick = nicks[row.selected];
        if (nick !== undefined && nick !== settings.get_string(key)) settings.set_string(key, nick);
    });
    followWhileShown(settings, key, row, follow);
    return row;
}

/** A number whose key holds `factor` times what is shown, e.g. milliseconds shown as seconds. */
export function numberRow(
    settings: Gio.Settings,
    key: string,
    shown: { readonly min: number; readonly max: number; readonly step: number; readonly digits?: number },
    title: string,
    subtitle = '',
    factor = 1,
): Adw.SpinRow {
    const row = Adw.SpinRow.new_with_range(shown.min, shown.max, shown.step);
    row.title = title;
    row.subtitle = subtitle;
    row.digits = shown.digits ?? 0;
    const follow = () => {
        row.value = settings.get_uint(key) / factor;
    };
    follow();
    row.connect('notify::value', () => {
        const value = Math.round(row.value * factor);
        if (value !== settings.get_uint(key)) settings.set_uint(key, value);
    });
    followWhileShown(settings, key, row, follow);
    return row;
}

/** Calls `follow` when the key changes, for as long as the widget is part of a window. */
export function followWhileShown(
    settings: Gio.Settings,
    key: string,
    widget: Gtk.Widget,
    follow: () => void,
): void {
    let handler = 0;
    widget.connect('realize', () => {
        if (handler !== 0) return;
        handler = settings.connect(`changed::${key}`, follow);
        follow();
    });
    widget.connect('unrealize', () => {
        if (handler !== 0) settings.disconnect(handler);
        handler = 0;
    });
}

/** The last group of a page: sets the page's keys back to their defaults. */
export function resetGroup(settings: Gio.Settings, keys: readonly string[]): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup();
    const row = new Adw.ButtonRow({ title: _('Reset This Page'), startIconName: 'edit-undo-symbolic' });
    const follow = () => {
        row.sensitive = keys.some(key => settings.get_user_value(key) !== null);
    };
    row.connect('activated', () => {
        for (const key of keys) settings.reset(key);
    });
    for (const key of keys) followWhileShown(settings, key, row, follow);
    group.add(row);
    return group;
}
