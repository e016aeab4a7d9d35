import Clutter from 'gi://Clutter';
import St from 'gi://St';
import { PopupMenu } from 'resource:///org/gnome/shell/ui/popupMenu.js';

/** A menu of the panel in which Escape may first go back a step, before it closes. */
export class IndicatorMenu extends PopupMenu {
    /** True: there was a step to go back. */
    goBack: () => boolean = () => false;

    constructor(button: St.Widget) {
        super(button, 0.5, St.Side.TOP);
    }

    /** GNOME Shell's menu manager takes the key before the menu can, and closes. */
    override close(...how: Parameters<PopupMenu['close']>): void {
        const event = Clutter.get_current_event() as Clutter.Event | null;
        const escape =
            event?.type() === Clutter.EventType.KEY_PRESS && event.get_key_symbol() === Clutter.KEY_Escape;
        if (!escape || !this.goBack()) super.close(...how);
    }
}
