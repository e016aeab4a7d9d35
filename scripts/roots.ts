import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const shellVersions = [48, 50, 51] as const;
export type ShellVersion = (typeof shellVersions)[number];

export function isShellVersion(version: number): version is ShellVersion {
    return shellVersions.some(known => known === version);
}

/** The Debian tree with that version of GNOME Shell; made first when it is not there, which takes minutes. */
export function rootOf(version: ShellVersion): string {
    const script = join(import.meta.dirname, 'make-root');
    return execFileSync(script, [String(version)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
}
