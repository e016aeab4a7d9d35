import Adw from 'gi://Adw';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Gtk from 'gi://Gtk';
import { gettext as _ } from 'resource:///org/gnome/Shell/Extensions/js/extensions/prefs.js';

import { findingKinds } from '../engine/findings/finding.js';
import type { FindingKind } from '../engine/findings/finding.js';
import type { IgnoredFinding } from '../engine/settings.js';
import {
    findingKey,
    findingThresholdKey,
    findingsWithThreshold,
    fromIgnored,
    notificationLevels,
    readEngineSettings,
    settingsKeys,
} from '../protocol/settingsKeys.js';
import { findingKindInWords } from '../engine/report/report.js';
import { phrases } from './phrases.js';
import {
    choiceRow,
    followWhileShown,
    numberRow,
    resetGroup,
    setPlainTexts,
    switchRow,
} from './settingRows.js';

/** Which findings are reported, from when on, which make a notification, and which are ignored. */
export class AttentionPage extends Adw.PreferencesPage {
    static {
        GObject.registerClass({ GTypeName: 'EdgewiseAttentionPage' }, this);
    }

    constructor(settings: Gio.Settings, window: Adw.PreferencesWindow) {
        super({ name: 'attention', title: _('Attention'), iconName: 'dialog-warning-symbolic' });
        this.add(notificationGroup(settings));
        this.add(findingsGroup(settings));
        this.add(new IgnoredGroup(settings, window));
        this.add(historyGroup(settings, window));
        this.add(
            resetGroup(settings, [
                settingsKeys.notificationLevel,
                ...findingKinds.map(findingKey),
                ...kindsWithThreshold().map(findingThresholdKey),
                settingsKeys.ignoredFindings,
                settingsKeys.keepHistory,
            ]),
        );
    }
}

function kindsWithThreshold(): FindingKind[] {
    return findingKinds.filter(kind => findingsWithThreshold[kind] !== undefined);
}

function findingSubtitle(kind: FindingKind): string {
    switch (kind) {
        case 'half-closed':
            return _('The far side has finished and the program has not closed its end.');
        case 'lingering':
            return _('The program has closed and the far side keeps the connection from ending.');
        case 'reconnecting':
            return _('The same component connects to the same place again and again.');
        case 'stalled':
            return _('Data or a connection request gets no answer.');
        case 'unencrypted':
            return _('Data is sent in clear text to a public address.');
        case 'unconfirmed-name':
            return _('The name of the far side does not lead back to its address, or contradicts it.');
        case 'new-destination':
            return _('A component connects to a provider that it had never been seen with.');
        case 'many-connections':
            return _('A component has an unusual number of connections.');
    }
}

function notificationGroup(settings: Gio.Settings): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup({ title: _('Notifications') });
    group.add(
        choiceRow(
            settings,
            settingsKeys.notificationLevel,
            notificationLevels,
            [
                // Translators: which findings make a notification
                _('Never'),
                // Translators: which findings make a notification
                _('Every Finding'),
                // Translators: which findings make a notification
                _('Worth Reading and Warnings'),
                // Translators: which findings make a notification
                _('Warnings Only'),
            ],
            _('Notify About'),
            _('Each finding is notified about once.'),
        ),
    );
    return group;
}

function findingsGroup(settings: Gio.Settings): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup({ title: _('Findings') });
    for (const kind of findingKinds) group.add(findingRow(settings, kind));
    return group;
}

function findingRow(settings: Gio.Settings, kind: FindingKind): Gtk.Widget {
    const title = findingKindInWords(phrases, kind);
    const subtitle = findingSubtitle(kind);
    const range = findingsWithThreshold[kind];
    if (!range) return switchRow(settings, findingKey(kind), title, subtitle);
    const row = new Adw.ExpanderRow({ title, subtitle, showEnableSwitch: true });
    settings.bind(findingKey(kind), row, 'enable-expansion', Gio.SettingsBindFlags.DEFAULT);
    // The switch would open the row each time that it is turned on, also when the window is made.
    row.expanded = false;
    row.add_row(
        numberRow(
            settings,
            findingThresholdKey(kind),
            { min: 0, max: range.max, step: range.unit === 'seconds' ? 5 : 1 },
            range.unit === 'seconds' ? _('Report After Seconds') : _('Report From This Many Connections On'),
            _('0 lets Edgewise choose'),
        ),
    );
    return row;
}

