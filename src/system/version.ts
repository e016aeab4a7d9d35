import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';

/** The extension's version as its metadata has it; `folder`: where the extension lies. */
export function readVersion(folder: string): string {
    const file = Gio.File.new_for_path(GLib.build_filenamev([folder, 'metadata.json']));
    const [, bytes] = file.load_contents(null);
    const metadata: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const version =
        typeof metadata === 'object' && metadata !== null && 'version-name' in metadata
            ? metadata['version-name']
            : null;
    if (typeof version !== 'string') throw new Error(`${file.get_path() ?? ''} names no version`);
    return version;
}
