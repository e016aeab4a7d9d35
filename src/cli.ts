import GLib from 'gi://GLib?version=2.0';
import System from 'system';
import { runCommand } from './cli/main.js';

const folder = GLib.path_get_dirname(GLib.filename_from_uri(import.meta.url)[0]);
const loop = new GLib.MainLoop(null, false);
let status = 1;
runCommand(folder, System.programArgs)
    .then(result => (status = result))
    .catch((cause: unknown) => {
        printerr(`edgewise: ${cause instanceof Error ? cause.message : String(cause)}`);
    })
    .finally(() => loop.quit());
loop.run();
System.exit(status);
