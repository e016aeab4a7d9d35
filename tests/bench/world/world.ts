import { spawn, spawnSync, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** The programs of the measured desktop run as this user where root starts the benchmark. */
export const desktopUser =
    process.getuid?.() === 0 && process.env['EDGEWISE_BENCH'] === 'root' ? { uid: 1000, gid: 1000 } : {};

/** This process once more, in a network and a mount namespace of its own; null: it is in them already. */
export function enterNamespaces(): number | null {
    if (process.env['EDGEWISE_BENCH'] !== undefined) return null;
    const root = process.getuid?.() === 0;
    const result = spawnSync(
        'unshare',
        [
            ...(root ? [] : ['--user', '--map-root-user']),
            ...['--net', '--mount', '--', process.execPath, ...process.execArgv],
            ...process.argv.slice(1),
        ],
        { stdio: 'inherit', env: { ...process.env, EDGEWISE_BENCH: root ? 'root' : 'user' } },
    );
    return result.status ?? 1;
}

function command(program: string, ...words: string[]): void {
    const result = spawnSync(program, words, { encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`${program} ${words.join(' ')}: ${result.stderr}`);
}

const ip = (words: string) => command('ip', ...words.split(' '));

type Piped = ChildProcessByStdio<Writable, Readable, null>;

/** A desktop at 10.9.0.2 whose cable leads to a namespace that is every other address. */
export class World {
    readonly #children: ChildProcess[] = [];

    static async make(scratch: string, lifetimes: readonly number[]): Promise<World> {
        const world = new World();
        ip('link set lo up');
        const program = readFileSync(join(import.meta.dirname, 'farSide.py'), 'utf8');
        const far = spawn(
            'unshare',
            ['--net', '/usr/bin/python3', '-c', waitingForWord(program), ...lifetimes.map(String)],
            {
                stdio: ['pipe', 'pipe', 'inherit'],
            },
        );
        world.#children.push(far);
        const lines = createInterface(far.stdout)[Symbol.asyncIterator]();
        // It has left this namespace once it speaks.
        await lines.next();
        const pid = String(far.pid);
        ip(`link add desktop0 type veth peer name far0 netns ${pid}`);
        ip('address add 10.9.0.2/24 dev desktop0');
        ip('link set desktop0 up');
        ip('route add default via 10.9.0.1');
        const farIp = (words: string) => command('nsenter', '-t', pid, '--net', 'ip', ...words.split(' '));
        farIp('link set lo up');
        farIp('address add 10.9.0.1/24 dev far0');
        farIp('link set far0 up');
        farIp('route add local 0.0.0.0/0 dev lo table main');
        far.stdin.write('\n');
        await lines.next();
        const resolv = join(scratch, 'resolv.conf');
        writeFileSync(resolv, 'nameserver 10.9.0.1\n');
        command('mount', '--bind', resolv, '/etc/resolv.conf');
        return world;
    }

    clients(): Clients {
        const program = readFileSync(join(import.meta.dirname, 'clients.py'), 'utf8');
        const child = spawn('/usr/bin/python3', ['-c', program], {
            stdio: ['pipe', 'pipe', 'inherit'],
            cwd: '/',
            ...desktopUser,
        });
        this.#children.push(child);
        return new Clients(child);
    }

    end(): void {
        for (const child of this.#children) child.kill('SIGKILL');
    }
}

/** The namespace's cable can be laid only when the process is there. */
function waitingForWord(program: string): string {
    return `print('here', flush=True)\ninput()\n${program}`;
}

export class Clients {
    readonly #child: Piped;
    readonly #lines: Interface;
    readonly #waiting: (() => void)[] = [];

    constructor(child: Piped) {
        this.#child = child;
        this.#lines = createInterface(child.stdout);
        this.#lines.on('line', () => this.#waiting.shift()?.());
    }

    /** Resolves when it is done. */
    tell(words: string): Promise<void> {
        return new Promise(resolve => {
            this.#waiting.push(resolve);
            this.#child.stdin.write(`${words}\n`);
        });
    }

    end(): Promise<void> {
        return new Promise(resolve => {
            this.#child.once('exit', () => resolve());
            this.#child.kill('SIGKILL');
        });
    }
}
