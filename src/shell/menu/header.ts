import Clutter from 'gi://Clutter';
import type St from 'gi://St';
import { connectionCount, fill, number, rate } from '../../engine/report/report.js';
import type { Phrases } from '../../engine/report/report.js';
import type { Totals } from '../arrangement.js';
import { failureOf } from '../collectorSupervisor.js';
import type { CollectorState } from '../collectorSupervisor.js';
import { horizontalBox, iconButton, lineLabel, setName, setText, verticalBox } from './actors.js';

export interface HeaderActions {
    find(): void;
    refresh(): void;
    togglePause(): void;
    openPreferences(): void;
}

/** "12 connections, 5 in the background". */
export function totalsInWords(phrases: Phrases, totals: Totals): string {
    const connections = connectionCount(phrases, totals.open);
    if (totals.background === 0) return connections;
    // Translators: "12 connections, 5 in the background".
    return fill(phrases, phrases.gettext('{connections}, {background}'), {
        connections,
        background: backgroundInWords(phrases, totals.background),
    });
}

function backgroundInWords(phrases: Phrases, count: number): string {
    return fill(
        phrases,
        // Translators: so many connections are of programs that have no window open.
        phrases.ngettext('{count} in the background', '{count} in the background', count),
        { count: number(phrases, count) },
    );
}

/** The top of the menu: the answer in one line, and what can be done with all of it. */
export class Header {
    readonly actor = horizontalBox('edgewise-header');
    readonly #phrases: Phrases;
    readonly #title = lineLabel('', 'edgewise-title');
    readonly #state = lineLabel('', 'edgewise-subtitle');
    readonly #find: St.Button;
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
        this.#refresh = iconButton('view-refresh-symbolic', gettext('Refresh'), () => actions.refresh());
        this.#pause = iconButton('media-playback-pause-symbolic', gettext('Pause'), () =>
            actions.togglePause(),
        );
        this.#find = iconButton('edit-find-symbolic', gettext('Search'), () => actions.find());
        this.actor.add_child(this.#find);
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
        setText(
            this.#title,
            totals.open > 0 ? connectionCount(this.#phrases, totals.open) : gettext('Edgewise'),
        );
        for (const button of [this.#find, this.#refresh, this.#pause])
            button.visible = state.kind !== 'failed';
        const line = this.#stateLine(totals, state, paused);
        this.#state.visible = line !== '';
        setText(this.#state, line);
        this.#pause.icon_name = paused ? 'media-playback-start-symbolic' : 'media-playback-pause-symbolic';
        setName(this.#pause, paused ? gettext('Resume') : gettext('Pause'));
        this.#refresh.reactive = state.kind === 'running' && !paused;
        this.#refresh.can_focus = this.#refresh.reactive;
    }

    #stateLine(totals: Totals, state: CollectorState, paused: boolean): string {
        const { gettext } = this.#phrases;
        if (state.kind === 'failed') return gettext('Not looking any more');
        if (failureOf(state)) return gettext('Starting again…');
        if (paused) return gettext('Paused');
        const traffic = totals.sendRate + totals.receiveRate;
        if (totals.background === 0) return traffic === 0 ? '' : rate(this.#phrases, traffic);
        const background = backgroundInWords(this.#phrases, totals.background);
        if (traffic === 0) return background;
        // Translators: how many connections are of no open app, and the traffic of all: "5 in the background · 3 kB/s".
        return fill(this.#phrases, gettext('{background} · {traffic}'), {
            background,
            traffic: rate(this.#phrases, traffic),
        });
    }
}
