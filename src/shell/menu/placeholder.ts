import Clutter from 'gi://Clutter';
import St from 'gi://St';
import { fill } from '../../engine/report/report.js';
import type { Phrases } from '../../engine/report/report.js';
import { failureOf } from '../collectorSupervisor.js';
import type { CollectorFailure, CollectorState } from '../collectorSupervisor.js';
import { paragraphLabel, setText, textButton, verticalBox } from './actors.js';

export interface PlaceholderActions {
    tryAgain(): void;
    copy(text: string): void;
}

/** What stands in the menu where there are no components: nothing yet, nothing at all, or a failure. */
export class Placeholder {
    readonly actor = verticalBox('edgewise-placeholder');
    readonly #phrases: Phrases;
    readonly #icon = new St.Icon({
        style_class: 'edgewise-placeholder-icon',
        x_align: Clutter.ActorAlign.CENTER,
    });
    readonly #title = paragraphLabel('', 'edgewise-placeholder-title');
    readonly #text = paragraphLabel('', 'edgewise-placeholder-text');
    readonly #cause = paragraphLabel('', 'edgewise-placeholder-text edgewise-caption');
    readonly #tryAgain: St.Button;
    readonly #copy: St.Button;
    #failure: CollectorFailure | null = null;

    constructor(phrases: Phrases, actions: PlaceholderActions) {
        this.#phrases = phrases;
        this.#tryAgain = textButton(phrases.gettext('Try Again'), () => actions.tryAgain());
        this.#copy = textButton(phrases.gettext('Copy Details'), () => {
            if (this.#failure) actions.copy(this.#failure.log.join('\n'));
        });
        const buttons = new St.BoxLayout({
            style_class: 'edgewise-line',
            x_align: Clutter.ActorAlign.CENTER,
        });
        buttons.add_child(this.#tryAgain);
        buttons.add_child(this.#copy);
        for (const child of [this.#icon, this.#title, this.#text, this.#cause, buttons])
            this.actor.add_child(child);
    }

    /** `filter`: what the user has typed, where that is why nothing is shown. */
    update(state: CollectorState, told: boolean, paused: boolean, filter: string): void {
        const { gettext } = this.#phrases;
        const failure = failureOf(state);
        this.#failure = failure;
        this.#tryAgain.visible = failure !== null;
        this.#copy.visible = state.kind === 'failed' && state.failure.log.length > 0;
        if (state.kind === 'failed') {
            this.#show(
                'dialog-error-symbolic',
                gettext('Edgewise Cannot Look'),
                failureInWords(this.#phrases, state.failure),
                causeIn(state.failure.log),
            );
        } else if (failure) {
            this.#show(
                'view-refresh-symbolic',
                gettext('Starting Again…'),
                failureInWords(this.#phrases, failure),
            );
        } else if (filter !== '') {
            this.#show('edit-find-symbolic', gettext('Nothing Found'), '');
        } else if (!told && paused) {
            this.#show('media-playback-pause-symbolic', gettext('Paused'), '');
        } else if (!told) {
            this.#show('content-loading-symbolic', gettext('Having a First Look…'), '');
        } else {
            this.#show(
                'network-idle-symbolic',
                gettext('No Connections'),
                gettext('Nothing on this computer is talking to anybody right now.'),
            );
        }
    }

    #show(icon: string, title: string, text: string, cause = ''): void {
        if (this.#icon.icon_name !== icon) this.#icon.icon_name = icon;
        setText(this.#title, title);
        setText(this.#text, text);
        this.#text.visible = text !== '';
        setText(this.#cause, cause);
        this.#cause.visible = cause !== '';
    }
}

/** The line of the collector’s log that tells most, without what GLib writes in front of it. */
function causeIn(log: readonly string[]): string {
    const line = log.find(text => /error/i.test(text)) ?? log.at(-1) ?? '';
    return line.replace(/^\([^)]*\): \S+ \*\*: [\d:.]+: /, '').replace(/^JS ERROR: /, '');
}

/** Why the collector is not there, as the user is told. */
export function failureInWords(phrases: Phrases, failure: CollectorFailure): string {
    const { gettext } = phrases;
    const { reason } = failure;
    switch (reason.kind) {
        case 'not-started':
            // Translators: {reason} is a message of the system.
            return fill(
                phrases,
                gettext('The program that looks at the connections cannot be started: {reason}'),
                {
                    reason: reason.message,
                },
            );
        case 'exited':
            return fill(
                phrases,
                gettext(
                    'The program that looks at the connections has ended by itself (exit status {status}).',
                ),
                { status: String(reason.status) },
            );
        case 'killed':
            return fill(
                phrases,
                gettext('The program that looks at the connections was ended (signal {signal}).'),
                { signal: String(reason.signal) },
            );
        case 'silent':
            return gettext('The program that looks at the connections does not answer.');
        case 'not-listening':
            return gettext('The program that looks at the connections does not listen any more.');
        case 'other-protocol':
            return fill(
                phrases,
                gettext(
                    'Edgewise has been updated to version {version} while it was running. Log out and in again to use it.',
                ),
                { version: reason.version },
            );
    }
}
