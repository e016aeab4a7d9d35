import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is played with which options of scripts/shell, and what its pictures are called here. */
interface Session {
    readonly scene: string;
    readonly options?: readonly string[];
    readonly pictures: Readonly<Record<string, string>>;
}

const tall = ['--size', '1024x860'];
const preferencePages = ['general', 'identification', 'attention', 'components', 'about'];
const pages = (suffix: string) =>
    Object.fromEntries(
        preferencePages.map(page => [`preferences-${page}`, `preferences-${page}${suffix}`] as const),
    );

const sessions: readonly Session[] = [
    { scene: 'story', options: tall, pictures: { story: 'story', details: 'details' } },
    { scene: 'story', options: [...tall, '--version', '50'], pictures: { story: 'story-gnome-50' } },
    { scene: 'story', options: [...tall, '--version', '48'], pictures: { story: 'story-gnome-48' } },
    {
        scene: 'story',
        options: [...tall, '--style', 'light'],
        pictures: { story: 'story-light', details: 'details-light' },
    },
    {
        scene: 'story',
        options: [...tall, '--style', 'high-contrast'],
        pictures: { story: 'story-high-contrast', details: 'details-high-contrast' },
    },
    {
        scene: 'story',
        options: ['--size', '1280x1024', '--text-scale', '1.5'],
        pictures: { story: 'story-large-text', details: 'details-large-text' },
    },
    {
        scene: 'story',
        options: [...tall, '--language', 'ja'],
        pictures: { story: 'story-ja', details: 'details-ja' },
    },
    {
        scene: 'story',
        options: [...tall, '--language', 'ar'],
        pictures: { story: 'story-ar', details: 'details-ar' },
    },
    {
        scene: 'story',
        options: ['--size', '1024x600'],
        pictures: { story: 'story-low-screen', details: 'details-low-screen' },
    },
    {
        scene: 'many',
        options: tall,
        pictures: { many: '300-connections', 'many-open': '300-connections-open' },
    },
    { scene: 'empty', options: ['--size', '1024x600'], pictures: { empty: 'empty' } },
    {
        scene: 'failed',
        options: ['--size', '1024x600'],
        pictures: { restarting: 'restarting', failed: 'failed' },
    },
    { scene: 'preferences', options: ['--style', 'light'], pictures: pages('') },
    { scene: 'preferences', options: ['--style', 'dark', '--language', 'ja'], pictures: pages('-ja') },
];

const top = join(import.meta.dirname, '..');
const folder = join(top, 'docs', 'screenshots');
const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.some(start => name.startsWith(start));

/** Writes a picture with few colours, which flat surfaces are content with; a copy where no tool is there. */
function shrink(from: string, to: string): void {
    const ways: readonly (readonly string[])[] = [
        ['pngquant', '--force', '--skip-if-larger', '--output', to, '64', from],
        ['convert', from, '-strip', '-dither', 'None', '-colors', '64', `PNG8:${to}`],
        ['cp', from, to],
    ];
    for (const [tool = '', ...parameters] of ways)
        if (spawnSync(tool, parameters, { stdio: 'ignore' }).status === 0) return;
    throw new Error(`${to} cannot be written`);
}

mkdirSync(folder, { recursive: true });
for (const { scene, options = [], pictures } of sessions) {
    const chosen = Object.entries(pictures).filter(([, name]) => isWanted(name));
    if (chosen.length === 0) continue;
    const out = mkdtempSync(join(tmpdir(), 'edgewise-pictures-'));
    try {
        execFileSync(
            join(top, 'node_modules/.bin/tsx'),
            [
                join(top, 'scripts/shell.ts'),
                ...['--scene', join(top, 'tests/shell/scenes', `${scene}.ts`), '--out', out],
                ...(options.includes('--version') ? [] : ['--version', '51']),
                ...options,
            ],
            { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 },
        );
        for (const [shot, name] of chosen) {
            shrink(join(out, `${shot}.png`), join(folder, `${name}.png`));
            console.log(`docs/screenshots/${name}.png`);
        }
    } finally {
        rmSync(out, { recursive: true, force: true });
    }
}
