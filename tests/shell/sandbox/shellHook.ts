import Clutter from 'gi://Clutter';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Meta from 'gi://Meta';
import Shell from 'gi://Shell';
import St from 'gi://St';
import { ensureActorVisibleInScrollView } from 'resource:///org/gnome/shell/misc/animationUtils.js';
import { EventEmitter } from 'resource:///org/gnome/shell/misc/signals.js';
import * as Main from 'resource:///org/gnome/shell/ui/main.js';
import { Notification } from 'resource:///org/gnome/shell/ui/messageTray.js';
import { pause, stopwatch } from './loopMeter.js';

/** What the tests need inside GNOME Shell; imported there by `Sandbox.evalInShell`. */
export { Main, Clutter, Gio, GLib, Meta, Shell, St };
export { observe, pause, stopwatch, timeToContent } from './loopMeter.js';

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

/** All actors, but for the overview's: the shell fills its grid of apps when it likes. */
export function countActors(): number {
    return descendants(stage()).length - descendants(Main.layoutManager.overviewGroup).length;
}

/** The texts that can be seen below an actor, in order. */
export function texts(actor: Clutter.Actor): string[] {
    return descendants(actor)
        .filter(child => child.mapped && child.get_width() > 0)
        .flatMap(child => (child instanceof Clutter.Text && child.text ? [child.text] : []));
}

/** What can be pressed and shows this text, or one that matches. */
export function pressable(
    text: string | RegExp,
    within: Clutter.Actor = Main.layoutManager.uiGroup,
): Clutter.Actor {
    for (const label of descendants(within)) {
        if (!(label instanceof Clutter.Text) || !label.mapped) continue;
        if (typeof text === 'string' ? label.text !== text : !text.test(label.text)) continue;
        for (let actor: Clutter.Actor | null = label; actor; actor = actor.get_parent())
            if (actor instanceof St.Button || (actor instanceof St.Widget && actor.can_focus)) return actor;
    }
    throw new Error(`nothing to press says “${String(text)}”`);
}

let pointer: Clutter.VirtualInputDevice | null = null;
let keyboard: Clutter.VirtualInputDevice | null = null;
function seat(): Clutter.Seat {
    return stage().context.get_backend().get_default_seat();
}

function stage(): Clutter.Stage {
    return Main.layoutManager.uiGroup.get_stage();
}

export async function movePointer(x: number, y: number): Promise<void> {
    if (!pointer) {
        pointer = seat().create_virtual_device(Clutter.InputDeviceType.POINTER_DEVICE);
        // The first motion of a new device may get lost; a click would go to the corner.
        pointer.notify_absolute_motion(GLib.get_monotonic_time(), x - 1, y - 1);
        await pause(200);
    }
    pointer.notify_absolute_motion(GLib.get_monotonic_time(), x, y);
    await pause(60);
}

function isScrollView(actor: Clutter.Actor): actor is St.ScrollView {
    return actor instanceof St.ScrollView;
}

