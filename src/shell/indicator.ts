import Clutter from 'gi://Clutter';
import Gio from 'gi://Gio';
import St from 'gi://St';
import * as Main from 'resource:///org/gnome/shell/ui/main.js';
import * as PanelMenu from 'resource:///org/gnome/shell/ui/panelMenu.js';
import { fill, number, rate } from '../engine/report/report.js';
import type { Phrases } from '../engine/report/report.js';
import type { IndicatorContent, IndicatorPosition } from '../protocol/settingsKeys.js';
import type { Totals } from './arrangement.js';
import { failureOf } from './collectorSupervisor.js';
import { IndicatorMenu } from './indicatorMenu.js';
import type { CollectorState } from './collectorSupervisor.js';
import { setName, setText } from './menu/actors.js';
import { totalsInWords } from './menu/header.js';

type Look = 'normal' | 'attention' | 'paused' | 'failed';

interface IndicatorEvents {
    /** The middle button was pressed on it. */
    middleClicked(): void;
    /** By whomever. */
    destroyed(): void;
}

const middleButton = 2;

/** The button in the top bar: whether all is well, at a glance, by its shape. */
export class Indicator {
    readonly button: PanelMenu.Button;
    readonly menu: IndicatorMenu;
    readonly #phrases: Phrases;
    readonly #iconFolder: string;
    readonly #icon = new St.Icon({ style_class: 'system-status-icon' });
    readonly #label = new St.Label({
        style_class: 'edgewise-indicator-label',
        y_align: Clutter.ActorAlign.CENTER,
        visible: false,
    });
    #look: Look | null = null;

    /** `role`: the name of its place in the panel. */
    constructor(
        role: string,
        phrases: Phrases,
        iconFolder: string,
        position: IndicatorPosition,
        events: IndicatorEvents,
    ) {
        this.#phrases = phrases;
        this.#iconFolder = iconFolder;
        this.button = new PanelMenu.Button(0.5, phrases.gettext('Edgewise'), true);
        this.menu = new IndicatorMenu(this.button);
        this.button.setMenu(this.menu);
        const box = new St.BoxLayout({ style_class: 'panel-status-indicators-box' });
        box.add_child(this.#icon);
        box.add_child(this.#label);
        this.button.add_child(box);
        this.button.connect('captured-event', (_actor, event: Clutter.Event) => {
            if (event.type() !== Clutter.EventType.BUTTON_PRESS || event.get_button() !== middleButton)
                return Clutter.EVENT_PROPAGATE;
            events.middleClicked();
            return Clutter.EVENT_STOP;
        });
        this.button.connect('destroy', () => events.destroyed());
        Main.panel.addToStatusArea(role, this.button, position === 'right' ? 0 : -1, position);
    }

    update(totals: Totals, state: CollectorState, paused: boolean, content: IndicatorContent): void {
        this.#setLook(lookOf(totals, state, paused));
        const text = state.kind !== 'running' ? '' : this.#text(totals, content);
        setText(this.#label, text);
        this.#label.visible = text !== '';
        setName(this.button, this.#spoken(totals, state, paused));
    }

    /** By a key: the next one goes to the menu’s first control, as in GNOME’s own menus. */
    toggleMenu(): void {
        this.menu.toggle();
        if (this.menu.isOpen) this.menu.actor.navigate_focus(null, St.DirectionType.TAB_FORWARD, false);
    }

    destroy(): void {
        this.button.destroy();
    }

    #setLook(look: Look): void {
        if (look === this.#look) return;
        this.#look = look;
        const name = look === 'normal' ? 'edgewise-symbolic' : `edgewise-${look}-symbolic`;
        this.#icon.gicon = Gio.FileIcon.new(Gio.File.new_for_path(`${this.#iconFolder}/${name}.svg`));
    }

    #text(totals: Totals, content: IndicatorContent): string {
        switch (content) {
            case 'icon':
                return '';
            case 'count':
                return number(this.#phrases, totals.open);
            case 'traffic':
                return rate(this.#phrases, totals.receiveRate + totals.sendRate);
        }
    }

    #spoken(totals: Totals, state: CollectorState, paused: boolean): string {
        const { gettext, ngettext } = this.#phrases;
        if (state.kind === 'failed') return gettext('Edgewise: not looking any more');
        if (failureOf(state)) return gettext('Edgewise: starting again');
        if (state.kind === 'starting') return gettext('Edgewise: starting');
        const connections = totalsInWords(this.#phrases, totals);
        // Translators: what a screen reader says of the indicator; {connections} is "12 connections, 5 in the background".
        if (paused) return fill(this.#phrases, gettext('Edgewise: paused, {connections}'), { connections });
        if (totals.findings === 0)
            return fill(this.#phrases, gettext('Edgewise: {connections}'), { connections });
        return fill(
            this.#phrases,
            ngettext(
                'Edgewise: {connections}, {count} needs attention',
                'Edgewise: {connections}, {count} need attention',
                totals.findings,
            ),
            { connections, count: number(this.#phrases, totals.findings) },
        );
    }
}

function lookOf(totals: Totals, state: CollectorState, paused: boolean): Look {
    if (failureOf(state)) return 'failed';
    if (paused) return 'paused';
    return totals.findings > 0 ? 'attention' : 'normal';
}
