import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';

/** What of GLib exists on Unix only. */
export interface Unix {
    readonly addSignal: (priority: number, signal: number, handler: () => boolean) => number;
    readonly setNonBlocking: (fd: number, nonBlocking: boolean) => boolean;
    readonly InputStream: new (properties: { fd: number; close_fd: boolean }) => Gio.InputStream;
    readonly OutputStream: new (properties: { fd: number; close_fd: boolean }) => Gio.OutputStream;
}

interface NewLibraries {
    readonly glib: {
        readonly signal_add?: Unix['addSignal'];
        readonly signal_add_full?: Unix['addSignal'];
        readonly set_fd_nonblocking: Unix['setNonBlocking'];
    };
    readonly gio: Pick<Unix, 'InputStream' | 'OutputStream'>;
}

/** GLib 2.80 moved these to libraries of their own; asking the old place there is warned of. */
export async function loadUnix(): Promise<Unix> {
    const libraries = await loadNewLibraries();
    if (!libraries) {
        return {
            addSignal: GLib.unix_signal_add,
            setNonBlocking: GLib.unix_set_fd_nonblocking,
            InputStream: Gio.UnixInputStream,
            OutputStream: Gio.UnixOutputStream,
        };
    }
    const { glib, gio } = libraries;
    return {
        // The name without `_full` came with GLib 2.86.
        addSignal: glib.signal_add ?? glib.signal_add_full ?? GLib.unix_signal_add,
        setNonBlocking: glib.set_fd_nonblocking,
        InputStream: gio.InputStream,
        OutputStream: gio.OutputStream,
    };
}

async function loadNewLibraries(): Promise<NewLibraries | null> {
    // Names in variables: the type definitions know neither of them.
    const [glibName, gioName] = ['gi://GLibUnix?version=2.0', 'gi://GioUnix?version=2.0'];
    try {
        const glib = (await import(glibName)) as { default: NewLibraries['glib'] };
        const gio = (await import(gioName)) as { default: NewLibraries['gio'] };
        return { glib: glib.default, gio: gio.default };
    } catch {
        return null;
    }
}
