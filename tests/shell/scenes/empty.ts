import { menuTexts } from '../desktop.js';
import type { Scene } from '../sandbox/scene.js';

/** Nothing at all is connected. */
const empty: Scene = {
    async play(sandbox) {
        await sandbox.openMenu();
        await sandbox.waitFor(`${menuTexts}.length > 1`);
        await sandbox.evalInShell('await hook.pause(3000);');
        await sandbox.screenshot('empty');
    },
};
export default empty;
