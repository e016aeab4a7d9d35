import { menu } from '../desktop.js';
import type { Scene } from '../sandbox/scene.js';

const collector = '/home/visitor/.local/share/gnome-shell/extensions/edgewise@edgewise/collector.js';

/** A collector that cannot run, however often it is started: a library of its is missing. */
const failed: Scene = {
    async prepare(sandbox) {
        await sandbox.check(['sh', '-c', `cat >${collector}`], {
            input: "import 'gi://Missing?version=2.0';\n",
        });
    },
    async play(sandbox) {
        await sandbox.openMenu();
        await sandbox.evalInShell('await hook.pause(500);');
        await sandbox.screenshot('restarting');
        await sandbox.waitFor(
            `hook.descendants(${menu}.box).some(actor => actor.mapped && actor.icon_name === 'dialog-error-symbolic')`,
            { timeout: 40_000 },
        );
        await sandbox.screenshot('failed');
    },
};
export default failed;
