import Gio from 'gi://Gio';
import GLib from 'gi://GLib';

/** A terminal command that takes longer than this is ended. Seconds. */
const patience = 10;
/** More of its output is not shown. Characters. */
const longestOutput = 20_000;

/**
 * What `edgewise ARGUMENTS` prints: the same engine that the collector runs, in a process of its own.
 *
 * @throws GLib.Error when it cannot be started or takes too long, Error with its own words when it fails.
 */
export async function runTerminalCommand(path: string, ...args: string[]): Promise<string> {
    const cancellable = new Gio.Cancellable();
    const command = Gio.Subprocess.new(
        ['gjs', '-m', GLib.build_filenamev([path, 'cli.js']), ...args],
        Gio.SubprocessFlags.STDOUT_PIPE | Gio.SubprocessFlags.STDERR_PIPE,
    );
    const timer = GLib.timeout_add_seconds(GLib.PRIORITY_DEFAULT, patience, () => {
        cancellable.cancel();
        command.force_exit();
        return GLib.SOURCE_CONTINUE;
    });
    try {
        const [output, complaint] = await communicate(command, cancellable);
        if (!command.get_successful()) throw new Error(complaint.trim() || 'edgewise failed');
        return output.slice(0, longestOutput).trim();
    } finally {
        GLib.source_remove(timer);
    }
}

function communicate(command: Gio.Subprocess, cancellable: Gio.Cancellable): Promise<[string, string]> {
    return new Promise((resolve, reject) => {
        command.communicate_utf8_async(null, cancellable, (_command, result) => {
            try {
                const [, output, complaint] = command.communicate_utf8_finish(result);
                resolve([output, complaint]);
            } catch (error) {
                reject(error instanceof Error ? error : new Error(String(error)));
            }
        });
    });
}
