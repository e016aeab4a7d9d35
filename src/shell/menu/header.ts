import Clutter from 'gi://Clutter';
import type St from 'gi://St';
import { connectionCount, fill, number, rate } from '../../engine/report/report.js';
import type { Phrases } from '../../engine/report/report.js';
import type { Totals } from '../arrangement.js';
import type { CollectorState } from '../collectorSupervisor.js';
import { horizontalBox, iconButton, lineLabel, setName, setText, verticalBox } from './actors.js';

export interface HeaderActions {
    find(): void;
    refresh(): void;
    togglePause(): void;
    openPreferences(): void;
}

/** "12 connections · 5 in the background". */
export function totalsInWords(phrases: Phrases, totals: Totals): string {
    const connections = connectionCount(phrases, totals.open);
    if (totals.background === 0) return connections;
    return fill(
        phrases,
        phrases.ngettext(
            // Translators: {connections} is "12 connections"; {count} of them are of no open app.
            '{connections} · {count} in the background',
            '{connections} · {count} in the background',
            totals.background,
        ),
        { connections, count: number(phrases, totals.background) },
    );
}

/** The top of the menu: the answer in one line, and what can be done with all of it. */
export class Header {
    readonly actor = horizontalBox('edgewise-header');
    readonly #phrases: Phrases;
    readonly #title = lineLabel('', 'edgewise-title');
    readonly #state = lineLabel('', 'edgewise-subtitle');
    readonly #pause: St.Button;
    readonly #refresh: St.Button;

    constructor(phrases: Phrases, actions: HeaderActions) {
        this.#phrases = phrases;
        const texts = verticalBox('');
        texts.y_align = Clutter.ActorAlign.CENTER;
        texts.add_child(this.#title);
        texts.add_child(this.#state);
        this.actor.add_child(texts);
        const { gettext } = phrases;
        this.#refresh = iconButton('view-refresh-symbolic', gettext('Look Now'), () => actions.refresh());
        this.#pause = iconButton('media-playback-pause-symbolic', gettext('Pause'), () =>
            actions.togglePause(),
        );
        this.actor.add_child(iconButton('edit-find-symbolic', gettext('Find'), () => actions.find()));
        this.actor.add_child(this.#refresh);
        this.actor.add_child(this.#pause);
        this.actor.add_child(
            iconButton('org.gnome.Settings-symbolic', gettext('Preferences'), () =>
                actions.openPreferences(),
            ),
        );
    }

    update(totals: Totals, state: CollectorState, paused: boolean): void {
        const { gettext } = this.#phrases;
        setText(this.#title, totalsInWords(this.#phrases, totals));
        const line = this.#stateLine(totals, state, paused);
        this.#state.visible = line !== '';
        setText(this.#state, line);
        this.#pause.icon_name = paused ? 'media-playback-start-symbolic' : 'media-playback-pause-symbolic';
        setName(this.#pause, paused ? gettext('Continue') : gettext('Pause'));
        this.#refresh.reactive = state.kind === 'running' && !paused;
        this.#refresh.can_focus = this.#refresh.reactive;
    }

    #stateLine(totals: Totals, state: CollectorState, paused: boolean): string {
        const { gettext } = this.#phrases;
        if (state.kind === 'failed') return gettext('Not looking any more');
        if (state.kind === 'restarting') return gettext('Starting again…');
        if (paused) return gettext('Paused');
        if (totals.sendRate + totals.receiveRate === 0) return '';
        // Translators: traffic of all connections together.
        return fill(this.#phrases, gettext('Receiving {received} · sending {sent}'), {
            received: rate(this.#phrases, totals.receiveRate),
            sent: rate(this.#phrases, totals.sendRate),
        });
    }
}
