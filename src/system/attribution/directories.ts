import GLib from 'gi://GLib?version=2.0';

/** Where desktop files are, those that come first having their say; XDG base directories, flatpak, snap. */
export function applicationDirectories(): readonly string[] {
    const data = GLib.get_user_data_dir();
    return unique([
        `${data}/applications`,
        `${data}/flatpak/exports/share/applications`,
        '/var/lib/flatpak/exports/share/applications',
        ...GLib.get_system_data_dirs().map(directory => `${directory}/applications`),
        '/usr/local/share/applications',
        '/usr/share/applications',
        '/var/lib/snapd/desktop/applications',
    ]);
}

/** Where unit files are: the path of systemd.unit(5) as far as it holds names of installed units. */
export function unitDirectories(manager: 'system' | 'user'): readonly string[] {
    if (manager === 'system')
        return [
            '/run/systemd/transient',
            '/etc/systemd/system',
            '/run/systemd/system',
            '/run/systemd/generator',
            '/run/systemd/generator.late',
            '/usr/local/lib/systemd/system',
            '/usr/lib/systemd/system',
            '/lib/systemd/system',
        ];
    const run = GLib.get_user_runtime_dir();
    return unique([
        `${run}/systemd/transient`,
        `${GLib.get_user_config_dir()}/systemd/user`,
        '/etc/systemd/user',
        `${run}/systemd/user`,
        '/run/systemd/user',
        `${run}/systemd/generator`,
        `${run}/systemd/generator.late`,
        `${GLib.get_user_data_dir()}/systemd/user`,
        '/usr/local/lib/systemd/user',
        '/usr/lib/systemd/user',
    ]);
}

/** Where extensions of GNOME Shell are. */
export function extensionDirectories(): readonly string[] {
    return unique(
        [GLib.get_user_data_dir(), ...GLib.get_system_data_dirs(), '/usr/share'].map(
            directory => `${directory}/gnome-shell/extensions`,
        ),
    );
}

function unique(paths: readonly string[]): readonly string[] {
    return Array.from(new Set(paths));
}
