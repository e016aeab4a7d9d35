import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { readZip } from './zip.js';

/** The rules of GNOME's review and our own, held against the archive that people install. */
const top = join(import.meta.dirname, '..', '..');
const pack = () => readFileSync(execFileSync(join(top, 'scripts', 'pack'), { encoding: 'utf8' }).trim());
const archive = pack();
const files = new Map(readZip(archive).map(entry => [entry.name, entry]));
const names = [...files.keys()];
const scripts = names.filter(name => name.endsWith('.js'));
const text = (name: string) => {
    const entry = files.get(name);
    assert.ok(entry, `${name} is in the archive`);
    return entry.content.toString('utf8');
};
interface Metadata {
    readonly uuid: string;
    readonly description: string;
    readonly 'shell-version': readonly string[];
    readonly 'settings-schema': string;
    readonly 'gettext-domain': string;
    readonly 'version-name': string;
}
const metadata = JSON.parse(text('metadata.json')) as Metadata;

const importsFound = new Map<string, string[]>();

/** Modules that one imports: static imports, re-exports and `import()` of a literal. */
function importsOf(name: string): string[] {
    const before = importsFound.get(name);
    if (before) return before;
    const file = ts.createSourceFile(name, text(name), ts.ScriptTarget.ES2022);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
        const specifier =
            ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
                ? node.moduleSpecifier
                : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
                  ? node.arguments[0]
                  : undefined;
        if (specifier && ts.isStringLiteral(specifier)) found.push(specifier.text);
        ts.forEachChild(node, visit);
    };
    visit(file);
    importsFound.set(name, found);
    return found;
}

/** What a process loads when it starts with this module: our files, and the libraries of others. */
function loadedBy(entry: string): { own: Set<string>; foreign: Set<string> } {
    const own = new Set<string>();
    const foreign = new Set<string>();
    const visit = (name: string): void => {
        if (own.has(name)) return;
        own.add(name);
        for (const specifier of importsOf(name))
            if (specifier.startsWith('.')) visit(posix.join(posix.dirname(name), specifier));
            else foreign.add(specifier);
    };
    visit(entry);
    return { own, foreign };
}

