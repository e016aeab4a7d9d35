import Adw from 'gi://Adw';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Gtk from 'gi://Gtk';
import { gettext as _ } from 'resource:///org/gnome/Shell/Extensions/js/extensions/prefs.js';

import { settingsKeys } from '../protocol/settingsKeys.js';
import { loadNetworkFile } from '../system/identification/knowledgeFiles.js';
import { fill } from '../engine/report/report.js';
import { copyFile, ownNetworkData } from './ownFiles.js';
import { phrases } from './phrases.js';
import { followWhileShown, resetGroup, switchRow } from './settingRows.js';

/** What may be asked of whom to name the far side, and the data that answers without asking. */
export class IdentificationPage extends Adw.PreferencesPage {
    static {
        GObject.registerClass({ GTypeName: 'EdgewiseIdentificationPage' }, this);
    }

    constructor(settings: Gio.Settings, path: string, window: Adw.PreferencesWindow) {
        super({ name: 'identification', title: _('Identification'), iconName: 'network-server-symbolic' });
        this.add(namesGroup(settings));
        this.add(registrationGroup(settings));
        this.add(networksGroup(settings, path, window));
        this.add(
            resetGroup(settings, [
                settingsKeys.dns,
                settingsKeys.confirmNames,
                settingsKeys.registrationConsent,
                settingsKeys.networkData,
            ]),
        );
    }
}

function namesGroup(settings: Gio.Settings): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup({
        title: _('Names'),
        description: _('Questions go to this system’s DNS resolver and to nobody else.'),
    });
    group.add(
        switchRow(
            settings,
            settingsKeys.dns,
            _('Ask for Names'),
            _('Without names, the far side is told by its network alone.'),
        ),
    );
    const confirm = switchRow(
        settings,
        settingsKeys.confirmNames,
        _('Confirm Names'),
        _('Check that a name leads back to its address. Anybody can make an address claim any name.'),
    );
    settings.bind(settingsKeys.dns, confirm, 'sensitive', Gio.SettingsBindFlags.GET);
    group.add(confirm);
    return group;
}

function registrationGroup(settings: Gio.Settings): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup({ title: _('Registration') });
    group.add(
        switchRow(
            settings,
            settingsKeys.registrationConsent,
            _('Allow Registration Look-Ups'),
            _(
                'When you press “Look Up Registration”, rdap.org and the registry that it names are asked about that one address.',
            ),
        ),
    );
    return group;
}

function networksGroup(
    settings: Gio.Settings,
    path: string,
    window: Adw.PreferencesWindow,
): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup({
        title: _('Network Data'),
        description: _('Tells which network an address belongs to, without asking anybody.'),
    });
    group.add(new NetworkDataRow(settings, path, window));
    return group;
}

/** Tells which network data is used; another file of the same format can take its place, and go again. */
class NetworkDataRow extends Adw.ActionRow {
    static {
        GObject.registerClass({ GTypeName: 'EdgewiseNetworkDataRow' }, this);
    }

    readonly #settings: Gio.Settings;
    readonly #shipped: string;
    readonly #window: Adw.PreferencesWindow;

    constructor(settings: Gio.Settings, path: string, window: Adw.PreferencesWindow) {
        super({ useMarkup: false, subtitleSelectable: true });
        this.#settings = settings;
        this.#shipped = GLib.build_filenamev([path, 'data', 'networks', 'networks.bin']);
        this.#window = window;
        const choose = new Gtk.Button({ label: _('Replace…'), valign: Gtk.Align.CENTER });
        choose.connect('clicked', () => this.#choose());
        this.add_suffix(choose);
        const back = new Gtk.Button({
            iconName: 'edit-undo-symbolic',
            tooltipText: _('Use the Data That Came with Edgewise'),
            valign: Gtk.Align.CENTER,
            cssClasses: ['flat'],
        });
        back.connect('clicked', () => settings.reset(settingsKeys.networkData));
        this.add_suffix(back);
        followWhileShown(settings, settingsKeys.networkData, this, () => {
            const own = settings.get_string(settingsKeys.networkData);
            back.visible = own !== '';
            void this.#describe(own || this.#shipped);
        });
    }

    async #describe(path: string): Promise<void> {
        const opened = await loadNetworkFile(path);
        const description = opened.state === 'ready' ? opened.table.description : null;
        if (description) {
            const { date, source, licence } = description;
            const day = dayInWords(date);
            // Translators: {day} is a date
            this.title = fill(phrases, _('Data of {day}'), { day });
            this.subtitle = `${source} · ${licence}`;
        } else {
            this.title = _('The data cannot be read');
            this.subtitle = opened.state === 'ready' ? '' : opened.reason;
        }
    }

    #choose(): void {
        const dialog = new Gtk.FileDialog({ title: _('Choose Network Data'), modal: true });
        dialog.open(this.#window, null, (_dialog, result) => {
            try {
                const file = dialog.open_finish(result);
                void this.#use(file);
            } catch {
                // The user closed the dialog.
            }
        });
    }

    async #use(file: Gio.File): Promise<void> {
        const path = file.get_path();
        const opened = path === null ? null : await loadNetworkFile(path);
        if (opened?.state !== 'ready') {
            const reason = opened?.reason ?? _('It is not a file on this computer.');
            this.#tell(fill(phrases, _('This file cannot be used: {reason}'), { reason }));
            return;
        }
        try {
            const own = Gio.File.new_for_path(ownNetworkData());
            await copyFile(file, own);
            // The same path as before would not tell anybody that the data are new.
            this.#settings.reset(settingsKeys.networkData);
            this.#settings.set_string(settingsKeys.networkData, ownNetworkData());
            this.#tell(_('The new data are in use'));
        } catch (error) {
            this.#tell(fill(phrases, _('This file cannot be used: {reason}'), { reason: String(error) }));
        }
    }

    #tell(title: string): void {
        this.#window.add_toast(new Adw.Toast({ title, useMarkup: false }));
    }
}

/** `date` is ISO 8601, of a day; what is not is shown as it stands. */
function dayInWords(date: string): string {
    const day = Date.parse(date);
    if (Number.isNaN(day)) return date;
    return new Intl.DateTimeFormat(phrases.locale, { dateStyle: 'long', timeZone: 'UTC' }).format(day);
}
