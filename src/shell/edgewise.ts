import type Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Meta from 'gi://Meta';
import Shell from 'gi://Shell';
import type { Extension } from 'resource:///org/gnome/shell/extensions/extension.js';
import * as Main from 'resource:///org/gnome/shell/ui/main.js';
import type { Phrases } from '../engine/report/report.js';
import type { IgnoredFinding } from '../engine/settings.js';
import type { CollectorMessage } from '../protocol/messages.js';
import {
    fromIgnored,
    isNotified,
    readEngineSettings,
    readViewSettings,
    settingsKeys,
} from '../protocol/settingsKeys.js';
import type { SettingProblem, ViewSettings } from '../protocol/settingsKeys.js';
import { totals } from './arrangement.js';
import { CollectorProcess } from './collectorProcess.js';
import { CollectorSupervisor } from './collectorSupervisor.js';
import { Discarded } from './discarded.js';
import { Disposal } from './disposal.js';
import { glibClock } from './glibClock.js';
import { IdleWork } from './idleWork.js';
import { Indicator } from './indicator.js';
import { languageTag } from '../engine/report/language.js';
import { componentTitle } from './menu/componentRow.js';
import { ConnectionMenu } from './menu/connectionMenu.js';
import { Notifications } from './notifications.js';
import { OpenApps } from './openApps.js';
import { Store } from './store.js';
import type { View } from './view.js';

/** Everything of Edgewise that runs in GNOME Shell, from enable to disable. */
export class Edgewise {
    readonly #extension: Extension;
    readonly #settings: Gio.Settings;
    readonly #disposal = new Disposal();
    readonly #phrases: Phrases;
    readonly #store = new Store();
    readonly #complaints = new Set<string>();
    readonly #idle: IdleWork;
    readonly #apps: OpenApps;
    readonly #collector: CollectorSupervisor;
    readonly #notifications: Notifications;
    readonly #view: View;
    #viewSettings: ViewSettings;
    #indicator: Indicator | null = null;
    #menu: ConnectionMenu | null = null;

