import Adw from 'gi://Adw';
import Gdk from 'gi://Gdk';
import type Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Gtk from 'gi://Gtk';
import { gettext as _ } from 'resource:///org/gnome/Shell/Extensions/js/extensions/prefs.js';

import type { CatalogueEntry } from '../engine/attribution/catalogue.js';
import type { ComponentRule } from '../engine/settings.js';
import { fromRule, readEngineSettings, settingsKeys } from '../protocol/settingsKeys.js';
import { loadCatalogue } from '../system/attribution/catalogueFiles.js';
import { phrases } from './phrases.js';
import { editRule } from './ruleDialog.js';
import { factRow, followWhileShown, resetGroup, setPlainTexts } from './settingRows.js';

/** The user's own components, and those that Edgewise knows. */
export class ComponentsPage extends Adw.PreferencesPage {
    static {
        GObject.registerClass({ GTypeName: 'EdgewiseComponentsPage' }, this);
    }

    constructor(settings: Gio.Settings, path: string) {
        super({ name: 'components', title: _('Components'), iconName: 'application-x-addon-symbolic' });
        this.add(new RulesGroup(settings));
        this.add(new KnownGroup(path));
        this.add(resetGroup(settings, [settingsKeys.componentRules]));
    }
}

/** Rules of the user's own come before everything that Edgewise knows. */
class RulesGroup extends Adw.PreferencesGroup {
    static {
        GObject.registerClass({ GTypeName: 'EdgewiseRulesGroup' }, this);
    }

    readonly #settings: Gio.Settings;
    #rows: Gtk.Widget[] = [];

    constructor(settings: Gio.Settings) {
        super({
            title: _('Your Own Components'),
            description: _('Name what Edgewise does not know, by its host, its systemd unit or its process.'),
        });
        this.#settings = settings;
        const add = new Gtk.Button({
            iconName: 'list-add-symbolic',
            tooltipText: _('Add Component'),
            valign: Gtk.Align.CENTER,
            cssClasses: ['flat'],
        });
        add.connect('clicked', () => editRule(this, null, rule => this.#store([...this.#rules(), rule])));
        this.set_header_suffix(add);
        followWhileShown(settings, settingsKeys.componentRules, this, () => this.#show());
    }

    #rules(): readonly ComponentRule[] {
        const read = (key: string): unknown =>
            key === settingsKeys.componentRules ? this.#settings.get_value(key).deepUnpack() : undefined;
        return readEngineSettings(read, []).componentRules;
    }

    #store(rules: readonly ComponentRule[]): void {
        this.#settings.set_value(
            settingsKeys.componentRules,
            new GLib.Variant('a(ssss)', rules.map(fromRule)),
        );
    }

    #show(): void {
        for (const row of this.#rows) this.remove(row);
        const rules = this.#rules();
        this.#rows =
            rules.length === 0
                ? [new Adw.ActionRow({ title: _('None yet'), sensitive: false })]
                : rules.map((rule, index) => this.#row(rule, index));
        for (const row of this.#rows) this.add(row);
    }

    #row(rule: ComponentRule, index: number): Adw.ActionRow {
        const row = new Adw.ActionRow({ activatable: true });
        setPlainTexts(row, rule.name, rule.pattern);
        row.add_prefix(componentImage(rule.icon));
        row.connect('activated', () => {
            editRule(this, rule, changed => {
                this.#store(this.#rules().map((other, position) => (position === index ? changed : other)));
            });
        });
        const remove = new Gtk.Button({
            iconName: 'user-trash-symbolic',
            tooltipText: _('Remove'),
            valign: Gtk.Align.CENTER,
            cssClasses: ['flat'],
        });
        remove.connect('clicked', () =>
            this.#store(this.#rules().filter((_rule, position) => position !== index)),
        );
        row.add_suffix(remove);
        return row;
    }
}

/** All that the catalogue knows, to be searched. */
class KnownGroup extends Adw.PreferencesGroup {
    static {
        GObject.registerClass({ GTypeName: 'EdgewiseKnownGroup' }, this);
    }

    constructor(path: string) {
        super({ title: _('Known Components') });
        const search = new Gtk.SearchEntry({
            placeholderText: _('Search known components'),
            marginBottom: 12,
        });
        this.add(search);
        const list = new Gtk.ListBox({
            selectionMode: Gtk.SelectionMode.NONE,
            cssClasses: ['boxed-list'],
        });
        list.set_placeholder(new Gtk.Label({ label: _('Nothing found'), marginTop: 18, marginBottom: 18 }));
        this.add(list);
        const texts = new Map<Gtk.ListBoxRow, string>();
        list.set_filter_func(row => {
            const wanted = search.text.trim().toLocaleLowerCase();
            return wanted === '' || (texts.get(row) ?? '').includes(wanted);
        });
        search.connect('search-changed', () => list.invalidate_filter());
        void loadCatalogue(GLib.build_filenamev([path, 'data', 'components'])).then(
            ({ entries, problems }) => {
                for (const entry of [...entries].sort(byName)) {
                    const row = knownRow(entry);
                    texts.set(row, searchedText(entry));
                    list.append(row);
                }
                for (const problem of problems) this.add(problemRow(problem));
            },
            (error: unknown) => this.add(problemRow(String(error))),
        );
    }
}

function byName(one: CatalogueEntry, other: CatalogueEntry): number {
    return _(one.name).localeCompare(_(other.name), phrases.locale);
}

/** A file of the catalogue that could not be used. */
function problemRow(problem: string): Adw.ActionRow {
    const row = new Adw.ActionRow();
    setPlainTexts(row, problem, '');
    row.add_prefix(new Gtk.Image({ iconName: 'dialog-warning-symbolic' }));
    return row;
}

function searchedText(entry: CatalogueEntry): string {
    return [
        _(entry.name),
        _(entry.purpose),
        entry.id,
        ...entry.hosts.map(({ host }) => host),
        ...(entry.match?.units ?? []),
        ...(entry.match?.processes ?? []),
    ]
        .join('\n')
        .toLocaleLowerCase();
}

function knownRow(entry: CatalogueEntry): Adw.ExpanderRow {
    const row = new Adw.ExpanderRow();
    setPlainTexts(row, _(entry.name), _(entry.purpose));
    row.add_prefix(componentImage(entry.icon));
    const facts: [string, string | null][] = [
        // Translators: heading of a list of host names
        [_('Connects To'), entry.hosts.map(({ host }) => host).join(', ')],
        // Translators: heading of what no longer works when the component cannot connect
        [_('Without It'), entry.loss === null ? null : _(entry.loss)],
        [_('How to Turn It Off'), entry.turnOff === null ? null : _(entry.turnOff)],
        // Translators: heading: where the facts about a component come from
        [_('Source'), entry.source],
    ];
    for (const [title, subtitle] of facts) {
        if (subtitle) row.add_row(factRow(title, subtitle));
    }
    return row;
}

/** The icon if the theme has it, else that of a program. */
function componentImage(icon: string | null): Gtk.Image {
    const display = Gdk.Display.get_default();
    const known = icon !== null && display !== null && Gtk.IconTheme.get_for_display(display).has_icon(icon);
    return new Gtk.Image({ iconName: known ? icon : 'application-x-executable-symbolic' });
}
