import Gio from 'gi://Gio';
import * as Main from 'resource:///org/gnome/shell/ui/main.js';
import * as MessageTray from 'resource:///org/gnome/shell/ui/messageTray.js';
import type { Finding } from '../engine/findings/finding.js';
import { findingInBrief, findingHeadline } from '../engine/report/report.js';
import type { Phrases } from '../engine/report/report.js';
import type { IgnoredFinding } from '../engine/settings.js';

export interface NotificationActions {
    show(finding: Finding): void;
    ignore(finding: IgnoredFinding): void;
}

/** Findings that were told once are remembered up to this many. */
const mostRemembered = 500;

/**
 * What has been told already. It outlives the extension being disabled, as the lock screen does it, so that
 * nothing is told twice in a session.
 */
const told = new Set<string>();

/** Tells of findings, once each, as one group of notifications. */
export class Notifications {
    readonly #phrases: Phrases;
    readonly #iconFolder: string;
    readonly #actions: NotificationActions;
    readonly #open = new Map<string, MessageTray.Notification>();
    #source: MessageTray.Source | null = null;

    constructor(phrases: Phrases, iconFolder: string, actions: NotificationActions) {
        this.#phrases = phrases;
        this.#iconFolder = iconFolder;
        this.#actions = actions;
    }

    /** Tells of this finding unless it was told before. `component`: its name. */
    tell(finding: Finding, component: string, now: number): void {
        if (told.has(finding.id)) return;
        told.add(finding.id);
        const [oldest] = told;
        if (told.size > mostRemembered && oldest !== undefined) told.delete(oldest);
        const source = this.#ensureSource();
        const notification = new MessageTray.Notification({
            source,
            title: findingHeadline(this.#phrases, component, finding, now),
            body: findingInBrief(this.#phrases, finding, now),
        });
        notification.connect('activated', () => this.#actions.show(finding));
        notification.addAction(this.#phrases.gettext('Show'), () => this.#actions.show(finding));
        notification.addAction(this.#phrases.gettext('Ignore'), () => {
            const { kind, componentId, address } = finding;
            this.#actions.ignore({ kind, componentId, address });
        });
        notification.connect('destroy', () => this.#open.delete(finding.id));
        this.#open.set(finding.id, notification);
        source.addNotification(notification);
    }

    /** What is over need not be read any more. `current`: ids of the findings that last. */
    withdraw(current: ReadonlySet<string>): void {
        for (const [id, notification] of [...this.#open])
            if (!current.has(id)) notification.destroy(MessageTray.NotificationDestroyedReason.EXPIRED);
    }

    destroy(): void {
        this.#source?.destroy(MessageTray.NotificationDestroyedReason.SOURCE_CLOSED);
        this.#source = null;
    }

    #ensureSource(): MessageTray.Source {
        if (this.#source) return this.#source;
        const source = new MessageTray.Source({
            title: this.#phrases.gettext('Edgewise'),
            icon: Gio.FileIcon.new(
                Gio.File.new_for_path(`${this.#iconFolder}/edgewise-attention-symbolic.svg`),
            ),
        });
        source.connect('destroy', () => {
            this.#source = null;
        });
        Main.messageTray.add(source);
        this.#source = source;
        return source;
    }
}
