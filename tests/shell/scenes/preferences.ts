import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene } from '../sandbox/scene.js';

const pages = ['general', 'identification', 'attention', 'components', 'about'];

/** Every page of the preferences, from the top; the tabs are at the foot of the window, in the middle of the screen. */
const preferences: Scene = {
    options: {
        settings: {
            'org/gnome/shell/extensions/edgewise': {
                'ignored-findings': "[('half-closed', 'org.gnome.Shell/weather', '')]",
                'component-rules': "[('host', '*.example.org', 'Backup', '')]",
            },
        },
    },
    async play(sandbox) {
        await sandbox.openPreferences();
        const width = Number(await sandbox.evalInShell('return global.stage.width;'));
        const height = Number(await sandbox.evalInShell('return global.stage.height;'));
        const tabs = 5;
        const tab = 103;
        for (const [index, page] of pages.entries()) {
            const x = width / 2 + (index - (tabs - 1) / 2) * tab;
            await sandbox.evalInShell(`await hook.clickAt(${x}, ${height - 23});`);
            await sleep(900);
            await sandbox.screenshot(`preferences-${page}`);
        }
        await sandbox.closePreferences();
    },
};
export default preferences;
