import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { filesUnder } from './emit.js';
import { isShellVersion, shellVersions, rootOf } from './roots.js';

/** Runs the checks one after the other, all of them even when some fail, and sums up. */
const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

function readArguments() {
    const options = { fast: { type: 'boolean', default: false }, shell: { type: 'string' } } as const;
    try {
        const { values } = parseArgs({ options });
        const shell = values.shell === undefined ? null : Number(values.shell);
        if (shell !== null && !isShellVersion(shell))
            throw new Error(`--shell: there are ${shellVersions().join(', ')} here`);
        return { fast: values.fast, shell };
    } catch (error) {
        process.stderr.write(`test: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(2);
    }
}
const chosen = readArguments();

interface Count {
    readonly passed: number;
    readonly failed: number;
}
const totals: { name: string; count: Count; seconds: number }[] = [];

/** What a check's output says of itself; one that says nothing counts as one. */
function countIn(output: string, status: number): Count {
    const node = {
        pass: /^(?:#|ℹ) pass (\d+)$/m.exec(output)?.[1],
        fail: /^(?:#|ℹ) fail (\d+)$/m.exec(output)?.[1],
    };
    const own = /^.*: (\d+) passed, (\d+) failed$/m.exec(output);
    const passed = Number(node.pass ?? own?.[1] ?? (status === 0 ? 1 : 0));
    const failed = Number(node.fail ?? own?.[2] ?? 0);
    // A run that failed before or beside its tests is a failure, too.
    return { passed, failed: status !== 0 && failed === 0 ? 1 : failed };
}

/** What it prints comes at its end: others may run beside it. */
async function run(
    name: string,
    command: readonly string[],
    environment: Record<string, string> = {},
): Promise<Count> {
    const [program = '', ...rest] = command;
    const child = spawn(program, rest, {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, npm_config_loglevel: 'error', ...environment },
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => parts.push(data));
    child.stderr.on('data', (data: Buffer) => parts.push(data));
    const status = await new Promise<number>(resolve => {
        child.once('error', error => {
            parts.push(Buffer.from(`${program}: ${error.message}\n`));
            resolve(127);
        });
        child.once('close', code => resolve(code ?? 1));
    });
    const output = Buffer.concat(parts).toString();
    process.stdout.write(`\n── ${name}\n${output}`);
    return countIn(output, status);
}

async function check(name: string, command: readonly string[]): Promise<void> {
    const began = Date.now();
    const count = await run(name, command);
    totals.push({ name, count, seconds: (Date.now() - began) / 1000 });
}

const tests = (folder: string) =>
    filesUnder(join(root, 'tests', folder)).filter(file => file.endsWith('.test.ts'));
const nodeTest = [process.execPath, '--import', 'tsx', '--test', '--test-reporter=spec'];

/** A file of tests in one GNOME Shell. */
interface ShellTest {
    readonly version: number;
    readonly file: string;
}

/** These tests mostly wait for a compositor, each in a machine of its own: so many of them at a time. */
const lanes = 3;

async function checkShells(versions: readonly number[]): Promise<void> {
    const began = Date.now();
    const sums = new Map(versions.map(version => [version, { passed: 0, failed: 0, again: [] as string[] }]));
    const waiting = tests('shell').flatMap(file => versions.map(version => ({ version, file })));
    const lane = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
            const { count, again } = await checkInShell(next);
            const sum = sums.get(next.version);
            if (!sum) continue;
            sum.passed += count.passed;
            sum.failed += count.failed;
            if (again) sum.again.push(basename(next.file, '.test.ts'));
        }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    const seconds = (Date.now() - began) / 1000;
    for (const [version, { again, ...count }] of sums) {
        const told = again.length === 0 ? '' : `, ${again.join(' and ')} at the second try`;
        totals.push({ name: `GNOME Shell ${version}${told}`, count, seconds });
    }
}

/**
 * Pointer and keys of these tests meet a real compositor, which may be late. So a file that fails is run once more,
 * and the summary tells of it: what fails there twice is broken.
 */
async function checkInShell({ version, file }: ShellTest): Promise<{ count: Count; again: boolean }> {
    const environment = { EDGEWISE_SHELL: String(version), EDGEWISE_ROOT: rootOf(version) };
    const name = `GNOME Shell ${version}: ${basename(file, '.test.ts')}`;
    const attempt = () => run(name, [...nodeTest, file], environment);
    const count = await attempt();
    return count.failed === 0 ? { count, again: false } : { count: await attempt(), again: true };
}

// The tests under gjs read the data that the build compiles.
await check('build and pack', [join(root, 'scripts', 'pack')]);
if (chosen.shell === null) {
    await check('formatting', [bin('prettier'), '--check', '--log-level=warn', '.']);
    await check('types', [bin('tsc'), '-p', 'tsconfig.json']);
    await check('types of tests', [bin('tsc'), '-p', 'tests/tsconfig.json']);
    await check('lint', [bin('eslint'), '--max-warnings=0', '.']);
    await check('unit tests', [...nodeTest, ...tests('unit')]);
    await check('tests under gjs', [bin('tsx'), 'scripts/gjs-tests.ts']);
    await check('package', [...nodeTest, ...tests('package')]);
}
if (chosen.shell !== null) await checkShells([chosen.shell]);
else if (!chosen.fast) await checkShells(shellVersions());

process.stdout.write('\n');
for (const { name, count, seconds } of totals)
    process.stdout.write(
        `${count.failed > 0 ? '✖' : '✔'} ${name}: ${count.passed} passed, ${count.failed} failed, ${seconds.toFixed(0)} s\n`,
    );
const sum = (key: keyof Count) => totals.reduce((total, { count }) => total + count[key], 0);
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
