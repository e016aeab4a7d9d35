import Clutter from 'gi://Clutter';
import St from 'gi://St';
import * as Main from 'resource:///org/gnome/shell/ui/main.js';
import type { IdleWork } from '../idleWork.js';
import type { IndicatorMenu } from '../indicatorMenu.js';

/** Pixels that stay free above or below what is scrolled to: the list fades out there. */
const edge = 24;

interface Scrolled {
    readonly menu: IndicatorMenu;
    readonly scroll: St.ScrollView;
    /** What is in `scroll`. */
    readonly list: Clutter.Actor;
    readonly idle: IdleWork;
    /** What of the list is under the pointer. */
    readonly hovered: () => Clutter.Actor | null;
}

/** Keeps in sight what the user looks at: where the focus goes, what is opened, and while rows above come and go. */
export class ListScrolling {
    readonly #menu: IndicatorMenu;
    readonly #scroll: St.ScrollView;
    readonly #list: Clutter.Actor;
    readonly #idle: IdleWork;
    readonly #hovered: () => Clutter.Actor | null;
    readonly #stage: Clutter.Stage;
    /** Pixels by which the list has grown above what the user looks at. */
    #shift = 0;
    /** Where in the list the focus is, or was last. Pixels from the top. */
    #focusTop = 0;

    constructor({ menu, scroll, list, idle, hovered }: Scrolled) {
        this.#menu = menu;
        this.#scroll = scroll;
        this.#list = list;
        this.#idle = idle;
        this.#hovered = hovered;
        this.#stage = Main.layoutManager.uiGroup.get_stage();
        const { vadjustment } = scroll;
        vadjustment.connect('changed', () => {
            const shift = this.#shift;
            this.#shift = 0;
            if (shift !== 0) vadjustment.value += shift;
        });
    }

    toTop(): void {
        this.#shift = 0;
        this.#scroll.vadjustment.value = 0;
    }

    /** What has been opened is seen, from its top on, as far as there is room. */
    bringIntoView(actor: Clutter.Actor): void {
        this.#idle.add(() => {
            if (!this.#list.contains(actor)) return;
            const { value, page_size: page } = this.#scroll.vadjustment;
            const top = positionIn(actor, this.#list);
            const bottom = top + actor.height;
            if (bottom > value + page)
                this.#scroll.vadjustment.value = Math.min(top - edge, bottom + edge - page);
        });
    }

    /** The focus is somewhere else now, or nowhere. */
    followFocus(): void {
        const focus = this.#stage.get_key_focus();
        if (!focus) {
            if (this.#menu.isOpen) this.#idle.add(() => this.#findFocus());
        } else if (this.#list.contains(focus)) {
            this.#focusTop = positionIn(focus, this.#list);
            this.#scrollTo(focus);
        }
    }

    /** What had the focus is gone: whatever now stands nearest to its place gets it, so that the keys go on. */
    #findFocus(): void {
        if (!this.#menu.isOpen || this.#stage.get_key_focus()) return;
        const places = focusable(this.#list).map(actor => ({ actor, top: positionIn(actor, this.#list) }));
        const distance = (top: number) => Math.abs(top - this.#focusTop);
        const nearest = places.reduce<(typeof places)[number] | null>(
            (best, place) => (best && distance(best.top) <= distance(place.top) ? best : place),
            null,
        );
        (nearest?.actor ?? this.#menu.actor).grab_key_focus();
    }

    /** As much of `actor` as there is room for, from its top on. */
    #scrollTo(actor: Clutter.Actor): void {
        const { vadjustment } = this.#scroll;
        const { value, page_size: page } = vadjustment;
        const top = positionIn(actor, this.#list) - edge;
        const bottom = top + actor.height + 2 * edge;
        if (top < value || bottom - top > page) vadjustment.value = top;
        else if (bottom > value + page) vadjustment.value = bottom - page;
    }

    /** Page keys turn pages; arrows first scroll through what has the focus, where it is not all seen. */
    scrollBy(symbol: number): boolean {
        const { vadjustment } = this.#scroll;
        const { value, upper, page_size: page } = vadjustment;
        const focus = this.#stage.get_key_focus();
        const inside = focus && this.#list.contains(focus) ? focus : null;
        const top = inside ? positionIn(inside, this.#list) : value;
        const bottom = inside ? top + inside.height : value;
        let step = 0;
        if (symbol === Clutter.KEY_Page_Down) step = page - 2 * edge;
        else if (symbol === Clutter.KEY_Page_Up) step = 2 * edge - page;
        else if (symbol === Clutter.KEY_Down && bottom > value + page) step = page / 4;
        else if (symbol === Clutter.KEY_Up && top < value) step = -page / 4;
        if (step === 0) return Clutter.EVENT_PROPAGATE;
        vadjustment.value = Math.max(0, Math.min(value + step, upper - page));
        return Clutter.EVENT_STOP;
    }

    /** `actor` is about to be moved by so many pixels: scrolls along if that is above what the user looks at. */
    keepInView(actor: Clutter.Actor, pixels: () => number): void {
        const { value, upper, pageSize } = this.#scroll.vadjustment;
        if (upper > pageSize && positionIn(actor, this.#list) <= this.#lookedAt(value))
            this.#shift += pixels();
    }

    /** Where in the list the user is: at the focus, under the pointer, or at the top of what is seen. */
    #lookedAt(top: number): number {
        const focus = this.#stage.get_key_focus();
        if (focus && this.#list.contains(focus)) return positionIn(focus, this.#list);
        const hovered = this.#hovered();
        return hovered ? positionIn(hovered, this.#list) : top;
    }
}

/** What can have the focus below `actor`. */
function focusable(actor: Clutter.Actor): Clutter.Actor[] {
    return actor.get_children().flatMap(child => {
        if (!child.visible) return [];
        return child instanceof St.Widget && child.can_focus ? [child as Clutter.Actor] : focusable(child);
    });
}

/** The top of `actor` in the coordinates of `ancestor`. */
function positionIn(actor: Clutter.Actor, ancestor: Clutter.Actor): number {
    let top = 0;
    for (let current: Clutter.Actor | null = actor; current && current !== ancestor;) {
        top += current.get_allocation_box().y1;
        current = current.get_parent();
    }
    return top;
}
