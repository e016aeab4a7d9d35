import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { Attribution } from '../../../src/engine/attribution/component.js';
import { deepEqual, equal, ok, test } from '../harness.js';

/**
 * Real sockets of real processes in real control groups, looked at as an ordinary user. Processes of other
 * users and groups of other names can be made by root only.
 */
const isRoot = Gio.Credentials.new().get_unix_user() === 0;
const viewer = 1000;
const stranger = 998;
const uuid = '6a8b2c1e-0d3f-4b5a-9c7d-1e2f3a4b5c6d';
const manager = 'user.slice/user-1000.slice/user@1000.service';
const terminal = `${manager}/app.slice/app-org.gnome.Terminal.slice/vte-spawn-${uuid}.scope`;

type Answer = Pick<Attribution, 'component' | 'process' | 'evidence'>;
interface Look {
    readonly problems: readonly string[];
    readonly answers: Readonly<Record<string, Answer>>;
}

class Stage {
    readonly #directory = `${GLib.get_tmp_dir()}/edgewise-owners-${GLib.get_real_time()}`;
    readonly #programs = new Set<string>();
    readonly #mount = mountOfCgroups();
    readonly root = `${this.#mount}/edgewise-owners-${GLib.get_real_time()}`;
    readonly #listeners: Gio.SocketService[] = [];
    readonly #accepted: Gio.SocketConnection[] = [];
    readonly #children: Gio.Subprocess[] = [];
    readonly #groups = new Set<string>();

    constructor() {
        equal(GLib.mkdir_with_parents(this.#directory, 0o755), 0);
    }

    /** A process of that user and name in that group, which holds a connection to `port`. */
    actor(port: number, group: string, name: string, uid = viewer, pid?: number): Promise<Gio.Subprocess> {
        const program = this.#program(name);
        const script = `exec 3<>/dev/tcp/127.0.0.1/${port}; exec "${program}" 300`;
        return this.#start(port, group, uid, script, pid);
    }

    /** One of which the script says what it does. */
    script(port: number, group: string, script: string, uid = viewer): Promise<Gio.Subprocess> {
        return this.#start(port, group, uid, script);
    }

    /** In the group too, without a connection. */
    idle(group: string): void {
        this.#spawn(group, viewer, `exec "${this.#program('idler')}" 300`);
    }

    #start(port: number, group: string, uid: number, script: string, pid?: number): Promise<Gio.Subprocess> {
        const listener = new Gio.SocketService();
        listener.add_inet_port(port, null);
        this.#listeners.push(listener);
        return new Promise(resolve => {
            listener.connect('incoming', (_service, connection) => {
                this.#accepted.push(connection);
                // The program that is to hold the socket is started right after it is open.
                GLib.timeout_add(GLib.PRIORITY_DEFAULT, 200, () => {
                    resolve(child);
                    return GLib.SOURCE_REMOVE;
                });
                return true;
            });
            const child = this.#spawn(group, uid, script, pid);
        });
    }

    #spawn(group: string, uid: number, script: string, pid?: number): Gio.Subprocess {
        const path = group === '' ? this.#mount : `${this.root}/${group}`;
        if (group !== '') this.#makeGroup(group);
        const user = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
        const enter = 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"';
        const argv = ['bash', '-c', enter, 'bash', path, ...user, 'bash', '-c', script];
        if (pid !== undefined) nextPidIs(pid);
        const child = Gio.Subprocess.new(argv, Gio.SubprocessFlags.NONE);
        this.#children.push(child);
        return child;
    }

