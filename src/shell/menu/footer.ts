import GLib from 'gi://GLib';
import type St from 'gi://St';
import { fill } from '../../engine/report/report.js';
import type { Phrases } from '../../engine/report/report.js';
import { buttonBox, paragraphLabel, setText, textButton, verticalBox } from './actors.js';

export interface FooterActions {
    copyDetails(): void;
    export(format: 'csv' | 'json', path: string): void;
}

/** The end of the menu: taking what it shows elsewhere. */
export class Footer {
    readonly actor = verticalBox('edgewise-footer');
    readonly #phrases: Phrases;
    readonly #actions: FooterActions;
    readonly #first = buttonBox('edgewise-line');
    readonly #formats = buttonBox('edgewise-line');
    readonly #status = paragraphLabel('', 'edgewise-caption');

    constructor(phrases: Phrases, actions: FooterActions) {
        this.#phrases = phrases;
        this.#actions = actions;
        const { gettext } = phrases;
        this.#add(this.#first, gettext('Copy Details'), () => actions.copyDetails());
        const exportButton = this.#add(this.#first, gettext('Export…'), () => this.#choose(true));
        // Translators: names of file formats.
        const csv = this.#add(this.#formats, gettext('CSV'), () => this.#export('csv'));
        this.#add(this.#formats, gettext('JSON'), () => this.#export('json'));
        this.#add(this.#formats, gettext('Cancel'), () => {
            this.#choose(false);
            exportButton.grab_key_focus();
        });
        exportButton.connect('clicked', () => csv.grab_key_focus());
        this.actor.add_child(this.#status);
        this.actor.add_child(this.#first);
        this.actor.add_child(this.#formats);
        this.reset();
    }

    reset(): void {
        this.#choose(false);
        this.#status.hide();
    }

    tell(text: string): void {
        setText(this.#status, text);
        this.#status.visible = text !== '';
    }

    showExported(path: string | null, error: string | null): void {
        const { gettext } = this.#phrases;
        this.tell(
            path !== null
                ? fill(this.#phrases, gettext('Saved as {path}'), { path })
                : fill(this.#phrases, gettext('The list could not be saved: {reason}'), {
                      reason: error ?? gettext('for an unknown reason'),
                  }),
        );
    }

    #add(box: St.BoxLayout, label: string, clicked: () => void): St.Button {
        const button = textButton(label, clicked);
        button.x_expand = true;
        box.add_child(button);
        return button;
    }

    #choose(formats: boolean): void {
        this.#first.visible = !formats;
        this.#formats.visible = formats;
        if (formats) this.tell(this.#phrases.gettext('Export the list in which format?'));
    }

    #export(format: 'csv' | 'json'): void {
        this.#choose(false);
        this.tell(this.#phrases.gettext('Saving…'));
        this.#actions.export(format, GLib.build_filenamev([exportFolder(), exportName(format)]));
        this.#first.get_last_child()?.grab_key_focus();
    }
}

function exportFolder(): string {
    return (
        GLib.get_user_special_dir(GLib.UserDirectory.DIRECTORY_DOCUMENTS) ??
        GLib.get_user_special_dir(GLib.UserDirectory.DIRECTORY_DOWNLOAD) ??
        GLib.get_home_dir()
    );
}

function exportName(format: string): string {
    const time = GLib.DateTime.new_now_local().format('%Y-%m-%d-%H%M%S') ?? 'list';
    return `edgewise-${time}.${format}`;
}
