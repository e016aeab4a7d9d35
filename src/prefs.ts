import type Adw from 'gi://Adw';
import { ExtensionPreferences } from 'resource:///org/gnome/Shell/Extensions/js/extensions/prefs.js';

import { AboutPage } from './preferences/aboutPage.js';
import { AttentionPage } from './preferences/attentionPage.js';
import { ComponentsPage } from './preferences/componentsPage.js';
import { GeneralPage } from './preferences/generalPage.js';
import { IdentificationPage } from './preferences/identificationPage.js';

export default class EdgewisePreferences extends ExtensionPreferences {
    override fillPreferencesWindow(window: Adw.PreferencesWindow): Promise<void> {
        const settings = this.getSettings();
        window.set_default_size(720, 780);
        window.set_search_enabled(true);
        window.add(new GeneralPage(settings));
        window.add(new IdentificationPage(settings, this.path, window));
        window.add(new AttentionPage(settings, window));
        window.add(new ComponentsPage(settings, this.path));
        window.add(new AboutPage(settings, this.metadata['version-name'] ?? '', this.path, window));
        return Promise.resolve();
    }
}
