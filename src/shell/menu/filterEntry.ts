import Clutter from 'gi://Clutter';
import St from 'gi://St';
import type { Phrases } from '../../engine/report/report.js';

const longestFilter = 100;

/** The field that narrows the list; it appears as soon as somebody types. */
export class FilterEntry {
    readonly actor: St.Entry;
    readonly #changed: (text: string) => void;
    readonly #clearIcon = new St.Icon({
        icon_name: 'edit-clear-symbolic',
        style_class: 'edgewise-entry-icon',
    });

    constructor(phrases: Phrases, changed: (text: string) => void) {
        this.#changed = changed;
        this.actor = new St.Entry({
            style_class: 'edgewise-filter',
            hint_text: phrases.gettext('Program, host, address, provider…'),
            accessible_name: phrases.gettext('Search'),
            can_focus: true,
            x_expand: true,
            visible: false,
        });
        this.actor.set_primary_icon(
            new St.Icon({ icon_name: 'edit-find-symbolic', style_class: 'edgewise-entry-icon' }),
        );
        this.actor.connect('secondary-icon-clicked', () => {
            this.actor.text = '';
        });
        this.actor.clutter_text.set_max_length(longestFilter);
        this.actor.clutter_text.connect('text-changed', () => this.#onTextChanged());
        this.actor.clutter_text.connect('key-focus-in', () => this.actor.show());
    }

    get text(): string {
        return this.actor.text.trim();
    }

    show(): void {
        this.actor.show();
        this.actor.grab_key_focus();
    }

    clear(): void {
        this.actor.text = '';
        this.actor.hide();
    }

    /** From now on, what is typed while `actor` or something in it has the focus is typed here. */
    listenTo(actor: Clutter.Actor): void {
        const text = this.actor.clutter_text;
        if (canIntercept(text)) {
            text.set_input_interceptor(actor);
            return;
        }
        actor.connect('key-press-event', (_actor, event: Clutter.Event) =>
            this.#take(event) ? Clutter.EVENT_STOP : Clutter.EVENT_PROPAGATE,
        );
    }

    #onTextChanged(): void {
        const filled = this.actor.text !== '';
        if (filled) this.actor.show();
        if (filled !== (this.actor.secondary_icon === this.#clearIcon))
            this.actor.secondary_icon = filled ? this.#clearIcon : null;
        this.#changed(this.text);
    }

    /** A key that nobody else wanted, pressed in the menu. True: it begins a text. */
    #take(event: Clutter.Event): boolean {
        if (this.actor.clutter_text.has_key_focus() || !isText(event)) return false;
        this.show();
        // The event itself, not its letter: an input method may make another one of it.
        this.actor.clutter_text.event(event, false);
        return true;
    }
}

/** GNOME 51 and later; before it, key events are handed over one by one. */
interface InterceptingText extends Clutter.Text {
    set_input_interceptor(actor: Clutter.Actor | null): void;
}

function canIntercept(text: Clutter.Text): text is InterceptingText {
    return 'set_input_interceptor' in text;
}

function isText(event: Clutter.Event): boolean {
    const modifiers =
        Clutter.ModifierType.CONTROL_MASK | Clutter.ModifierType.MOD1_MASK | Clutter.ModifierType.SUPER_MASK;
    if ((event.get_state() & modifiers) !== 0) return false;
    const character = event.get_key_unicode();
    return /^[\p{L}\p{N}\p{P}]$/u.test(character);
}
