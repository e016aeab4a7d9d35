import { setTimeout as sleep } from 'node:timers/promises';
import { openPreferences, showPage } from '../preferencesWindow.js';
import type { Scene } from '../sandbox/scene.js';

const pages = ['general', 'identification', 'attention', 'components', 'about'];

/** Every page of the preferences, from the top. */
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
        const { evaluate, close } = await openPreferences(sandbox);
        for (const page of pages) {
            await evaluate(showPage(page));
            await sleep(600);
            // GTK’s software renderer leaves traces of the page before, unless all is drawn anew.
            await evaluate('window.hide(); await sleep(300); window.present(); await sleep(900);');
            await sandbox.screenshot(`preferences-${page}`);
        }
        await close();
    },
};
export default preferences;
