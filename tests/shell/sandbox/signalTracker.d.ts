declare module 'resource:///org/gnome/shell/misc/signalTracker.js' {
    /** From GNOME 50 on. */
    export const debugGetSignalTrackers: (() => Map<object, unknown>) | undefined;
}
