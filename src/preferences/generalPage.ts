import Adw from 'gi://Adw';
import type Gio from 'gi://Gio';
import GObject from 'gi://GObject';
import { gettext as _, pgettext } from 'resource:///org/gnome/Shell/Extensions/js/extensions/prefs.js';

import {
    indicatorContents,
    indicatorPositions,
    intervalRange,
    settingsKeys,
} from '../protocol/settingsKeys.js';
import { choiceRow, numberRow, resetGroup, switchRow } from './settingRows.js';
import { ShortcutRow } from './shortcutRow.js';

/** What the indicator shows, how often Edgewise looks, and which sockets it lists. */
export class GeneralPage extends Adw.PreferencesPage {
    static {
        GObject.registerClass({ GTypeName: 'EdgewiseGeneralPage' }, this);
    }

    constructor(settings: Gio.Settings) {
        super({ name: 'general', title: _('General'), iconName: 'preferences-system-symbolic' });
        this.add(indicatorGroup(settings));
        this.add(connectionsGroup(settings));
        this.add(
            resetGroup(settings, [
                settingsKeys.indicatorContent,
                settingsKeys.indicatorPosition,
                settingsKeys.openMenuShortcut,
                settingsKeys.interval,
                settingsKeys.showLocal,
                settingsKeys.showListening,
            ]),
        );
    }
}

function indicatorGroup(settings: Gio.Settings): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup({ title: _('Indicator') });
    group.add(
        choiceRow(
            settings,
            settingsKeys.indicatorContent,
            indicatorContents,
            [
                // Translators: what the top-bar indicator shows
                _('Icon Only'),
                // Translators: what the top-bar indicator shows
                _('Icon and Number of Connections'),
                // Translators: what the top-bar indicator shows
                _('Icon and Traffic'),
            ],
            _('Shows'),
        ),
    );
    group.add(
        choiceRow(
            settings,
            settingsKeys.indicatorPosition,
            indicatorPositions,
            [
                // Translators: place in the top bar
                _('Left'),
                // Translators: place in the top bar
                _('Center'),
                // Translators: place in the top bar
                _('Right'),
            ],
            _('Position in the Top Bar'),
        ),
    );
    group.add(new ShortcutRow(settings, settingsKeys.openMenuShortcut, _('Keyboard Shortcut')));
    return group;
}

function connectionsGroup(settings: Gio.Settings): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup({
        title: pgettext('which connections are listed', 'Connections'),
    });
    const seconds = (milliseconds: number) => milliseconds / 1000;
    group.add(
        numberRow(
            settings,
            settingsKeys.interval,
            { min: seconds(intervalRange.min), max: seconds(intervalRange.max), step: 0.5, digits: 1 },
            _('Seconds Between Two Looks'),
            _('Edgewise looks less often while the menu is shut and nothing changes.'),
            1000,
        ),
    );
    group.add(
        switchRow(
            settings,
            settingsKeys.showLocal,
            _('Local Connections'),
            _('Also list connections that stay on this computer.'),
        ),
    );
    group.add(
        switchRow(
            settings,
            settingsKeys.showListening,
            _('Listening Programs'),
            _('Also list programs that wait for others to connect.'),
        ),
    );
    return group;
}
