import { execFileSync } from 'node:child_process';
import {
    chmodSync,
    cpSync,
    existsSync,
    mkdirSync,
    readFileSync,
    readdirSync,
    rmSync,
    rmdirSync,
    statSync,
    writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { emitTree, filesUnder } from './emit.js';

/**
 * Leaves the unpacked extension in `build/edgewise@edgewise/`: one readable JavaScript file for each
 * TypeScript module, and everything that it needs at run time. Types are checked elsewhere (`npm run types`).
 */
const root = join(import.meta.dirname, '..');
const uuid = 'edgewise@edgewise';
const target = join(root, 'build', uuid);
const produced = new Set<string>();

function copy(source: string, to = source): void {
    const from = join(root, source);
    if (!existsSync(from)) return;
    for (const file of statSync(from).isDirectory() ? filesUnder(from) : [from]) {
        const output = join(target, to, relative(from, file));
        mkdirSync(dirname(output), { recursive: true });
        cpSync(file, output, { preserveTimestamps: true });
        produced.add(output);
    }
}

function compileTranslations(): void {
    const folder = join(root, 'po');
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder).filter(file => file.endsWith('.po'))) {
        const output = join(target, 'locale', basename(name, '.po'), 'LC_MESSAGES', `${uuid}.mo`);
        mkdirSync(dirname(output), { recursive: true });
        execFileSync('msgfmt', ['--check', '--output-file', output, join(folder, name)], {
            stdio: 'inherit',
        });
        produced.add(output);
    }
}

/** GNOME Shell compiles the schema when it installs the zip; run unpacked, somebody has to do it. */
function compileSchemas(): void {
    const folder = join(target, 'schemas');
    if (!existsSync(folder)) return;
    execFileSync('glib-compile-schemas', ['--strict', folder], { stdio: 'inherit' });
    produced.add(join(folder, 'gschemas.compiled'));
}

/** The terminal command finds its modules from where it really is, also when it is called through a link. */
function writeLauncher(): void {
    if (!existsSync(join(root, 'src', 'cli.ts'))) return;
    const output = join(target, 'bin', 'edgewise');
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, '#!/bin/sh\nexec gjs -m "$(dirname "$(readlink -f "$0")")/../cli.js" "$@"\n');
    chmodSync(output, 0o755);
    produced.add(output);
}

/** Networks are compiled from a large data set: the script keeps its own cache. */
function compileNetworks(): void {
    const script = join(root, 'scripts', 'compile-networks');
    if (!existsSync(script)) return;
    const output = join(target, 'data', 'networks');
    execFileSync(script, [output], { stdio: 'inherit' });
    for (const file of filesUnder(output)) produced.add(file);
}

function removeLeftovers(): void {
    for (const file of filesUnder(target)) if (!produced.has(file)) rmSync(file);
    const folders = readdirSync(target, { withFileTypes: true, recursive: true })
        .filter(entry => entry.isDirectory())
        .map(entry => join(entry.parentPath, entry.name));
    // The deepest first, so that a folder of empty folders goes as well.
    for (const folder of folders.sort().reverse()) if (readdirSync(folder).length === 0) rmdirSync(folder);
}

for (const output of await emitTree(join(root, 'src'), target, { readable: true })) produced.add(output);
copy('metadata.json');
copy('LICENSE');
copy('schemas');
copy('data');
copy('icons');
for (const name of readdirSync(root).filter(file => /^stylesheet.*\.css$/.test(file))) copy(name);
compileTranslations();
compileSchemas();
writeLauncher();
compileNetworks();
removeLeftovers();

const metadata = JSON.parse(readFileSync(join(target, 'metadata.json'), 'utf8')) as { uuid: string };
if (metadata.uuid !== uuid) throw new Error(`metadata.json names ${metadata.uuid}, the build ${uuid}`);
