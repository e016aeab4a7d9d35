import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const suites = { 48: 'trixie', 50: 'forky', 51: 'sid' } as const;
export type ShellVersion = keyof typeof suites;

export function isShellVersion(version: number): version is ShellVersion {
    return version in suites;
}

/** The Debian tree with that version of GNOME Shell, made by `scripts/make-root`. */
export function rootOf(version: ShellVersion): string {
    const cache =
        process.env['EDGEWISE_CACHE'] ??
        join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'edgewise');
    const root = join(cache, 'roots', suites[version]);
    if (!existsSync(root)) throw new Error(`${root} is missing: run scripts/make-root ${version}`);
    return root;
}