    #makeGroup(group: string): void {
        this.#groups.add(group);
        equal(GLib.mkdir_with_parents(`${this.root}/${group}`, 0o755), 0, `cannot make ${group}`);
    }

    /** A copy of sleep(1), so that the process is called so. */
    #program(name: string): string {
        const path = `${this.#directory}/${name}`;
        if (this.#programs.has(path)) return path;
        this.#programs.add(path);
        Gio.File.new_for_path(GLib.find_program_in_path('sleep') ?? '/bin/sleep').copy(
            Gio.File.new_for_path(path),
            Gio.FileCopyFlags.OVERWRITE,
            null,
            null,
        );
        return path;
    }

    probe(sampler: 'ss' | 'procfs'): Probe {
        const probe = new Probe(this.#directory, sampler);
        this.#children.push(probe.process);
        return probe;
    }

    async strike(): Promise<void> {
        for (const child of this.#children) child.force_exit();
        for (const child of this.#children) await ended(child);
        for (const listener of this.#listeners) {
            listener.stop();
            listener.close();
        }
        for (const connection of this.#accepted) connection.close(null);
        for (const group of this.#groups) {
            const parts = group.split('/');
            for (let length = parts.length; length > 0; length--)
                GLib.rmdir(`${this.root}/${parts.slice(0, length).join('/')}`);
        }
        GLib.rmdir(this.root);
        for (const path of this.#programs) GLib.unlink(path);
        GLib.rmdir(this.#directory);
    }
}

/** The attributor of an ordinary user. */
class Probe {
    readonly process: Gio.Subprocess;
    readonly #output: Gio.DataInputStream;

    constructor(home: string, sampler: 'ss' | 'procfs') {
        const [file] = GLib.filename_from_uri(
            import.meta.url.replace(/owners\.test\.js$/, 'owners.probe.js'),
        );
        const user = ['setpriv', `--reuid=${viewer}`, `--regid=${viewer}`, '--clear-groups'];
        const environment = ['env', `HOME=${home}`, `XDG_DATA_HOME=${home}`, `XDG_CONFIG_HOME=${home}`];
        this.process = Gio.Subprocess.new(
            [...user, ...environment, 'gjs', '-m', file, String(viewer), sampler],
            Gio.SubprocessFlags.STDIN_PIPE | Gio.SubprocessFlags.STDOUT_PIPE,
        );
        const output = this.process.get_stdout_pipe();
        ok(output);
        this.#output = new Gio.DataInputStream({ base_stream: output });
    }

    async look(): Promise<Look> {
        const line = await new Promise<string | null>((resolve, reject) => {
            this.#output.read_line_async(GLib.PRIORITY_DEFAULT, null, (_stream, result) => {
                try {
                    resolve(this.#output.read_line_finish_utf8(result)[0]);
                } catch (error) {
                    reject(error instanceof Error ? error : new Error(String(error)));
                }
            });
        });
        // What the probe prints is its own test's.
        const look = JSON.parse(line ?? 'null') as Look | null;
        ok(look, 'the probe has ended');
        deepEqual(look.problems, []);
        return look;
    }

    again(): Promise<Look> {
        this.process.get_stdin_pipe()?.write_all('\n', null);
        return this.look();
    }
}

function ended(child: Gio.Subprocess): Promise<void> {
    return new Promise(resolve => child.wait_async(null, () => resolve()));
}

/** The next process of this namespace gets it, sysctl kernel.ns_last_pid. */
function nextPidIs(pid: number): void {
    const file = Gio.File.new_for_path('/proc/sys/kernel/ns_last_pid');
    const stream = file.append_to(Gio.FileCreateFlags.NONE, null);
    stream.write_all(String(pid - 1), null);
    stream.close(null);
}

function mountOfCgroups(): string {
    const [, text] = GLib.file_get_contents('/proc/self/mounts');
    const found = / (\/\S*) cgroup2 /.exec(new TextDecoder().decode(text));
    ok(found?.[1], 'no cgroup v2 tree');
    return found[1];
}

function answerOf({ answers }: Look, port: number): Answer {
    const answer = answers[String(port)];
    ok(answer, `no connection to port ${port}`);
    return answer;
}

function summary(look: Look, port: number): readonly (string | null)[] {
    const { component, process } = answerOf(look, port);
    return [component.id, component.kind, component.unit, process?.name ?? null];
}

async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
    const stage = new Stage();
    try {
        await play(stage);
    } finally {
        await stage.strike();
    }
}

function testAsRoot(name: string, play: (stage: Stage) => Promise<void>): void {
    if (isRoot) test(name, () => onStage(play));
    else print(`# left out, since only root can make processes of other users: ${name}`);
}

const app = `${manager}/app.slice/app-gnome-org.example.Two\\x2dWords-42.scope`;
const spaced = `${manager}/app.slice/app-org.example.My\\x20App with space-43.scope`;
const flatpak = `${manager}/app.slice/app-flatpak-org.example.Box-44.scope`;
const snap = `${manager}/app.slice/snap.thing.thing-${uuid}.scope`;
const bus = `${manager}/session.slice/dbus-:1.2-org.example.Service@0.service`;

testAsRoot('each connection has the right component, as an ordinary user, through ss', async stage => {
    await stage.actor(9001, app, 'two-words');
    await stage.actor(9002, spaced, 'my app');
    await stage.actor(9003, flatpak, 'box');
    await stage.actor(9004, snap, 'thing');
    await stage.actor(9005, bus, 'example-service');
    await stage.actor(9006, 'system.slice/example-update.service', 'example-update-daemon', stranger);
    stage.idle(terminal);
    await stage.actor(9007, terminal, 'fetch-things');
    await stage.actor(9008, `${manager}/session.slice/gvfs-daemon.service`, 'gvfsd-http');
    await stage.actor(9009, '', 'unit-less');
    await stage.actor(9010, '', 'hidden', stranger);
    const look = await stage.probe('ss').look();
    deepEqual(summary(look, 9001), [
        'org.example.Two-Words',
        'app',
        'app-gnome-org.example.Two-Words-42.scope',
        'two-words',
    ]);
    deepEqual(summary(look, 9002), [
        'org.example.My App with space',
        'app',
        'app-org.example.My App with space-43.scope',
        'my app',
    ]);
    deepEqual(summary(look, 9003), [
        'org.example.Box',
        'flatpak',
        'app-flatpak-org.example.Box-44.scope',
        'box',
    ]);
    deepEqual(summary(look, 9004), ['snap:thing', 'snap', `snap.thing.thing-${uuid}.scope`, 'thing']);
    deepEqual(summary(look, 9005), [
        'org.example.Service',
        'user-service',
        'dbus-:1.2-org.example.Service@0.service',
        'example-service',
    ]);
    deepEqual(summary(look, 9006), [
        'example-update.service',
        'system-service',
        'example-update.service',
        'example-update-daemon',
    ]);
    deepEqual(summary(look, 9007), [
        'terminal:fetch-things',
        'terminal',
        `vte-spawn-${uuid}.scope`,
        'fetch-things',
    ]);
    equal(answerOf(look, 9008).process?.name, 'gvfsd-http');
    equal(answerOf(look, 9008).component.behalf?.known, false);
    deepEqual(summary(look, 9009), ['process:unit-less', 'process', null, 'unit-less']);
    deepEqual(summary(look, 9010), [`unknown:other-user:${stranger}`, 'unknown', null, null]);
});

testAsRoot('own programs have the right component without ss, by their processes', async stage => {
    await stage.actor(9001, app, 'two-words');
    await stage.actor(9003, flatpak, 'box');
    await stage.actor(9006, 'system.slice/example-update.service', 'example-update-daemon', stranger);
    await stage.actor(9007, terminal, 'fetch-things');
    const look = await stage.probe('procfs').look();
    equal(answerOf(look, 9001).component.id, 'org.example.Two-Words');
    equal(answerOf(look, 9003).component.id, 'org.example.Box');
    deepEqual(summary(look, 9006), [`unknown:other-user:${stranger}`, 'unknown', null, null]);
    equal(answerOf(look, 9007).component.id, 'terminal:fetch-things');
});

testAsRoot(
    'a connection keeps its component when the program has exited and its pid is used again',
    async stage => {
        const actor = await stage.actor(9007, terminal, 'fetch-things');
        const pid = Number(actor.get_identifier());
        const probe = stage.probe('ss');
        equal(answerOf(await probe.look(), 9007).process?.name, 'fetch-things');
        actor.force_exit();
        await ended(actor);
        const next = await stage.actor(9011, terminal, 'innocent', viewer, pid);
        const look = await probe.again();
        deepEqual(summary(look, 9007).slice(0, 1), ['terminal:fetch-things']);
        deepEqual(summary(look, 9011).slice(0, 1), ['terminal:innocent']);
        equal(answerOf(look, 9011).process?.pid, Number(next.get_identifier()));
        equal(Number(next.get_identifier()), pid, 'the pid was not used again');
    },
);

testAsRoot('a process that does not let itself be looked into is not mistaken for another', async stage => {
    const uncopied = 'exec 3<>/dev/tcp/127.0.0.1/9012; read -r -t 300 <&3';
    await stage.script(9012, terminal, uncopied, stranger);
    stage.idle(terminal);
    const look = await stage.probe('ss').look();
    const { component, evidence } = answerOf(look, 9012);
    deepEqual([component.unknown, component.id], ['other-user', `unknown:other-user:${stranger}`]);
    ok(!evidence.some(({ fact }) => fact === 'process-socket'));
});
