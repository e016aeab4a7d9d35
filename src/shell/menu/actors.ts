import Atk from 'gi://Atk';
import Clutter from 'gi://Clutter';
import Gio from 'gi://Gio';
import Pango from 'gi://Pango';
import St from 'gi://St';
import type { Component, ComponentKind } from '../../engine/attribution/component.js';

/** Text on one line, cut at its end where there is no room. */
export function lineLabel(text: string, styleClass: string): St.Label {
    return new St.Label({ text, style_class: styleClass, y_align: Clutter.ActorAlign.CENTER });
}

/** Text over as many lines as it takes. */
export function paragraphLabel(text: string, styleClass: string): St.Label {
    const label = new St.Label({ text, style_class: styleClass, x_expand: true });
    label.clutter_text.line_wrap = true;
    label.clutter_text.line_wrap_mode = Pango.WrapMode.WORD_CHAR;
    label.clutter_text.ellipsize = Pango.EllipsizeMode.NONE;
    // The style sets the attributes anew each time that it changes.
    label.connect_after('style-changed', () => leaveOutHyphens(label.clutter_text));
    return label;
}

/** A host name or address that takes more than a line is broken, but nothing is added to it. */
function leaveOutHyphens(text: Clutter.Text): void {
    const known = text.get_attributes() as Pango.AttrList | null;
    const attributes = known?.copy() ?? Pango.AttrList.new();
    attributes.insert(Pango.attr_insert_hyphens_new(false));
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Pango itself made it
    text.set_attributes(attributes);
}

/** Text over a few lines; what a stranger makes longer than that is cut. */
export function shortLabel(text: string, styleClass: string): St.Label {
    const label = paragraphLabel(text, `edgewise-short ${styleClass}`);
    label.clip_to_allocation = true;
    return label;
}

/** Setting a text, even the same one, has the label laid out again. */
export function setText(label: St.Label, text: string): void {
    if (label.text !== text) label.text = text;
}

export function setName(actor: Clutter.Actor & { accessible_name: string | null }, name: string): void {
    if (actor.accessible_name !== name) actor.accessible_name = name;
}

/** For a name in which times and numbers run: what has the focus would be read out at every change. */
export function setQuietName(actor: St.Widget, name: string): void {
    if (!actor.has_key_focus()) setName(actor, name);
}

/** For screen readers: `label` says more about `actor` than its name does. */
export function describe(actor: St.Widget, label: St.Label): void {
    actor.get_accessible().add_relationship(Atk.RelationType.DESCRIBED_BY, label.get_accessible());
}

/**
 * A column of text that is read as one: the focus stops at it, so that a screen reader speaks it and the
 * keyboard can scroll through it. Its accessible name has to be set to what it says.
 */
export function readingBox(styleClass: string): St.BoxLayout {
    const box = verticalBox(`edgewise-reading ${styleClass}`);
    box.can_focus = true;
    box.accessible_role = Atk.Role.PARAGRAPH;
    return box;
}

export function verticalBox(styleClass: string): St.BoxLayout {
    return new St.BoxLayout({
        style_class: styleClass,
        orientation: Clutter.Orientation.VERTICAL,
        x_expand: true,
    });
}

export function horizontalBox(styleClass: string): St.BoxLayout {
    return new St.BoxLayout({ style_class: styleClass, x_expand: true });
}

/** Buttons side by side, each as wide as the others. */
export function buttonBox(styleClass: string): St.BoxLayout {
    return new St.BoxLayout({
        style_class: styleClass,
        layout_manager: new Clutter.BoxLayout({ homogeneous: true }),
        x_expand: true,
    });
}

export function iconButton(iconName: string, name: string, clicked: () => void): St.Button {
    const button = new St.Button({
        style_class: 'icon-button flat edgewise-icon-button',
        icon_name: iconName,
        accessible_name: name,
        can_focus: true,
        y_align: Clutter.ActorAlign.CENTER,
    });
    button.connect('clicked', clicked);
    return button;
}

export function textButton(label: string, clicked: () => void): St.Button {
    const button = new St.Button({ style_class: 'button edgewise-button', label, can_focus: true });
    button.connect('clicked', clicked);
    return button;
}

const iconsByKind: Readonly<Record<ComponentKind, string>> = {
    app: 'application-x-executable-symbolic',
    flatpak: 'application-x-executable-symbolic',
    snap: 'application-x-executable-symbolic',
    'user-service': 'system-run-symbolic',
    'system-service': 'system-run-symbolic',
    part: 'application-x-addon-symbolic',
    terminal: 'utilities-terminal-symbolic',
    process: 'system-run-symbolic',
    unknown: 'dialog-question-symbolic',
};

export function componentIcon(component: Component): Gio.Icon {
    const fallback = iconsByKind[component.kind];
    const { icon } = component;
    if (icon?.startsWith('/')) return Gio.FileIcon.new(Gio.File.new_for_path(icon));
    return Gio.ThemedIcon.new_from_names(icon ? [icon, fallback] : [fallback]);
}
