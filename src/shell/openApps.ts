import Shell from 'gi://Shell';
import type { Component } from '../engine/attribution/component.js';
import { Disposal } from './disposal.js';

/** Which components have a window open. */
export class OpenApps {
    readonly #disposal = new Disposal();
    readonly #system = Shell.AppSystem.get_default();
    #ids = new Set<string>();

    /** `changed`: an app has been opened or closed. */
    constructor(changed: () => void) {
        this.#read();
        const id = this.#system.connect('app-state-changed', () => {
            this.#read();
            changed();
        });
        this.#disposal.add(() => this.#system.disconnect(id));
    }

    /** A command in a terminal is in sight for as long as it runs. */
    has(component: Component): boolean {
        return component.kind === 'terminal' || (component.appId !== null && this.#ids.has(component.appId));
    }

    destroy(): void {
        this.#disposal.dispose();
    }

    #read(): void {
        const running = this.#system.get_running().filter(app => app.get_n_windows() > 0);
        this.#ids = new Set(running.map(app => app.get_id().replace(/\.desktop$/, '')));
    }
}
