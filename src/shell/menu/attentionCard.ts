import Atk from 'gi://Atk';
import Clutter from 'gi://Clutter';
import St from 'gi://St';
import type { Finding } from '../../engine/findings/finding.js';
import { findingInBrief, findingTitle } from '../../engine/report/report.js';
import type { View } from '../view.js';
import {
    buttonBox,
    describe,
    horizontalBox,
    lineLabel,
    paragraphLabel,
    setName,
    setText,
    textButton,
    verticalBox,
} from './actors.js';

/** Something that deserves a look, told at the top of the menu. */
export class AttentionCard {
    readonly actor = verticalBox('message edgewise-card');
    readonly #view: View;
    readonly #component = lineLabel('', 'edgewise-caption');
    readonly #title = paragraphLabel('', 'edgewise-card-title');
    readonly #body = paragraphLabel('', 'edgewise-paragraph');
    #finding: Finding;

    constructor(view: View, finding: Finding, show: (finding: Finding) => void) {
        this.#view = view;
        this.#finding = finding;
        const { phrases } = view;
        const heading = horizontalBox('edgewise-card-heading');
        heading.add_child(
            new St.Icon({
                style_class: 'edgewise-mark',
                icon_name: 'dialog-warning-symbolic',
                y_align: Clutter.ActorAlign.CENTER,
            }),
        );
        heading.add_child(this.#component);
        const actions = buttonBox('edgewise-card-actions');
        const showButton = textButton(phrases.gettext('Show'), () => show(this.#finding));
        const ignoreButton = textButton(phrases.gettext('Ignore'), () => this.#ignore());
        for (const button of [showButton, ignoreButton]) {
            button.style_class = 'notification-button edgewise-card-button';
            button.x_expand = true;
            describe(button, this.#title);
            actions.add_child(button);
        }
        // What is not reactive, the theme draws as if it were out of use.
        this.actor.reactive = true;
        this.actor.accessible_role = Atk.Role.PANEL;
        this.actor.add_child(heading);
        this.actor.add_child(this.#title);
        this.actor.add_child(this.#body);
        this.actor.add_child(actions);
    }

    get componentId(): string {
        return this.#finding.componentId;
    }

    /** `brief`: without the explanation, which “Show” leads to. */
    update(finding: Finding, componentName: string, brief: boolean): void {
        this.#finding = finding;
        this.#body.visible = !brief;
        setText(this.#component, componentName);
        this.tick();
    }

    tick(): void {
        const { phrases } = this.#view;
        const now = this.#view.now();
        setText(this.#title, findingTitle(phrases, this.#finding, now));
        setText(this.#body, findingInBrief(phrases, this.#finding, now));
        setName(this.actor, `${this.#component.text}, ${this.#title.text}`);
    }

    destroy(): void {
        this.actor.destroy();
    }

    #ignore(): void {
        const { kind, componentId, address } = this.#finding;
        this.#view.ignore({ kind, componentId, address });
    }
}
