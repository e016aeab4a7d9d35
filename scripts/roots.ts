import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Versions that a Debian suite has, and so can be run anywhere. */
const inTrees: readonly number[] = [48, 50, 51];

/** The version of this machine's own GNOME Shell, where Edgewise supports it; null: it has none. */
export function ownShell(): number | null {
    const { status, stdout } = spawnSync(join(import.meta.dirname, 'own-shell'), { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : null;
}

/** What the tests run in: this machine's own GNOME Shell where it has one, all that there are trees of elsewhere. */
export function shellVersions(): readonly number[] {
    const own = ownShell();
    return own === null ? inTrees : [own];
}

export function isShellVersion(version: number): boolean {
    return inTrees.includes(version) || version === ownShell();
}

/**
 * The tree with that version of GNOME Shell, which is only read: this machine itself where it has it, a Debian
 * tree elsewhere. That one is made first when it is not there, which takes minutes.
 */
export function rootOf(version: number): string {
    if (version === ownShell()) return '/';
    const script = join(import.meta.dirname, 'make-root');
    return execFileSync(script, [String(version)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
}
