import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { emitTree, filesUnder } from './emit.js';

/**
 * Runs tests/gjs under the gjs of this machine, each file in a network, mount and process namespace of its
 * own, so that no traffic leaves the machine and no process outlives its test. Arguments: parts of file names.
 */
const root = join(import.meta.dirname, '..');
const compiled = join(root, 'build', 'gjs-tests');
const wanted = process.argv.slice(2);

await emitTree(join(root, 'src'), join(compiled, 'src'), { readable: false });
const modules = await emitTree(join(root, 'tests', 'gjs'), join(compiled, 'tests', 'gjs'), {
    readable: false,
});
const sources = filesUnder(join(root, 'tests', 'gjs')).filter(file => file.endsWith('.test.ts'));

// A checkout in root's home cannot be read by the ordinary users that some tests play: they find it here as well.
const checkout = mkdtempSync(join(tmpdir(), 'edgewise-checkout-'));
chmodSync(checkout, 0o755);

let passed = 0;
let failed = 0;
for (const source of sources) {
    const name = relative(join(root, 'tests', 'gjs'), source);
    if (wanted.length > 0 && !wanted.some(part => name.includes(part))) continue;
    const file = modules.find(module => module.endsWith(`/${name.replace(/\.ts$/, '.js')}`));
    if (!file) throw new Error(`${name} was not compiled`);
    const result = runTwiceAtMost(name, file);
    const text = result.stdout;
    const good = text.match(/^ok - /gm)?.length ?? 0;
    const bad = text.match(/^not ok - /gm)?.length ?? 0;
    passed += good;
    failed += bad;
    if (result.status !== 0 && bad === 0) failed += 1;
    if (result.status !== 0) process.stdout.write(`${name}\n${text}${result.stderr}\n`);
    else process.stdout.write(`${name}: ${good} passed\n`);
}
rmdirSync(checkout);
process.stdout.write(`gjs: ${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** These tests meet a real kernel, which may be late: what fails is run once more, and that is told. */
function runTwiceAtMost(name: string, file: string) {
    const first = runIsolated(file);
    if (first.status === 0) return first;
    process.stdout.write(`${name}\n${first.stdout}${first.stderr}\n${name}: once more\n`);
    return runIsolated(file);
}

function runIsolated(file: string) {
    const home = mkdtempSync(join(tmpdir(), `edgewise-${basename(file, '.test.js')}-`));
    const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const namespaces = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
    const script = 'mount --bind "$1" "$2" && cd "$2" && shift 2 && ip link set lo up && exec gjs -m "$@"';
    const inCheckout = (path: string) => join(checkout, relative(root, path));
    const runner = join(compiled, 'tests', 'gjs', 'run.js');
    const scriptArguments = [root, checkout, inCheckout(runner), inCheckout(file)];
    try {
        return spawnSync(
            'unshare',
            [...asRoot, ...namespaces, 'sh', '-c', script, 'sh', ...scriptArguments],
            {
                encoding: 'utf8',
                timeout: 300_000,
                maxBuffer: 32 * 1024 * 1024,
                env: {
                    ...process.env,
                    HOME: home,
                    XDG_RUNTIME_DIR: home,
                    XDG_CONFIG_HOME: join(home, 'config'),
                    XDG_DATA_HOME: join(home, 'data'),
                    XDG_STATE_HOME: join(home, 'state'),
                    XDG_CACHE_HOME: join(home, 'cache'),
                    GSETTINGS_BACKEND: 'memory',
                    EDGEWISE_SOURCE: checkout,
                },
            },
        );
    } finally {
        rmSync(home, { recursive: true, force: true });
    }
}
