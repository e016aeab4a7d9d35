import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { ok } from '../harness.js';

/** Far side and near side of the tests' connections: not loopback addresses, though they stand on `lo`. */
export const farSide = '198.51.100.7';
export const nearSide = '198.51.100.1';
const rooms = ['collector', 'cli', 'engine', 'protocol', 'system', 'collector.js', 'cli.js'];

/** What a process is started in. */
export interface Circumstances {
    /** `NAME=value`. */
    readonly environment?: readonly string[];
    /** A command that runs the command given to it, before the user is changed. */
    readonly within?: readonly string[];
}

/** The compiled modules beside the data, as the extension has them, and homes for an ordinary user. */
export class Installation {
    readonly folder = GLib.Dir.make_tmp('edgewise-collector-XXXXXX');
    readonly #children = new Set<Gio.Subprocess>();

    constructor() {
        run(['chmod', '755', this.folder]);
        const compiled = GLib.path_get_dirname(
            GLib.path_get_dirname(GLib.path_get_dirname(GLib.path_get_dirname(fileOf(import.meta.url)))),
        );
        for (const room of rooms) run(['ln', '-s', `${compiled}/src/${room}`, `${this.folder}/${room}`]);
        const source = GLib.getenv('EDGEWISE_SOURCE') ?? '.';
        for (const name of ['data', 'metadata.json'])
            run(['ln', '-s', `${source}/${name}`, `${this.folder}/${name}`]);
        run(['mkdir', '-m', '777', `${this.folder}/home`]);
        run([
            'sh',
            '-c',
            `ip address add ${farSide}/32 dev lo 2>/dev/null; ip address add ${nearSide}/32 dev lo 2>/dev/null; echo 0 >/proc/sys/net/ipv4/tcp_max_tw_buckets`,
        ]);
    }

    /** Starts the collector or the command, as an ordinary user where this test may. */
    start(
        script: 'collector.js' | 'cli.js',
        given: readonly string[] = [],
        { environment = [], within = [] }: Circumstances = {},
    ): Gio.Subprocess {
        const home = `${this.folder}/home`;
        const own = [
            `HOME=${home}`,
            `XDG_STATE_HOME=${home}/state`,
            `XDG_CACHE_HOME=${home}/cache`,
            `XDG_DATA_HOME=${home}`,
        ];
        const gjs = GLib.find_program_in_path('gjs') ?? 'gjs';
        const child = Gio.Subprocess.new(
            [
                ...within,
                ...asDesktopUser(),
                'env',
                ...own,
                'LC_ALL=C.UTF-8',
                ...environment,
                gjs,
                '-m',
                `${this.folder}/${script}`,
                ...given,
            ],
            Gio.SubprocessFlags.STDIN_PIPE |
                Gio.SubprocessFlags.STDOUT_PIPE |
                Gio.SubprocessFlags.STDERR_PIPE,
        );
        this.#children.add(child);
        return child;
    }

    remove(): void {
        for (const child of this.#children) child.force_exit();
        run(['rm', '-rf', this.folder]);
    }
}

/** What makes a command one of an ordinary user where this test may. */
export function asDesktopUser(): readonly string[] {
    return isRoot() ? ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups'] : [];
}

/** A user namespace that maps one user only has no other one to become. */
function isRoot(): boolean {
    const [, map] = GLib.file_get_contents('/proc/self/uid_map');
    return (
        new TextDecoder().decode(map).includes('4294967295') && new Gio.Credentials().get_unix_user() === 0
    );
}

export function run(argv: string[]): string {
    const [, output, , status] = GLib.spawn_sync(null, argv, null, GLib.SpawnFlags.SEARCH_PATH, null);
    ok(status === 0, `${argv.join(' ')} ended with ${status}`);
    return new TextDecoder().decode(output ?? new Uint8Array());
}

export function fileOf(uri: string): string {
    return GLib.filename_from_uri(uri)[0];
}

export function pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
        GLib.timeout_add(GLib.PRIORITY_DEFAULT, milliseconds, () => {
            resolve();
            return GLib.SOURCE_REMOVE;
        });
    });
}

/** Milliseconds until it is true. */
export async function until(what: string, isTrue: () => boolean, longest = 10_000): Promise<number> {
    const start = GLib.get_monotonic_time();
    for (;;) {
        const spent = (GLib.get_monotonic_time() - start) / 1000;
        if (isTrue()) return spent;
        if (spent > longest) throw new Error(`not within ${longest} ms: ${what}`);
        await pause(20);
    }
}

export function ended(child: Gio.Subprocess): Promise<number> {
    return new Promise(resolve => {
        child.wait_async(null, (_child, result) => {
            child.wait_finish(result);
            resolve(child.get_if_exited() ? child.get_exit_status() : 128 + child.get_term_sig());
        });
    });
}

/** How many processes are called so. Nobody reaps orphans in a test's process namespace: the dead do not count. */
export function aliveCalled(name: string): number {
    const argv = ['ps', '-C', name, '-o', 'stat='];
    const [, output] = GLib.spawn_sync(null, argv, null, GLib.SpawnFlags.SEARCH_PATH, null);
    const states = new TextDecoder()
        .decode(output ?? new Uint8Array())
        .trim()
        .split('\n');
    return states.filter(state => state !== '' && !state.startsWith('Z')).length;
}
