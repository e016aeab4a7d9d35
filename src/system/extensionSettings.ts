import Gio from 'gi://Gio?version=2.0';
import type { EngineSettings } from '../engine/settings.js';
import { readEngineSettings } from '../protocol/settingsKeys.js';
import type { SettingProblem } from '../protocol/settingsKeys.js';

const schemaId = 'org.gnome.shell.extensions.edgewise';

/**
 * The user's settings as the extension has them, for whoever runs outside of the shell. `folder`: where the
 * compiled schema lies. Without a schema the defaults hold, and that is a problem to tell.
 */
export function readUserSettings(folder: string, problems: SettingProblem[]): EngineSettings {
    const settings = openSettings(folder, problems);
    return readEngineSettings(
        key =>
            settings?.settings_schema.has_key(key) ? settings.get_value(key).recursiveUnpack() : undefined,
        problems,
    );
}

function openSettings(folder: string, problems: SettingProblem[]): Gio.Settings | null {
    try {
        const source = Gio.SettingsSchemaSource.new_from_directory(
            folder,
            Gio.SettingsSchemaSource.get_default(),
            false,
        );
        const schema = source.lookup(schemaId, true);
        if (schema) return new Gio.Settings({ settings_schema: schema });
        problems.push({ key: schemaId, reason: 'no such schema' });
    } catch (error) {
        problems.push({ key: schemaId, reason: error instanceof Error ? error.message : String(error) });
    }
    return null;
}
