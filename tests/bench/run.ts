import { spawnSync } from 'node:child_process';
import {
    chmodSync,
    cpSync,
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
} from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeDocument } from '../document.js';
import { interval, measureCost } from './cost.js';
import { measureFlood } from './flood.js';
import { measureIdentifying } from './identifying.js';
import { isInstalled, peers } from './peers.js';
import { measureShell } from './shellLoop.js';
import { lifetimes, measureShort } from './short.js';
import { enterNamespaces, World } from './world/world.js';

/**
 * `npm run bench`: measures, and rewrites docs/benchmarks.md. `--quick`: less of everything, printed only.
 * `--only cost|flood|identification|short|shell|size`: the other parts of the document stay as they are.
 */
const status = enterNamespaces();
if (status !== null) process.exit(status);

const root = join(import.meta.dirname, '..', '..');
const document = join(root, 'docs', 'benchmarks.md');
const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const { quick, only } = values;
const scratch = mkdtempSync(join(tmpdir(), 'edgewise-bench-'));
chmodSync(scratch, 0o755);

function outputOf(program: string, ...words: string[]): string {
    const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
    return (stdout || stderr || '').trim().split('\n')[0] ?? '';
}

function build(): string {
    const packed = spawnSync(join(root, 'scripts', 'pack'), { encoding: 'utf8' });
    if (packed.status !== 0) throw new Error(`scripts/pack: ${packed.stderr}`);
    const folder = join(scratch, 'extension');
    cpSync(join(root, 'build', 'edgewise@edgewise'), folder, { recursive: true });
    return folder;
}

function conditions(): string {
    const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name)).length;
    const absent = peers.filter(peer => !isInstalled(peer)).map(({ name }) => name);
    return [
        `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? ''} × ${cpus().length}`,
        `${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, ${outputOf('gjs', '--version')}`,
        `${outputOf('ss', '-V')}, ${processes} processes on the machine, load ${loadavg()
            .map(load => load.toFixed(1))
            .join(' ')} at the end`,
        ...(absent.length > 0 ? [`not installed: ${absent.join(', ')}`] : []),
    ].join('; ');
}

async function inWorld(measure: (world: World) => Promise<string>): Promise<string> {
    const world = await World.make(scratch, lifetimes);
    try {
        return await measure(world);
    } finally {
        world.end();
    }
}

const parts: Record<string, () => Promise<string>> = {
    cost: () =>
        inWorld(world =>
            measureCost(world, {
                folder,
                scratch,
                sizes: quick ? [50] : [50, 500, 2000, 10_000],
                windows: quick ? 2 : 3,
                window: quick ? 4000 : 20_000,
                // While nothing happens the time between two looks grows for a minute, and is longest after that.
                settling: quick ? 4000 : 75_000,
            }),
        ),
    flood: () =>
        inWorld(() =>
            measureFlood({
                folder,
                scratch,
                perSecond: 10_000,
                windows: quick ? 2 : 6,
                window: quick ? 3000 : 10_000,
            }),
        ),
    identification: () => Promise.resolve(measureIdentifying({ folder, scratch, runs: quick ? 1 : 5 })),
    short: () => inWorld(world => measureShort(world, { folder, scratch, each: quick ? 5 : 50, gap: 137 })),
    shell: () =>
        measureShell({
            zip: join(root, 'build', 'edgewise@edgewise.shell-extension.zip'),
            scratch,
            version: 50,
            sizes: quick ? [50] : [50, 500, 2000, 10_000],
            rounds: quick ? 1 : 3,
            window: quick ? 4000 : 10_000,
        }),
    size: () => {
        const zip = join(root, 'build', 'edgewise@edgewise.shell-extension.zip');
        const networks = join(folder, 'data', 'networks');
        const bytes = readdirSync(networks).reduce(
            (sum, name) => sum + statSync(join(networks, name)).size,
            0,
        );
        const megabytes = (size: number) => `${(size / 1e6).toFixed(2)} MB`;
        return Promise.resolve(
            `The zip has ${megabytes(statSync(zip).size)}; the network data in it, unpacked, ${megabytes(bytes)}.`,
        );
    },
};

/** Everything between `<!-- NAME -->` and `<!-- end of NAME -->`. */
function rewrite(name: string, text: string): void {
    const before = existsSync(document) ? readFileSync(document, 'utf8') : '';
    const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
    const from = before.indexOf(start);
    const to = before.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no part ${name}`);
    const command = `npm run bench -- --only ${name}`;
    writeDocument(
        'benchmarks.md',
        `${before.slice(0, from + start.length)}\n\n\`${command}\`: ${conditions()}.\n\n${text}\n\n${before.slice(to)}`,
    );
}

const folder = build();
try {
    process.stderr.write(`one interval: ${interval} ms\n`);
    for (const [name, measure] of Object.entries(parts)) {
        if (only !== undefined && only !== name) continue;
        const text = await measure();
        process.stdout.write(`${text}\n\n`);
        if (!quick) rewrite(name, text);
    }
} finally {
    rmSync(scratch, { recursive: true, force: true });
}
