import GLib from 'gi://GLib?version=2.0';
import System from 'system';
import { runCollector } from './collector/main.js';

const folder = GLib.path_get_dirname(GLib.filename_from_uri(import.meta.url)[0]);
const loop = new GLib.MainLoop(null, false);
let status = 0;
runCollector(folder)
    .catch((cause: unknown) => {
        printerr(
            `edgewise: ${cause instanceof Error ? `${cause.message}\n${cause.stack ?? ''}` : String(cause)}`,
        );
        status = 1;
    })
    .finally(() => loop.quit());
loop.run();
System.exit(status);
