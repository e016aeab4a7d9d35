import { Extension } from 'resource:///org/gnome/shell/extensions/extension.js';
import { Edgewise } from './shell/edgewise.js';

export default class EdgewiseExtension extends Extension {
    #edgewise: Edgewise | null = null;

    override enable(): void {
        this.#edgewise = new Edgewise(this);
        this.#edgewise.start();
    }

    override disable(): void {
        this.#edgewise?.destroy();
        this.#edgewise = null;
    }
}
