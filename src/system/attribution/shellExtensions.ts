import Gio from 'gi://Gio?version=2.0';
import type { ShellExtensions } from '../../engine/attribution/surroundings.js';
import { cleanText } from '../../engine/untrustedText.js';
import { extensionDirectories } from './directories.js';
import { readText } from '../files.js';

const schemaId = 'org.gnome.shell';
const ownUuid = 'edgewise@edgewise';
const mostExtensions = 64;
const longestFile = 64 * 1024;

/** Extensions that are turned on and installed, from the shell's settings and each extension's metadata.json. */
export class EnabledExtensions implements ShellExtensions {
    readonly #cancellable: Gio.Cancellable | null;

    constructor(cancellable: Gio.Cancellable | null) {
        this.#cancellable = cancellable;
    }

    async enabled(): Promise<readonly string[]> {
        const schema = Gio.SettingsSchemaSource.get_default()?.lookup(schemaId, true);
        if (!schema) return [];
        const settings = new Gio.Settings({ settings_schema: schema });
        if (settings.get_boolean('disable-user-extensions')) return [];
        const disabled = new Set(settings.get_strv('disabled-extensions'));
        const wanted = settings
            .get_strv('enabled-extensions')
            .filter(uuid => uuid !== ownUuid && !disabled.has(uuid) && /^[^/\0]{1,255}$/.test(uuid))
            .slice(0, mostExtensions);
        const names = await Promise.all(wanted.map(uuid => this.#nameOf(uuid)));
        return names.filter((name): name is string => name !== null);
    }

    /** null: not installed. */
    async #nameOf(uuid: string): Promise<string | null> {
        for (const directory of extensionDirectories()) {
            const text = await readText(`${directory}/${uuid}/metadata.json`, longestFile, this.#cancellable);
            if (text !== null) return nameIn(text) ?? cleanText(uuid, 80);
        }
        return null;
    }
}

function nameIn(text: string): string | null {
    try {
        const metadata: unknown = JSON.parse(text);
        if (typeof metadata !== 'object' || metadata === null || !('name' in metadata)) return null;
        return typeof metadata.name === 'string' ? cleanText(metadata.name, 80) || null : null;
    } catch (error) {
        if (error instanceof SyntaxError) return null;
        throw error;
    }
}
