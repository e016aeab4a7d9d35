import type Clutter from 'gi://Clutter';
import St from 'gi://St';
import { IdleWork } from './idleWork.js';

/** Actors that are not shown any more. They are destroyed a piece at a time: many at once hold up a frame. */
export class Discarded {
    readonly #idle = new IdleWork();
    readonly #actors = new Set<Clutter.Actor>();

    /** Takes the actor out of the tree at once. Nobody may use it, or what is in it, afterwards. */
    add(actor: Clutter.Actor): void {
        actor.get_parent()?.remove_child(actor);
        this.#actors.add(actor);
        this.#idle.add(() => this.#destroyPiece(actor));
    }

    destroy(): void {
        this.#idle.destroy();
        for (const actor of this.#actors) actor.destroy();
        this.#actors.clear();
    }

    #destroyPiece(actor: Clutter.Actor): void {
        const piece = lastPiece(actor);
        piece.destroy();
        if (piece === actor) this.#actors.delete(actor);
        else this.#idle.add(() => this.#destroyPiece(actor));
    }
}

/** The last box within boxes that has no box in it. Other widgets own their children: those stay with them. */
function lastPiece(actor: Clutter.Actor): Clutter.Actor {
    let piece = actor;
    for (let child = lastBox(piece); child; child = lastBox(child)) piece = child;
    return piece;
}

function lastBox(actor: Clutter.Actor): Clutter.Actor | null {
    if (!(actor instanceof St.BoxLayout)) return null;
    let child = actor.get_last_child();
    while (child && !(child instanceof St.BoxLayout)) child = child.get_previous_sibling();
    return child;
}
