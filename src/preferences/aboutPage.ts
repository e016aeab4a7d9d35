import Adw from 'gi://Adw';
import GObject from 'gi://GObject';
import { gettext as _ } from 'resource:///org/gnome/Shell/Extensions/js/extensions/prefs.js';

import { forgetEverything } from './ownFiles.js';
import { factRow } from './settingRows.js';
import { runTerminalCommand } from './terminalCommand.js';
import type Gio from 'gi://Gio';

/** Version, how it looks at the sockets, a debug report, credits and licences. */
export class AboutPage extends Adw.PreferencesPage {
    static {
        GObject.registerClass({ GTypeName: 'EdgewiseAboutPage' }, this);
    }

    constructor(settings: Gio.Settings, version: string, path: string, window: Adw.PreferencesWindow) {
        super({ name: 'about', title: _('About'), iconName: 'help-about-symbolic' });
        this.add(programGroup(version, path, window));
        this.add(creditsGroup());
        this.add(forgetGroup(settings, window));
    }
}

function programGroup(version: string, path: string, window: Adw.PreferencesWindow): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup({
        // Translators: the name of the extension
        title: _('Edgewise'),
        description: _('Who is this desktop talking to, on whose behalf, and is that normal?'),
    });
    group.add(factRow(_('Version'), version));
    const status = factRow(_('How Connections Are Read'), _('Asking…'));
    group.add(status);
    void runTerminalCommand(path, '--version').then(
        output => {
            status.subtitle = output;
        },
        (error: unknown) => {
            status.subtitle = String(error);
        },
    );
    const report = new Adw.ButtonRow({ title: _('Copy Debug Report'), startIconName: 'edit-copy-symbolic' });
    report.connect('activated', () => {
        void runTerminalCommand(path, 'report').then(
            output => {
                window.get_clipboard().set(output);
                window.add_toast(new Adw.Toast({ title: _('Debug report copied') }));
            },
            (error: unknown) => window.add_toast(new Adw.Toast({ title: String(error), useMarkup: false })),
        );
    });
    group.add(report);
    return group;
}

function creditsGroup(): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup({ title: _('Credits and Licenses') });
    group.add(
        factRow(_('Edgewise'), _('Free software under the GNU General Public License, version 2 or later.')),
    );
    group.add(
        factRow(
            _('Network Data'),
            _('From RouteViews and DB-IP through ip-location-db, under CC BY 4.0 (https://db-ip.com).'),
        ),
    );
    return group;
}

function forgetGroup(settings: Gio.Settings, window: Adw.PreferencesWindow): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup();
    const row = new Adw.ButtonRow({ title: _('Forget Everything…') });
    row.add_css_class('destructive-action');
    row.connect('activated', () => {
        const dialog = new Adw.AlertDialog({
            heading: _('Forget Everything?'),
            body: _(
                'History, remembered names, your own network data and all settings of Edgewise are deleted. This cannot be undone.',
            ),
            defaultResponse: 'cancel',
            closeResponse: 'cancel',
        });
        dialog.add_response('cancel', _('Cancel'));
        dialog.add_response('forget', _('Forget'));
        dialog.set_response_appearance('forget', Adw.ResponseAppearance.DESTRUCTIVE);
        dialog.connect('response', (_dialog, response) => {
            if (response !== 'forget') return;
            void forgetEverything(settings).then(
                () => window.add_toast(new Adw.Toast({ title: _('Everything forgotten') })),
                (error: unknown) =>
                    window.add_toast(new Adw.Toast({ title: String(error), useMarkup: false })),
            );
        });
        dialog.present(window);
    });
    group.add(row);
    return group;
}
