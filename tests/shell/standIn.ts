import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { uuid, type Sandbox } from './sandbox/sandbox.js';

/** What `tests/fixtures/standInCollector.ts` is to do. */
export interface StandInScript {
    readonly scene?: string;
    readonly churn?: boolean;
    readonly behaviour?: string;
}

/** Puts the stand-in in the collector's place; before the shell is started, or while the extension is disabled. */
export async function putStandIn(sandbox: Sandbox, script: StandInScript): Promise<void> {
    const { outputFiles } = buildSync({
        entryPoints: [join(import.meta.dirname, '..', 'fixtures', 'standInCollector.ts')],
        bundle: true,
        write: false,
        format: 'esm',
        target: 'es2022',
        external: ['gi://*', 'system', 'gettext'],
    });
    const folder = `/home/visitor/.local/share/gnome-shell/extensions/${uuid}`;
    const files = { 'collector.js': outputFiles[0]?.text ?? '', 'scene.json': JSON.stringify(script) };
    for (const [name, input] of Object.entries(files))
        await sandbox.check(['sh', '-c', 'cat >"$1"', 'sh', `${folder}/${name}`], { input });
}
