import Atk from 'gi://Atk';
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
        // As GNOME's own rows with a submenu are.
        this.row.add_accessible_state(Atk.StateType.EXPANDABLE);
        this.row.connect('clicked', () => this.setOpen(!this.isOpen));
        this.row.connect('key-press-event', (_row, event: Clutter.Event) => this.#takeArrow(event));
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
        this.row.add_accessible_state(Atk.StateType.EXPANDED);
        this.#turn(this.#isRightToLeft ? -90 : 90);
    }

    fold(): void {
        if (!this.#body) return;
        this.#discarded.add(this.#body);
        this.#body = null;
        this.row.remove_style_pseudo_class('checked');
        this.row.remove_accessible_state(Atk.StateType.EXPANDED);
        this.#turn(0);
    }

    get #isRightToLeft(): boolean {
        return this.row.text_direction === Clutter.TextDirection.RTL;
    }

    /** The arrow key that points where the row’s own arrow points opens it and goes in; the other one shuts it. */
    #takeArrow(event: Clutter.Event): boolean {
        const symbol = event.get_key_symbol();
        const [inwards, outwards] = this.#isRightToLeft
            ? [Clutter.KEY_Left, Clutter.KEY_Right]
            : [Clutter.KEY_Right, Clutter.KEY_Left];
        if (symbol === inwards) {
            if (this.#body) this.#body.navigate_focus(null, St.DirectionType.TAB_FORWARD, false);
            else this.setOpen(true);
            return Clutter.EVENT_STOP;
        }
        if (symbol !== outwards || !this.isOpen) return Clutter.EVENT_PROPAGATE;
        this.setOpen(false);
        return Clutter.EVENT_STOP;
    }

    #turn(angle: number): void {
        this.#arrow.ease({
            rotation_angle_z: angle,
            duration: turnTime,
            mode: Clutter.AnimationMode.EASE_OUT_EXPO,
        });
    }
}
