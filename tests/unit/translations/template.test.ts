import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import ts from 'typescript';
import { filesUnder } from '../../../scripts/emit.js';
import { readPo } from './poFile.js';

const root = join(import.meta.dirname, '../../..');
const template = readFileSync(join(root, 'po/edgewise@edgewise.pot'), 'utf8');

/** How many texts of a call are messages, by the name of what is called. */
const marks: Readonly<Record<string, readonly number[]>> = {
    _: [0],
    gettext: [0],
    msgid: [0],
    ngettext: [0, 1],
    pgettext: [1],
};

/** The text of a string literal, or of several joined with +; null for anything else. */
function textOf(node: ts.Expression | undefined): string | null {
    if (node === undefined) return null;
    if (ts.isStringLiteralLike(node)) return node.text;
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null;
    const [left, right] = [textOf(node.left), textOf(node.right)];
    return left === null || right === null ? null : left + right;
}

/** The texts that a source file marks for translation, as the TypeScript compiler sees them. */
function markedTexts(file: string): string[] {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
    const texts: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node)) {
            const called = node.expression;
            const name = ts.isPropertyAccessExpression(called) ? called.name.text : '';
            const mark = ts.isIdentifier(called) ? called.text : name;
            for (const index of Object.hasOwn(marks, mark) ? (marks[mark] ?? []) : []) {
                const text = textOf(node.arguments[index]);
                if (text !== null && text !== '') texts.push(text);
            }
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return texts;
}

test('the template has every message that a source file marks', () => {
    const known = new Set(readPo(template).flatMap(({ id, plural }) => [id, plural]));
    const files = filesUnder(join(root, 'src')).filter(file => file.endsWith('.ts'));
    const missing = files.flatMap(markedTexts).filter(text => !known.has(text));
    assert.deepEqual(missing, [], 'run scripts/messages');
});

test('the template is what scripts/messages makes of the sources and the catalogue', () => {
    const folder = mkdtempSync(join(tmpdir(), 'edgewise-messages-'));
    try {
        const made = join(folder, 'template.pot');
        const run = spawnSync(join(root, 'scripts/messages'), ['--template', made], { encoding: 'utf8' });
        assert.equal(run.status, 0, run.stderr);
        const ids = (text: string) =>
            readPo(text).map(({ context, id, plural }) => ({ context, id, plural }));
        const fresh = readFileSync(made, 'utf8');
        assert.deepEqual(ids(template), ids(fresh), 'run scripts/messages and translate what is new');
        assert.equal(template, fresh, 'run scripts/messages: comments or places have changed');
    } finally {
        rmSync(folder, { recursive: true });
    }
});