/** Scrolls an actor of a list to where it can be clicked. */
export async function scrollTo(actor: Clutter.Actor): Promise<void> {
    for (let parent = actor.get_parent(); parent; parent = parent.get_parent())
        if (isScrollView(parent)) ensureActorVisibleInScrollView(parent, actor);
    await nextFrame();
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

/** A key of the keyboard, by its symbol, `Clutter.KEY_Down`, while others are held. */
export async function pressKey(symbol: number, ...held: readonly number[]): Promise<void> {
    if (!keyboard) {
        keyboard = seat().create_virtual_device(Clutter.InputDeviceType.KEYBOARD_DEVICE);
        // The first key of a new device may get lost.
        await pause(200);
    }
    const keys = [...held, symbol];
    for (const key of keys) {
        keyboard.notify_keyval(GLib.get_monotonic_time(), key, Clutter.KeyState.PRESSED);
        await pause(20);
    }
    for (const key of keys.reverse())
        keyboard.notify_keyval(GLib.get_monotonic_time(), key, Clutter.KeyState.RELEASED);
    await pause(60);
}

/** A measured piece of our code: what entered it, and for how many milliseconds the main loop stood still. */
export interface Held {
    readonly by: string;
    readonly milliseconds: number;
}
type Callback = (...parameters: unknown[]) => unknown;

const ours = /edgewise@edgewise\/([\w/]+\.js):(\d+)/;
export const held: Held[] = [];

/** GLib sources that our code has added and that are neither removed nor done: id → where they were added. */
export const liveSources = new Map<number, string>();
let watching = false;

/**
 * From now on each entry of the main loop into code of the extension is timed: timeouts, idles, callbacks of
 * asynchronous operations, handlers of signals, keys and notifications, `enable` and `disable`. These are all the ways in. It must be called while the extension
 * is disabled, so that what it connects later is seen. Layout and painting that its actors cause are not its
 * code; `stalls` sees them.
 */
export function watchOurCode(): void {
    if (watching) return;
    watching = true;
    // Whoever called what is wrapped: below `where` and the wrapper. What the shell connects while it does
    // something for us is the shell's own; where that calls us back in its turn, the call is timed there.
    const where = () => ours.exec(new Error().stack?.split('\n')[2] ?? '');
    const timed = (callback: Callback, by: string): Callback =>
        function (this: unknown, ...parameters) {
            const elapsed = stopwatch();
            try {
                return callback.apply(this, parameters);
            } finally {
                held.push({ by, milliseconds: elapsed() });
            }
        };
    const wrapLast = (owner: object, name: string) => {
        const original = Reflect.get(owner, name) as Callback;
        Reflect.set(owner, name, function (this: unknown, ...parameters: unknown[]) {
            const place = where();
            const last = parameters.length - 1;
            const callback = parameters[last];
            if (place && typeof callback === 'function')
                parameters[last] = timed(callback as Callback, `${name} at ${place[1]}:${place[2]}`);
            return original.apply(this, parameters);
        });
    };
    for (const name of ['timeout_add', 'timeout_add_seconds', 'idle_add']) {
        const original = Reflect.get(GLib, name) as Callback;
        Reflect.set(GLib, name, (...parameters: unknown[]) => {
            const place = where();
            if (!place) return original.apply(GLib, parameters);
            const by = `${name} at ${place[1]}:${place[2]}`;
            const last = parameters.findIndex(parameter => typeof parameter === 'function');
            const run = timed(parameters[last] as Callback, by);
            let id = 0;
            parameters[last] = () => {
                const again = run();
                if (again !== GLib.SOURCE_CONTINUE) liveSources.delete(id);
                return again;
            };
            id = original.apply(GLib, parameters) as number;
            liveSources.set(id, by);
            return id;
        });
    }
    const remove = GLib.source_remove;
    Reflect.set(GLib, 'source_remove', (id: number) => {
        liveSources.delete(id);
        return remove(id);
    });
    wrapLast(Gio.InputStream.prototype, 'read_bytes_async');
    wrapLast(Gio.OutputStream.prototype, 'write_bytes_async');
    wrapLast(Gio.Subprocess.prototype, 'wait_async');
    wrapLast(GObject.Object.prototype, 'connect');
    // The shell's own ways to call back: menus, keys, buttons of notifications.
    wrapLast(EventEmitter.prototype, 'connect');
    wrapLast(Main.wm, 'addKeybinding');
    wrapLast(Notification.prototype, 'addAction');
    const extension = Main.extensionManager.lookup('edgewise@edgewise').stateObj;
    for (const name of ['enable', 'disable'])
        if (extension) Reflect.set(extension, name, timed(Reflect.get(extension, name) as Callback, name));
}

/** Milliseconds from the request to open a menu until it has been painted, as `stopwatch` counts. */
export async function timeToOpen(menu: { open(): void; close(): void }): Promise<number> {
    const elapsed = stopwatch();
    menu.open();
    const painted = stage();
    return await new Promise<number>(resolve => {
        const signal = painted.connect('after-paint', () => {
            painted.disconnect(signal);
            resolve(elapsed());
        });
        painted.queue_redraw();
    });
}

/** Entries in GNOME Shell's list of tracked signals, where that version tells. */
export async function signalTrackers(): Promise<number | null> {
    const { debugGetSignalTrackers } = await import('resource:///org/gnome/shell/misc/signalTracker.js');
    return debugGetSignalTrackers?.().size ?? null;
}

/** Makes and destroys a bare button in the panel: what the shell itself does not clean up, to be subtracted. */
export async function bareButton(): Promise<void> {
    const { Button } = await import('resource:///org/gnome/shell/ui/panelMenu.js');
    const button = new Button(0.5, 'bare');
    Main.panel.addToStatusArea('bare-button', button);
    await nextFrame();
    button.destroy();
    await nextFrame();
}
