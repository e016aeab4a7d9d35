import { resolve, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { takePictures, type Scene } from '../tests/shell/sandbox/scene.js';
import { Sandbox, type SandboxOptions, type Style } from '../tests/shell/sandbox/sandbox.js';
import { isShellVersion, ownShell, rootOf } from './roots.js';

/** `pt_BR` stays; `ru` becomes `ru_RU`, the country where most speak it; `eo` has none. */
function localeOf(language: string): string {
    const { region = '' } = new Intl.Locale(language.replace('_', '-')).maximize();
    return language.includes('_') || !/^[A-Z]{2}$/.test(region) ? language : `${language}_${region}`;
}
const styles: readonly string[] = ['light', 'dark', 'high-contrast'] satisfies Style[];
const isStyle = (text: string): text is Style => styles.includes(text);

const { values } = parseArgs({
    options: {
        version: { type: 'string', default: String(ownShell() ?? 50) },
        out: { type: 'string', default: join(import.meta.dirname, '..', 'build', 'shell') },
        scene: {
            type: 'string',
            default: join(import.meta.dirname, '..', 'tests', 'shell', 'scenes', 'desktop.ts'),
        },
        language: { type: 'string' },
        style: { type: 'string' },
        'text-scale': { type: 'string' },
        size: { type: 'string' },
        zip: { type: 'string' },
    },
});

const version = Number(values.version);
if (!isShellVersion(version))
    throw new Error(`--version ${values.version}: there are 48, 50, 51 and this machine’s own`);
const scene = ((await import(pathToFileURL(resolve(values.scene)).href)) as { default: Scene }).default;
if (values.style !== undefined && !isStyle(values.style)) throw new Error(`--style: ${styles.join(', ')}`);
const options: SandboxOptions = {
    ...scene.options,
    root: rootOf(version),
    zip: values.zip ?? join(import.meta.dirname, '..', 'build', 'edgewise@edgewise.shell-extension.zip'),
    output: resolve(values.out),
    ...(values.language === undefined ? {} : { locale: localeOf(values.language) }),
    ...(values.style === undefined ? {} : { style: values.style }),
    ...(values['text-scale'] === undefined ? {} : { textScale: Number(values['text-scale']) }),
    ...(values.size === undefined ? {} : { size: values.size }),
};

const sandbox = await Sandbox.create(options);
let stopping: Promise<void> | null = null;
const stop = () => (stopping ??= sandbox.stop());
for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(1)));
try {
    await scene.prepare?.(sandbox);
    await sandbox.startShell();
    await (scene.play ?? takePictures)(sandbox);
    for (const complaint of sandbox.complaints()) console.error(complaint);
} finally {
    await stop();
    console.log(`pictures and logs are in ${options.output}`);
}
process.exit(0);