const libraries = (entry: string) =>
    [...loadedBy(entry).foreign].map(name => name.replace(/^gi:\/\//, '').replace(/\?.*/, ''));

test('the same sources make the same bytes', () => {
    const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');
    assert.equal(hash(pack()), hash(archive));
});

test('everything that it needs is there', () => {
    for (const name of [
        'metadata.json',
        'extension.js',
        'prefs.js',
        'collector.js',
        'cli.js',
        'stylesheet.css',
        'LICENSE',
    ])
        assert.ok(files.has(name), name);
    assert.equal((files.get('bin/edgewise')?.mode ?? 0) & 0o111, 0o111, 'the command can be executed');
});

test('nothing is there that it does not need', () => {
    const wanted =
        /^(metadata\.json|LICENSE|stylesheet[a-z-]*\.css|bin\/edgewise|schemas\/[\w.]+\.gschema\.xml|icons\/[\w./-]+\.svg|locale\/\w+\/LC_MESSAGES\/edgewise@edgewise\.mo|data\/[\w./-]+|vendor\/[\w./-]+|[\w./-]+\.js)$/;
    assert.deepEqual(
        names.filter(name => !wanted.test(name)),
        [],
    );
    assert.deepEqual(
        names.filter(name =>
            /\.(ts|map|pot?|compiled|sh|py|tgz|bak)$|~$|(^|\/)\.|package.*\.json|tsconfig/.test(name),
        ),
        [],
    );
});

test('each script is reached from one of the programs', () => {
    const reached = new Set(
        ['extension.js', 'prefs.js', 'collector.js', 'cli.js'].flatMap(entry => [...loadedBy(entry).own]),
    );
    assert.deepEqual(
        scripts.filter(name => !reached.has(name)),
        [],
    );
});

test('no line is too long to be read', () => {
    for (const name of [...scripts, ...names.filter(other => other.endsWith('.css'))])
        for (const [index, line] of text(name).split('\n').entries())
            assert.ok(line.length <= 200, `${name}:${index + 1} has ${line.length} characters`);
});

test('GNOME Shell loads no GTK', () => {
    assert.deepEqual(
        libraries('extension.js').filter(name => /^(Gtk|Gdk|Adw|GdkPixbuf|node:.*)$/.test(name)),
        [],
    );
});

test('the preferences load nothing of the compositor', () => {
    const compositor = /^(Clutter|Meta|St|Shell|Mtk|Cogl|node:.*|resource:\/\/\/org\/gnome\/shell\/.*)$/;
    assert.deepEqual(
        libraries('prefs.js').filter(name => compositor.test(name)),
        [],
    );
});

test('collector and command load neither', () => {
    for (const entry of ['collector.js', 'cli.js'])
        assert.deepEqual(
            libraries(entry).filter(name =>
                /^(Gtk|Gdk|Adw|GdkPixbuf|Clutter|Meta|St|Shell|node:.*|resource:.*)$/.test(name),
            ),
            [],
        );
});

test('nothing waits for the disk or another process inside GNOME Shell', () => {
    const blocking =
        /\.(load_contents|load_bytes|replace_contents|query_info|query_exists|enumerate_children|communicate(_utf8)?|wait_check|call_sync|spawn\w*_sync|file_[gs]et_contents|read_line(_utf8)?|read_upto|read_bytes|write_bytes|write_all|make_directory\w*)\(/;
    for (const name of loadedBy('extension.js').own)
        for (const [index, line] of text(name).split('\n').entries())
            assert.ok(!blocking.test(line), `${name}:${index + 1}: ${line.trim()}`);
});

test('the collector is started in the form that GNOME’s analyser knows', () => {
    const started = [...loadedBy('extension.js').own].filter(name =>
        /Gio\.Subprocess\.new\(\s*\[\s*'gjs',\s*'-m',\s*`\$\{[\w.]*path\}\/collector\.js`\s*\]/.test(
            text(name),
        ),
    );
    assert.equal(started.length, 1);
    const spawning = /Gio\.Subprocess(Launcher)?\b.*\(|GLib\.spawn/;
    for (const name of loadedBy('extension.js').own)
        for (const line of text(name).split('\n'))
            if (spawning.test(line)) assert.match(line, /Gio\.Subprocess\.new\(/, name);
});

test('programs are started as lists of words, by name, and are these alone', () => {
    const started = new Set<string>();
    for (const name of scripts) {
        const shell = /GLib\.spawn|spawn_command_line|create_from_commandline/;
        assert.doesNotMatch(text(name), shell, name);
        const programs = /(?:Subprocess\.new\(\s*\[|find_program_in_path\()\s*['"`]([^'"`]*)['"`]/g;
        for (const [, program = ''] of text(name).matchAll(programs)) started.add(program);
    }
    assert.deepEqual([...started].sort(), ['gjs', 'setpriv', 'ss', 'stdbuf', 'stty']);
});

test('modules of the past and of ill repute are not used', () => {
    const refused =
        /imports\.(byteArray|lang|mainloop|_gi)\b|run_dispose|lookupByUUID|\beval\(|new Function\(/;
    for (const name of scripts) assert.doesNotMatch(text(name), refused, name);
});

test('until it is enabled nothing of GNOME is made, connected or started', () => {
    const making = /^(Gio|GLib|GObject|St|Clutter|Shell|Meta|Main)\./;
    for (const name of loadedBy('extension.js').own) {
        const file = ts.createSourceFile(name, text(name), ts.ScriptTarget.ES2022, true);
        const visit = (node: ts.Node): void => {
            // What stands in a function or in a class's members is not run by loading the module.
            if (ts.isFunctionLike(node) || ts.isPropertyDeclaration(node)) return;
            if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
                const called = node.expression.getText(file);
                const place = `${name}: ${node.getText(file).slice(0, 80)}`;
                assert.ok(!making.test(called) || called === 'GObject.registerClass', place);
                assert.doesNotMatch(called, /\.(connect|connectObject|timeout_add\w*|idle_add)$/, place);
            }
            ts.forEachChild(node, visit);
        };
        visit(file);
    }
    assert.doesNotMatch(text('extension.js'), /\bconstructor\b/);
});

test('it is written for people', () => {
    const code = scripts
        .map(text)
        .join('')
        .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'[^']*'|`[^`]*`/g, '');
    const words = code.match(/[A-Za-z_$][\w$]*/g) ?? [];
    const short = words.filter(word => word.length <= 2).length;
    // The site's analyser objects to more than half.
    assert.ok(short < words.length / 5, `${short} of ${words.length} names are short`);
    // What esbuild and its kind leave behind.
    for (const name of scripts)
        assert.doesNotMatch(text(name), /__(toESM|export|name)\b|sourceMappingURL/, name);
});

test('it logs little, and nothing for its authors', () => {
    for (const name of loadedBy('extension.js').own) {
        const calls = text(name).match(/\b(console\.\w+|log|logError|print|printerr)\(/g) ?? [];
        assert.ok(calls.length <= 5, name);
        assert.deepEqual(
            calls.filter(call => !/^console\.(warn|error)\($/.test(call)),
            [],
            name,
        );
    }
});

test('the settings are those that the metadata name', () => {
    for (const name of scripts) assert.doesNotMatch(text(name), /\bgetSettings\([^)]/, name);
});

test('the metadata say what the site asks for, and no more', () => {
    assert.deepEqual(Object.keys(metadata).sort(), [
        'description',
        'gettext-domain',
        'name',
        'settings-schema',
        'shell-version',
        'uuid',
        'version-name',
    ]);
    assert.match(metadata.uuid, /^[\w.-]+@[\w.-]+$/);
    assert.doesNotMatch(metadata.uuid, /gnome\.org$/);
    // Programs of others, the network and the clipboard have to be told of.
    for (const told of ['ss (iproute2)', 'DNS', 'history', 'clipboard'])
        assert.ok(metadata.description.includes(told), told);
});

test('metadata and schema agree', () => {
    assert.equal(metadata.uuid, 'edgewise@edgewise');
    assert.deepEqual(metadata['shell-version'], ['48', '49', '50', '51']);
    assert.equal(metadata['gettext-domain'], metadata.uuid);
    const schema = text(`schemas/${metadata['settings-schema']}.gschema.xml`);
    const path = `/${metadata['settings-schema'].replaceAll('.', '/')}/`;
    assert.match(
        schema,
        new RegExp(`<schema\\s[^>]*id="${metadata['settings-schema'].replaceAll('.', '\\.')}"`),
    );
    assert.match(schema, new RegExp(`<schema\\s[^>]*path="${path}"`));
});

test('the version is said once, and the changelog has it on top', () => {
    for (const name of ['package.json', 'package-lock.json']) {
        const json: unknown = JSON.parse(readFileSync(join(top, name), 'utf8'));
        assert.ok(typeof json === 'object' && json !== null && !('version' in json), name);
    }
    const changelog = readFileSync(join(top, 'CHANGELOG.md'), 'utf8');
    assert.equal(/^## (.*)$/m.exec(changelog)?.[1], metadata['version-name']);
});
