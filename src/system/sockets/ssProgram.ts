import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';

/** Some distributions keep it where an ordinary user's PATH does not look. */
const otherPlaces = ['/usr/sbin/ss', '/sbin/ss'];

/** The full path of `ss` of iproute2, null where there is none. */
export function findSs(): string | null {
    return (
        GLib.find_program_in_path('ss') ??
        otherPlaces.find(path => GLib.file_test(path, GLib.FileTest.IS_EXECUTABLE)) ??
        null
    );
}

/**
 * A child whose words are not translated, whose errors go nowhere and whose output is a pipe.
 *
 * INHERIT_FDS spares closing what is marked close-on-exec anyway, and only without that does GLib take
 * posix_spawn(): a fork() copies the page tables of this process and, page by page, what it touches next,
 * which cost a quarter of a look.
 */
export function spawnQuietly(command: string[]): Gio.Subprocess {
    const { STDOUT_PIPE, STDERR_SILENCE, INHERIT_FDS } = Gio.SubprocessFlags;
    const launcher = new Gio.SubprocessLauncher({ flags: STDOUT_PIPE | STDERR_SILENCE | INHERIT_FDS });
    launcher.setenv('LC_ALL', 'C', true);
    return launcher.spawnv(command);
}

/** Resolves when the child has ended: whether it ended by itself with status 0. */
export function waitForEnd(child: Gio.Subprocess): Promise<boolean> {
    return new Promise(resolve => {
        child.wait_async(null, (_child, result) => {
            child.wait_finish(result);
            resolve(child.get_successful());
        });
    });
}