/** What the user chose to ignore; removing an entry can be undone. */
class IgnoredGroup extends Adw.PreferencesGroup {
    static {
        GObject.registerClass({ GTypeName: 'EdgewiseIgnoredGroup' }, this);
    }

    readonly #settings: Gio.Settings;
    readonly #window: Adw.PreferencesWindow;
    #rows: Gtk.Widget[] = [];

    constructor(settings: Gio.Settings, window: Adw.PreferencesWindow) {
        super({ title: _('Ignored') });
        this.#settings = settings;
        this.#window = window;
        followWhileShown(settings, settingsKeys.ignoredFindings, this, () => this.#show());
    }

    #entries(): readonly IgnoredFinding[] {
        const read = (key: string): unknown =>
            key === settingsKeys.ignoredFindings ? this.#settings.get_value(key).deepUnpack() : undefined;
        return readEngineSettings(read, []).ignored;
    }

    #store(entries: readonly IgnoredFinding[]): void {
        this.#settings.set_value(
            settingsKeys.ignoredFindings,
            new GLib.Variant('a(sss)', entries.map(fromIgnored)),
        );
    }

    #show(): void {
        for (const row of this.#rows) this.remove(row);
        const entries = this.#entries();
        this.#rows =
            entries.length === 0
                ? [new Adw.ActionRow({ title: _('Nothing is ignored'), sensitive: false })]
                : entries.map((entry, index) => this.#row(entry, index));
        for (const row of this.#rows) this.add(row);
    }

    #row(entry: IgnoredFinding, index: number): Adw.ActionRow {
        const row = new Adw.ActionRow();
        setPlainTexts(
            row,
            entry.kind ? findingKindInWords(phrases, entry.kind) : _('All findings'),
            [entry.componentId, entry.address].filter(text => text !== null).join(' · '),
        );
        const remove = new Gtk.Button({
            iconName: 'user-trash-symbolic',
            tooltipText: _('Report Again'),
            valign: Gtk.Align.CENTER,
            cssClasses: ['flat'],
        });
        remove.connect('clicked', () => this.#remove(index));
        row.add_suffix(remove);
        return row;
    }

    #remove(index: number): void {
        const before = this.#entries();
        this.#store(before.filter((_entry, position) => position !== index));
        const toast = new Adw.Toast({ title: _('Reported again'), buttonLabel: _('Undo') });
        toast.connect('button-clicked', () => this.#store(before));
        this.#window.add_toast(toast);
    }
}

function historyGroup(settings: Gio.Settings, window: Adw.PreferencesWindow): Adw.PreferencesGroup {
    const group = new Adw.PreferencesGroup({
        title: _('History'),
        description: _(
            'What connects where and how often, to tell a rhythm and what is new. It stays on this computer.',
        ),
    });
    group.add(switchRow(settings, settingsKeys.keepHistory, _('Keep History')));
    const forget = new Adw.ButtonRow({ title: _('Forget History…') });
    forget.add_css_class('destructive-action');
    forget.connect('activated', () => {
        askToForget(window, () => {
            settings.set_int64(settingsKeys.historyForgotten, Date.now());
            window.add_toast(new Adw.Toast({ title: _('History forgotten') }));
        });
    });
    group.add(forget);
    return group;
}

function askToForget(window: Adw.PreferencesWindow, agreed: () => void): void {
    const dialog = new Adw.AlertDialog({
        heading: _('Forget History?'),
        body: _('What Edgewise remembers of earlier connections is deleted. This cannot be undone.'),
        defaultResponse: 'cancel',
        closeResponse: 'cancel',
    });
    dialog.add_response('cancel', _('Cancel'));
    dialog.add_response('forget', _('Forget'));
    dialog.set_response_appearance('forget', Adw.ResponseAppearance.DESTRUCTIVE);
    dialog.connect('response', (_dialog, response) => {
        if (response === 'forget') agreed();
    });
    dialog.present(window);
}
