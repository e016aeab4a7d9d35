import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import prettier from 'prettier';
import ts from 'typescript';

/** Stands for a blank line while the compiler works, which keeps comments but not empty lines. */
const blankLine = '//@blank-line@';

const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    removeComments: false,
};

export function filesUnder(folder: string): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name))
        .sort();
}

/** JavaScript of one module: types gone, comments and blank lines kept. */
export function emitModule(source: string, name: string): string {
    const result = ts.transpileModule(markBlankLines(source, name), {
        compilerOptions,
        fileName: name,
        reportDiagnostics: true,
    });
    const [diagnostic] = result.diagnostics ?? [];
    if (diagnostic)
        throw new Error(`${name}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`);
    return result.outputText.replaceAll(new RegExp(`^[ \\t]*${blankLine}$`, 'gm'), '');
}

function markBlankLines(source: string, name: string): string {
    const file = ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true);
    const positions: number[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isStatement(node) || ts.isClassElement(node)) {
            const trivia = source.slice(node.getFullStart(), node.getStart(file));
            const blank = /\n[ \t]*(?=\n)/.exec(trivia);
            if (blank) positions.push(node.getFullStart() + blank.index + blank[0].length);
        }
        ts.forEachChild(node, visit);
    };
    visit(file);
    let marked = source;
    for (const position of positions.sort((a, b) => b - a))
        marked = `${marked.slice(0, position)}${blankLine}${marked.slice(position)}`;
    return marked;
}

/** Nothing of it is left to be imported at run time, so it is not shipped. */
function isTypesOnly(script: string): boolean {
    return !/^(?!export \{\};|import ['"])\S/m.test(script.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''));
}

/**
 * Emits every module under `sources` into `target`, in the same folders, and returns the files that belong
 * there. What is newer than its source is left as it is. `readable`: formatted for people who read it.
 */
export async function emitTree(
    sources: string,
    target: string,
    options: { readonly readable: boolean },
): Promise<string[]> {
    const rules = await prettier.resolveConfig(import.meta.filename);
    const emitterChanged = statSync(import.meta.filename).mtimeMs;
    const outputs: string[] = [];
    for (const source of filesUnder(sources)) {
        if (!source.endsWith('.ts') || source.endsWith('.d.ts')) continue;
        const output = join(target, relative(sources, source)).replace(/\.ts$/, '.js');
        const newest = Math.max(statSync(source).mtimeMs, emitterChanged);
        if (existsSync(output) && statSync(output).mtimeMs > newest) {
            outputs.push(output);
            continue;
        }
        const script = emitModule(readFileSync(source, 'utf8'), source);
        if (isTypesOnly(script)) continue;
        outputs.push(output);
        mkdirSync(dirname(output), { recursive: true });
        writeFileSync(
            output,
            options.readable ? await prettier.format(script, { ...rules, parser: 'babel' }) : script,
        );
    }
    return outputs;
}
