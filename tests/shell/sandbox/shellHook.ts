import Clutter from 'gi://Clutter';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Meta from 'gi://Meta';
import Shell from 'gi://Shell';
import St from 'gi://St';
import * as Main from 'resource:///org/gnome/shell/ui/main.js';

/** What the tests need inside GNOME Shell; imported there by `Sandbox.evalInShell`. */
export { Main, Clutter, Gio, GLib, Meta, Shell, St };

/** The stage, or the part of it that an actor covers, as it will be seen after the next frame. */
export async function screenshot(path: string, actor: Clutter.Actor | null): Promise<void> {
    await nextFrame();
    await nextFrame();
    const stream = Gio.File.new_for_path(path).replace(null, false, Gio.FileCreateFlags.NONE, null);
    const shot = new Shell.Screenshot();
    if (actor) {
        const [x, y] = actor.get_transformed_position();
        const [width, height] = actor.get_transformed_size();
        await shot.screenshot_area(Math.floor(x), Math.floor(y), Math.ceil(width), Math.ceil(height), stream);
    } else await shot.screenshot(false, stream);
    stream.close(null);
}

/** Resolves when the stage has been drawn once more, or after a fifth of a second when nothing has to be drawn. */
export function nextFrame(): Promise<void> {
    const painted = stage();
    return new Promise(resolve => {
        const done = () => {
            painted.disconnect(signal);
            GLib.source_remove(source);
            resolve();
        };
        const signal = painted.connect('after-paint', done);
        const source = GLib.timeout_add(GLib.PRIORITY_DEFAULT, 200, () => {
            painted.disconnect(signal);
            resolve();
            return GLib.SOURCE_REMOVE;
        });
        painted.queue_redraw();
    });
}

export function descendants(actor: Clutter.Actor): Clutter.Actor[] {
    return [actor, ...actor.get_children().flatMap(descendants)];
}

/** The texts that can be seen below an actor, in order. */
export function texts(actor: Clutter.Actor): string[] {
    return descendants(actor)
        .filter(child => child.mapped && child.get_width() > 0)
        .flatMap(child => (child instanceof Clutter.Text && child.text ? [child.text] : []));
}

/** What can be pressed and shows this text. */
export function pressable(text: string, within: Clutter.Actor = Main.layoutManager.uiGroup): Clutter.Actor {
    for (const label of descendants(within)) {
        if (!(label instanceof Clutter.Text) || label.text !== text || !label.mapped) continue;
        for (let actor: Clutter.Actor | null = label; actor; actor = actor.get_parent())
            if (actor instanceof St.Button || (actor instanceof St.Widget && actor.can_focus)) return actor;
    }
    throw new Error(`nothing to press says “${text}”`);
}

let pointer: Clutter.VirtualInputDevice | null = null;
let keyboard: Clutter.VirtualInputDevice | null = null;
function seat(): Clutter.Seat {
    return stage().context.get_backend().get_default_seat();
}

function stage(): Clutter.Stage {
    return Main.layoutManager.uiGroup.get_stage();
}

export async function pause(milliseconds: number): Promise<void> {
    await new Promise<void>(resolve =>
        GLib.timeout_add(GLib.PRIORITY_DEFAULT, milliseconds, () => {
            resolve();
            return GLib.SOURCE_REMOVE;
        }),
    );
}

export async function movePointer(x: number, y: number): Promise<void> {
    pointer ??= seat().create_virtual_device(Clutter.InputDeviceType.POINTER_DEVICE);
    pointer.notify_absolute_motion(GLib.get_monotonic_time(), x, y);
    await pause(60);
}

/** A real click in the middle of an actor. */
export async function click(actor: Clutter.Actor, button: number = Clutter.BUTTON_PRIMARY): Promise<void> {
    const [x, y] = actor.get_transformed_position();
    const [width, height] = actor.get_transformed_size();
    await clickAt(x + width / 2, y + height / 2, button);
}

/** A real click at a point of the stage. */
export async function clickAt(x: number, y: number, button: number = Clutter.BUTTON_PRIMARY): Promise<void> {
    await movePointer(x, y);
    pointer?.notify_button(GLib.get_monotonic_time(), button, Clutter.ButtonState.PRESSED);
    await pause(30);
    pointer?.notify_button(GLib.get_monotonic_time(), button, Clutter.ButtonState.RELEASED);
    await pause(60);
}

/** A key of the keyboard, by its symbol: `Clutter.KEY_Down`. */
export async function pressKey(symbol: number): Promise<void> {
    keyboard ??= seat().create_virtual_device(Clutter.InputDeviceType.KEYBOARD_DEVICE);
    keyboard.notify_keyval(GLib.get_monotonic_time(), symbol, Clutter.KeyState.PRESSED);
    await pause(20);
    keyboard.notify_keyval(GLib.get_monotonic_time(), symbol, Clutter.KeyState.RELEASED);
    await pause(60);
}
