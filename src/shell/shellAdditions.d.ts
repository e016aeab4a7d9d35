import type ClutterNamespace from '@girs/clutter-16';

/** What GNOME Shell's environment.js adds to actors, and the types of the shell do not put there. */
declare module '@girs/clutter-16/clutter-16' {
    export namespace Clutter {
        interface Actor {
            ease(
                target: Readonly<Record<string, unknown>> & {
                    readonly duration: number;
                    readonly mode: ClutterNamespace.AnimationMode;
                },
            ): void;
        }
    }
}