    constructor(extension: Extension) {
        this.#extension = extension;
        this.#settings = extension.getSettings();
        this.#phrases = makePhrases(extension);
        this.#viewSettings = this.#readViewSettings();
        this.#idle = this.#disposal.own(new IdleWork());
        this.#apps = this.#disposal.own(new OpenApps(() => this.#refresh()));
        this.#collector = this.#disposal.own(this.#makeSupervisor());
        this.#view = this.#makeView();
        this.#notifications = this.#disposal.own(
            new Notifications(this.#phrases, this.#view.iconFolder, {
                show: finding => this.#menu?.show(finding),
                ignore: finding => this.#view.ignore(finding),
            }),
        );
    }

    /** Rolls back what it has done where it fails. */
    start(): void {
        this.#disposal.attempt(() => {
            this.#disposal.add(() => this.#destroyIndicator());
            this.#makeIndicator();
            this.#watchTraffic();
            this.#addShortcut();
            const changed = this.#settings.connect('changed', (_settings, key) =>
                this.#onSettingChanged(key),
            );
            this.#disposal.add(() => this.#settings.disconnect(changed));
            this.#collector.start();
        });
    }

    destroy(): void {
        this.#disposal.dispose();
    }

    #makeSupervisor(): CollectorSupervisor {
        const { path } = this.#extension;
        return new CollectorSupervisor(
            listener => new CollectorProcess(path, listener),
            glibClock,
            this.#readEngineSettings(),
            {
                message: message => this.#onMessage(message),
                stateChanged: () => this.#refresh(),
                complain: text => console.warn(`Edgewise: ${text}`),
            },
        );
    }

    #makeView(): View {
        return {
            phrases: this.#phrases,
            store: this.#store,
            collector: this.#collector,
            idle: this.#idle,
            discarded: this.#disposal.own(new Discarded()),
            iconFolder: `${this.#extension.path}/icons`,
            hasWindow: component => this.#apps.has(component),
            ignore: finding => this.#ignore(finding),
            registrationAllowed: () => this.#settings.get_boolean(settingsKeys.registrationConsent),
            allowRegistration: () => this.#settings.set_boolean(settingsKeys.registrationConsent, true),
            openPreferences: () => this.#extension.openPreferences(),
            now: () => Date.now(),
        };
    }

    #makeIndicator(): void {
        const indicator = new Indicator(
            this.#extension.uuid,
            this.#phrases,
            this.#view.iconFolder,
            this.#viewSettings.indicatorPosition,
            { middleClicked: () => this.#pause(), destroyed: () => this.#onIndicatorDestroyed() },
        );
        this.#indicator = indicator;
        this.#menu = new ConnectionMenu(this.#view, indicator.menu);
        this.#refresh();
    }

    /** Traffic in the top bar is live. */
    #watchTraffic(): void {
        this.#collector.watch('indicator', this.#viewSettings.indicatorContent === 'traffic');
    }

    #destroyIndicator(): void {
        const indicator = this.#indicator;
        this.#forgetIndicator();
        indicator?.destroy();
    }

    #forgetIndicator(): void {
        this.#indicator = null;
        this.#menu?.destroy();
        this.#menu = null;
    }

    /** Not by us: GNOME Shell is ending, of which it tells extensions nothing, and still delivers what comes. */
    #onIndicatorDestroyed(): void {
        if (!this.#indicator) return;
        this.#forgetIndicator();
        this.#collector.destroy();
    }

    #addShortcut(): void {
        Main.wm.addKeybinding(
            settingsKeys.openMenuShortcut,
            this.#settings,
            Meta.KeyBindingFlags.IGNORE_AUTOREPEAT,
            Shell.ActionMode.NORMAL | Shell.ActionMode.OVERVIEW | Shell.ActionMode.POPUP,
            () => this.#indicator?.toggleMenu(),
        );
        this.#disposal.add(() => Main.wm.removeKeybinding(settingsKeys.openMenuShortcut));
    }

    #onMessage(message: CollectorMessage): void {
        const change = this.#store.apply(message);
        this.#menu?.storeChanged(change);
        this.#menu?.told(message);
        if (change.components.size === 0 && !change.status) return;
        this.#updateIndicator();
        if (change.components.size > 0) this.#notify(change.components);
    }

    #notify(changed: ReadonlySet<string>): void {
        const current = new Set<string>();
        for (const [id, summary] of this.#store.components) {
            for (const finding of summary.findings) {
                current.add(finding.id);
                if (!changed.has(id) || !isNotified(finding.severity, this.#viewSettings.notificationLevel))
                    continue;
                this.#notifications.tell(finding, componentTitle(this.#phrases, summary), this.#view.now());
            }
        }
        this.#notifications.withdraw(current);
    }

    #refresh(): void {
        this.#menu?.refresh();
        this.#updateIndicator();
    }

    #updateIndicator(): void {
        const sum = totals(this.#store.components.values(), summary => this.#apps.has(summary.component));
        const { state, paused } = this.#collector;
        this.#indicator?.update(sum, state, paused, this.#viewSettings.indicatorContent);
    }

    #pause(): void {
        this.#collector.pause(!this.#collector.paused);
        this.#refresh();
    }

    #ignore(finding: IgnoredFinding): void {
        const { ignored } = this.#readEngineSettings();
        const entries = [...ignored, finding].map(fromIgnored);
        this.#settings.set_value(settingsKeys.ignoredFindings, new GLib.Variant('a(sss)', entries));
    }

    #onSettingChanged(key: string): void {
        const before = this.#viewSettings;
        this.#viewSettings = this.#readViewSettings();
        if (before.indicatorPosition !== this.#viewSettings.indicatorPosition) {
            this.#destroyIndicator();
            this.#makeIndicator();
        }
        if (key === settingsKeys.indicatorContent) {
            this.#watchTraffic();
            this.#refresh();
        }
        if (!viewKeys.has(key)) this.#collector.configure(this.#readEngineSettings());
    }

    #readViewSettings(): ViewSettings {
        return this.#read(readViewSettings);
    }

    #readEngineSettings() {
        return this.#read(readEngineSettings);
    }

    /** Once each: settings are read again with every change. */
    #complain(text: string): void {
        if (this.#complaints.has(text)) return;
        this.#complaints.add(text);
        console.warn(`Edgewise: ${text}`);
    }

    #read<Result>(reader: (read: (key: string) => unknown, problems: SettingProblem[]) => Result): Result {
        const problems: SettingProblem[] = [];
        const result = reader(key => this.#settings.get_value(key).recursiveUnpack(), problems);
        for (const { key, reason } of problems) this.#complain(`the setting “${key}” is not used: ${reason}`);
        return result;
    }
}

const viewKeys: ReadonlySet<string> = new Set([
    settingsKeys.indicatorContent,
    settingsKeys.indicatorPosition,
    settingsKeys.notificationLevel,
    settingsKeys.openMenuShortcut,
]);

function makePhrases(extension: Extension): Phrases {
    return {
        gettext: message => extension.gettext(message),
        ngettext: (singular, plural, count) => extension.ngettext(singular, plural, count),
        pgettext: (context, message) => extension.pgettext(context, message),
        locale: languageTag(extension.gettext(''), GLib.get_language_names()),
    };
}
