import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Writes a file of `docs/`, of measurements, as the formatter wants it. */
export function writeDocument(name: string, text: string): void {
    const path = join(root, 'docs', name);
    writeFileSync(path, text);
    spawnSync(join(root, 'node_modules', '.bin', 'prettier'), ['--write', '--log-level=warn', path]);
}
