import Clutter from 'gi://Clutter';
import St from 'gi://St';
import type { Discarded } from '../discarded.js';
import { verticalBox } from './actors.js';

const turnTime = 200;

/** A row that opens what belongs to it in place, below itself. */
export class Expander {
    readonly actor = verticalBox('');
    readonly row: St.Button;
    readonly #arrow = new St.Icon({
        style_class: 'popup-menu-arrow',
        icon_name: 'pan-end-symbolic',
        y_align: Clutter.ActorAlign.CENTER,
    });
    readonly #discarded: Discarded;
    readonly #toggled: (open: boolean) => void;
    #body: St.Widget | null = null;

    /** `content` fills the row in front of the arrow. `toggled`: the user has opened or closed it. */
    constructor(
        discarded: Discarded,
        styleClass: string,
        content: Clutter.Actor,
        toggled: (open: boolean) => void,
    ) {
        this.#discarded = discarded;
        this.#toggled = toggled;
        const box = new St.BoxLayout({ style_class: 'edgewise-row-content', x_expand: true });
        box.add_child(content);
        box.add_child(this.#arrow);
        this.row = new St.Button({
            style_class: `popup-menu-item popup-submenu-menu-item ${styleClass}`,
            child: box,
            can_focus: true,
            x_expand: true,
        });
        this.row.connect('clicked', () => this.setOpen(!this.isOpen));
        this.#arrow.set_pivot_point(0.5, 0.5);
        this.actor.add_child(this.row);
    }

    get isOpen(): boolean {
        return this.#body !== null;
    }

    setOpen(open: boolean): void {
        if (open !== this.isOpen) this.#toggled(open);
    }

    /** Shows `body` below the row. */
    unfold(body: St.Widget): void {
        this.fold();
        this.#body = body;
        this.actor.add_child(body);
        this.row.add_style_pseudo_class('checked');
        this.#turn(this.actor.text_direction === Clutter.TextDirection.RTL ? -90 : 90);
    }

    fold(): void {
        if (!this.#body) return;
        this.#discarded.add(this.#body);
        this.#body = null;
        this.row.remove_style_pseudo_class('checked');
        this.#turn(0);
    }

    #turn(angle: number): void {
        this.#arrow.ease({
            rotation_angle_z: angle,
            duration: turnTime,
            mode: Clutter.AnimationMode.EASE_OUT_EXPO,
        });
    }
}
