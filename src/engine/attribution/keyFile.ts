interface KeyFileGroup {
    readonly name: string;
    readonly entries: readonly (readonly [string, string])[];
}

/**
 * Groups and entries of the many formats that look like `[group]` and `key=value`: desktop and unit files,
 * flatpak, fwupd, NetworkManager, dnf, pacman. Unlike GLib's reader it takes what it can and skips the rest,
 * keeps repeated keys, and runs anywhere. Entries before the first group are in a group named ''.
 */
export function keyFileGroups(text: string): readonly KeyFileGroup[] {
    let entries: (readonly [string, string])[] = [];
    const groups: KeyFileGroup[] = [{ name: '', entries }];
    // A backslash at the end of a line continues it (systemd.syntax(7)).
    for (const line of text.replace(/\\\r?\n/g, ' ').split('\n')) {
        const trimmed = line.trim();
        if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
        if (trimmed.startsWith('[') && trimmed.endsWith(']')) {
            entries = [];
            groups.push({ name: trimmed.slice(1, -1), entries });
            continue;
        }
        const equals = trimmed.indexOf('=');
        if (equals > 0) entries.push([trimmed.slice(0, equals).trim(), trimmed.slice(equals + 1).trim()]);
    }
    return groups;
}
