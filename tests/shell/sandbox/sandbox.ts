import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import {
    chmodSync,
    copyFileSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    writeFileSync,
    existsSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { emitModule } from '../../../scripts/emit.js';
import type { Server } from './farSide.js';
import { complaintsIn } from './shellLog.js';

export const uuid = 'edgewise@edgewise';
export const userCgroup = 'user.slice/user-1000.slice/user@1000.service';
const shellCgroup = `${userCgroup}/session.slice/org.gnome.Shell@wayland.service`;
const here = import.meta.dirname;
const display = 'wayland-9';

export type Style = 'light' | 'dark' | 'high-contrast';

export interface SandboxOptions {
    /** A Debian tree with GNOME Shell in it. */
    readonly root: string;
    /** The extension's zip, or null for a bare shell. */
    readonly zip: string | null;
    /** Screenshots and logs are left here. */
    readonly output: string;
    /** A locale without its encoding: `ja_JP`. */
    readonly locale?: string;
    readonly style?: Style;
    readonly textScale?: number;
    /** Of the screen, or of each of several: `1280x800`. */
    readonly size?: string | readonly string[];
    /** GSettings that are set before the session begins: path → key → GVariant text. */
    readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly animations?: boolean;
}

export interface RunOptions {
    /** 0 is root; 1000, the desktop's user, unless told. */
    readonly uid?: number;
    /** A path below the cgroup root, made when it is missing. */
    readonly cgroup?: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly timeout?: number;
    /** What it reads from standard input. */
    readonly input?: string;
}
export interface Result {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** Names that the sandbox's resolver knows; everything else does not exist. */
export interface Names {
    /** Name and its addresses; the reverse name of an address is the first name given for it. */
    readonly hosts?: readonly (readonly [name: string, ...addresses: string[]])[];
    /** Name and what it is an alias of. */
    readonly aliases?: readonly (readonly [name: string, target: string])[];
    /** Further options of dnsmasq. */
    readonly options?: readonly string[];
}

/** A program of the desktop with connections of its own. */
export interface Program {
    open(
        host: string,
        port: number,
        options?: { readonly id?: string; readonly count?: number },
    ): Promise<void>;
    send(bytes: number, id?: string): Promise<void>;
    close(id?: string): Promise<void>;
    /** Ends the program. */
    stop(): Promise<void>;
    /** Process id as the sandbox numbers it. */
    readonly pid: number;
}

/**
 * A private desktop: GNOME Shell of one version, headless, as an ordinary user, with a system bus, logind, named
 * cgroups, and a network whose other end is ours. Nothing in it can reach the real network, nothing outside is
 * changed, and any number of them can run at the same time.
 */
export class Sandbox {
    readonly #options: SandboxOptions;
    readonly #directory: string;
    readonly #keeper: ChildProcessWithoutNullStreams;
    readonly #init: number;
    readonly #farPid: number;
    #children: ChildProcessWithoutNullStreams[] = [];
    #agent: ChildProcessWithoutNullStreams | null = null;
    readonly #answers = new Map<number, (line: string) => void>();
    #question = 0;
    #farSide: { process: ChildProcessWithoutNullStreams; lines: Interface } | null = null;

    private constructor(options: SandboxOptions, directory: string, keeper: ChildProcessWithoutNullStreams) {
        this.#options = options;
        this.#directory = directory;
        this.#keeper = keeper;
        this.#init = Number(readFileSync(join(directory, 'init.pid'), 'utf8'));
        this.#farPid = Number(readFileSync(join(directory, 'far-side.pid'), 'utf8'));
    }

    /** A folder of the host that is /run/edgewise inside, and gone with the sandbox. */
    get directory(): string {
        return this.#directory;
    }

    /** The namespaces and the desktop's services, but not the shell: first comes what it shall find. */
    static async create(options: SandboxOptions): Promise<Sandbox> {
        if (process.getuid?.() !== 0) throw new Error('a sandbox needs root: it makes namespaces and mounts');
        mkdirSync(options.output, { recursive: true });
        const directory = mkdtempSync(join(tmpdir(), 'edgewise-sandbox-'));
        // Seen inside by the desktop's user.
        chmodSync(directory, 0o755);
        mkdirSync(join(directory, 'scratch'));
        for (const name of ['agent', 'shellHook', 'loopMeter']) {
            const script = emitModule(readFileSync(join(here, `${name}.ts`), 'utf8'), name);
            writeFileSync(join(directory, `${name}.js`), script);
        }
        copyFileSync(join(here, 'clients.py'), join(directory, 'clients.py'));
        if (options.zip) copyFileSync(options.zip, join(directory, basename(options.zip)));
        const keeper = spawn('unshare', ['--mount', join(here, 'start.sh'), options.root, directory]);
        let errors = '';
        keeper.stderr.on('data', (data: Buffer) => (errors += data.toString()));
        await new Promise<void>((resolve, reject) => {
            createInterface({ input: keeper.stdout }).once('line', () => resolve());
            keeper.once('exit', () => reject(new Error(`the sandbox did not start: ${errors}`)));
        });
        const sandbox = new Sandbox(options, directory, keeper);
        try {
            await sandbox.#prepareHome();
        } catch (error) {
            await sandbox.stop();
            throw error;
        }
        return sandbox;
    }

    async #prepareHome(): Promise<void> {
        const { style = 'dark', textScale = 1, animations = false, settings = {} } = this.#options;
        const schemes = { light: 'prefer-light', dark: 'prefer-dark', 'high-contrast': 'default' };
        const groups: Record<string, Record<string, string>> = {
            'org/gnome/shell': {
                'welcome-dialog-last-shown-version': "'999'",
                'enabled-extensions': `['${uuid}']`,
            },
            'org/gnome/desktop/interface': {
                'enable-animations': String(animations),
                // The virtual pointer comes in at the corner, and would open the overview.
                'enable-hot-corners': 'false',
                'color-scheme': `'${schemes[style]}'`,
                'text-scaling-factor': textScale.toFixed(2),
            },
            // The distribution's picture differs between versions.
            'org/gnome/desktop/background': { 'picture-options': "'none'", 'primary-color': "'#3d5a80'" },
            'org/gnome/desktop/a11y/interface': { 'high-contrast': String(style === 'high-contrast') },
            'org/gnome/desktop/screensaver': { 'lock-enabled': 'false' },
            'org/gnome/desktop/session': { 'idle-delay': 'uint32 0' },
        };
        for (const [path, keys] of Object.entries(settings)) groups[path] = { ...groups[path], ...keys };
        const keyfile = Object.entries(groups)
            .map(([path, keys]) => {
                const lines = Object.entries(keys).map(([key, value]) => `${key}=${value}\n`);
                return `[${path}]\n${lines.join('')}`;
            })
            .join('\n');
        writeFileSync(join(this.#directory, 'keyfile'), keyfile);
        const script = `
            mkdir -p ~/.config/glib-2.0/settings ~/.local/share/gnome-shell
            cp /run/edgewise/keyfile ~/.config/glib-2.0/settings/keyfile
            touch ~/.local/share/gnome-shell/lock-warning-shown`;
        await this.check(['sh', '-ec', script]);
        if (this.#options.locale !== undefined) await this.#makeLocale(this.#options.locale);
        await this.check(['mkdir', '-p', '/run/edgewise/shots'], { uid: 0 });
        await this.check(['chmod', '1777', '/run/edgewise/shots'], { uid: 0 });
        this.spawn(
            ['dbus-daemon', '--session', '--nofork', '--nopidfile', '--address=unix:path=/run/user/1000/bus'],
            { cgroup: `${userCgroup}/session.slice/dbus.service` },
        );
        await this.check(['sh', '-c', 'until [ -S /run/user/1000/bus ]; do sleep 0.02; done']);
        if (this.#options.zip)
            await this.check([
                'gnome-extensions',
                'install',
                '--force',
                `/run/edgewise/${basename(this.#options.zip)}`,
            ]);
    }

    /** The tree has a few locales; without one of its own a language would be shown in English. */
    async #makeLocale(locale: string): Promise<void> {
        const has = await this.check(['locale', '-a']);
        if (has.split('\n').includes(`${locale}.utf8`)) return;
        const command = ['localedef', '--inputfile', locale, '--charmap', 'UTF-8', `${locale}.UTF-8`];
        await this.check(command, { uid: 0, environment: { LANG: 'C', LANGUAGE: '' } });
    }

    #arguments(command: readonly string[], { uid = 1000, cgroup, environment = {} }: RunOptions): string[] {
        const path = `/sys/fs/cgroup/${cgroup ?? `${userCgroup}/app.slice/app-sandbox-tool-1.scope`}`;
        const locale = this.#options.locale;
        const variables: Record<string, string> = {
            PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
            HOME: uid === 1000 ? '/home/visitor' : '/root',
            USER: uid === 1000 ? 'visitor' : 'root',
            XDG_RUNTIME_DIR: '/run/user/1000',
            DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
            XDG_CURRENT_DESKTOP: 'GNOME',
            XDG_SESSION_TYPE: 'wayland',
            WAYLAND_DISPLAY: display,
            GSETTINGS_BACKEND: 'keyfile',
            LIBGL_ALWAYS_SOFTWARE: '1',
            GSK_RENDERER: 'cairo',
            NO_AT_BRIDGE: '1',
            GTK_A11Y: 'none',
            LANG: locale === undefined ? 'C.UTF-8' : `${locale}.UTF-8`,
            TZ: 'UTC',
            ...(locale === undefined ? {} : { LANGUAGE: `${locale}:${locale.replace(/_.*/, '')}` }),
            ...environment,
        };
        const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
        const enter = `mkdir -p "$1" && echo 0 >"$1/cgroup.procs" && cd "$2" && shift 2 && exec "$@"`;
        const become = uid === 0 ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
        return [
            `--target=${this.#init}`,
            ...['--mount', '--net', '--pid', '--ipc', '--uts', '--cgroup', '--root', '--wd'],
            ...['--', 'sh', '-c', enter, 'sh', path, uid === 1000 ? '/home/visitor' : '/'],
            ...['env', '-i', ...assignments, ...become, ...command],
        ];
    }

    /** A process of the desktop, as its user, that goes on running. */
    spawn(command: readonly string[], options: RunOptions = {}): ChildProcessWithoutNullStreams {
        const child = spawn('nsenter', this.#arguments(command, options));
        this.#children.push(child);
        child.once('exit', () => (this.#children = this.#children.filter(other => other !== child)));
        child.stdin.on('error', () => undefined);
        return child;
    }

    /** Runs a command of the desktop to its end. */
    async run(command: readonly string[], options: RunOptions = {}): Promise<Result> {
        const child = this.spawn(command, options);
        child.stdin.end(options.input ?? '');
        let stdout = '';
        let stderr = '';
        child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
        child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
        const timer = setTimeout(() => child.kill('SIGKILL'), options.timeout ?? 60_000);
        const status = await new Promise<number | null>(resolve => child.once('close', resolve));
        clearTimeout(timer);
        return { status, stdout, stderr };
    }

    /** Like `run`, but a failure is an error; gives the output. */
    async check(command: readonly string[], options: RunOptions = {}): Promise<string> {
        const { status, stdout, stderr } = await this.run(command, options);
        if (status !== 0) throw new Error(`${command.join(' ')}: status ${status}\n${stdout}${stderr}`);
        return stdout;
    }

    /** Lets every program of the desktop trust this certificate. */
    async trust(certificate: string): Promise<void> {
        const command = ['sh', '-c', 'cat >>/etc/ssl/certs/ca-certificates.crt'];
        await this.check(command, { uid: 0, input: certificate });
    }

    /** Starts the resolver of the sandbox, at 10.0.2.2, once. Its questions are in `dnsQuestions()`. */
    async startNames(names: Names): Promise<void> {
        const hosts = (names.hosts ?? []).map(host => `--host-record=${host.join(',')}`);
        const aliases = (names.aliases ?? []).map(alias => `--cname=${alias.join(',')}`);
        const child = spawn('nsenter', [
            ...[`--target=${this.#init}`, '--mount', '--root', '--wd'],
            ...['nsenter', `--net=/run/edgewise/far-side.net`, 'dnsmasq'],
            ...[
                '--keep-in-foreground',
                '--conf-file=/dev/null',
                '--no-resolv',
                '--no-hosts',
                '--user=root',
                '--pid-file=',
            ],
            ...['--port=53', '--log-queries', '--log-facility=/run/edgewise/dns.log', '--local=/#/'],
            ...[...hosts, ...aliases, ...(names.options ?? [])],
        ]);
        this.#children.push(child);
        let errors = '';
        child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
        for (let tries = 0; tries < 200; tries++) {
            if (child.exitCode !== null) throw new Error(`dnsmasq: ${errors}`);
            if (existsSync(join(this.#directory, 'dns.log'))) return;
            await sleep(25);
        }
        throw new Error(`dnsmasq did not start: ${errors}`);
    }

    /** `type name` of each question that the resolver was asked. */
    dnsQuestions(): string[] {
        const log = join(this.#directory, 'dns.log');
        if (!existsSync(log)) return [];
        return Array.from(
            readFileSync(log, 'utf8').matchAll(/query\[(\S+)\] (\S+) from/g),
            found => `${found[1]} ${found[2]}`,
        );
    }

    /** A server of the far side. */
    async listen(server: Server): Promise<void> {
        this.#farSide ??= this.#startFarSide();
        const { process: child, lines } = this.#farSide;
        child.stdin.write(`${JSON.stringify(server)}\n`);
        const line = await new Promise<string>(resolve => lines.once('line', resolve));
        if (!line.startsWith('listening')) throw new Error(line);
    }

    #startFarSide(): { process: ChildProcessWithoutNullStreams; lines: Interface } {
        const command = [
            process.execPath,
            '--import',
            'tsx',
            join(here, 'farSide.ts'),
            join(this.#directory, 'far-side.log'),
        ];
        const child = spawn('nsenter', [`--target=${this.#farPid}`, '--net', ...command], { cwd: here });
        child.stderr.pipe(process.stderr);
        this.#children.push(child);
        return { process: child, lines: createInterface({ input: child.stdout }) };
    }

    /** What reached the far side: `PORT open REMOTE LOCAL` and `PORT data "…"` lines. */
    farSideLog(): string {
        const log = join(this.#directory, 'far-side.log');
        return existsSync(log) ? readFileSync(log, 'utf8') : '';
    }

    /** A program called `name`, in a cgroup, of a user. */
    async program(name: string, options: RunOptions = {}): Promise<Program> {
        const path = `/opt/programs/${name}`;
        await this.check(
            [
                'sh',
                '-c',
                'mkdir -p /opt/programs && ln -sf "$(readlink -f /usr/bin/python3)" "$1"',
                'sh',
                path,
            ],
            { uid: 0 },
        );
        const child = this.spawn([path, '/run/edgewise/clients.py'], options);
        let errors = '';
        child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
        const lines = createInterface({ input: child.stdout });
        const tell = async (command: object, answer: string) => {
            child.stdin.write(`${JSON.stringify(command)}\n`);
            const line = await new Promise<string>((resolve, reject) => {
                const ended = () => reject(new Error(`${name} ended: ${errors}`));
                child.once('exit', ended);
                lines.once('line', text => {
                    child.off('exit', ended);
                    resolve(text);
                });
            });
            if (line !== answer) throw new Error(`${name}: ${line}`);
        };
        const pid = await this.#pidInside(child);
        return {
            pid,
            open: (host, port, { id = 'default', count = 1 } = {}) =>
                tell({ open: [host, port], id, count }, `opened ${id}`),
            send: (bytes, id = 'default') => tell({ send: bytes, id }, `sent ${id}`),
            close: (id = 'default') => tell({ close: id }, `closed ${id}`),
            stop: async () => {
                child.stdin.end();
                if (child.exitCode === null) await new Promise(resolve => child.once('exit', resolve));
            },
        };
    }

    /** nsenter forks into the process namespace: its child is the program. */
    async #pidInside(child: ChildProcessWithoutNullStreams): Promise<number> {
        for (let tries = 0; tries < 200; tries++) {
            const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
            const status = children === '' ? '' : readFileSync(`/proc/${children}/status`, 'utf8');
            const inner = /^NSpid:.*\t(\d+)$/m.exec(status)?.[1];
            if (inner !== undefined) return Number(inner);
            await sleep(10);
        }
        throw new Error('the process did not start');
    }

    /** Starts GNOME Shell and waits until it is there, the overview is shut and the extension has been tried. */
    async startShell(): Promise<void> {
        const monitors = [this.#options.size ?? '1280x800'].flat().map(size => `--virtual-monitor ${size}`);
        const command = `exec gnome-shell --wayland --headless --no-x11 --unsafe-mode \
            ${monitors.join(' ')} --wayland-display=${display} >>/run/edgewise/shell.log 2>&1`;
        writeFileSync(join(this.#directory, 'shell.log'), '', { mode: 0o666, flag: 'a' });
        await this.check(['chmod', '666', '/run/edgewise/shell.log'], { uid: 0 });
        this.spawn(['sh', '-c', command], { cgroup: shellCgroup });
        await this.check(['gdbus', 'wait', '--session', '--timeout', '60', 'org.gnome.Shell']);
        this.#startAgent();
        await this.waitFor(`Main.layoutManager._startingUp === false`, {
            timeout: 60_000,
            retryErrors: true,
        });
        await this.evalInShell('Main.overview.hide();');
        // The icon that warns of the mode which lets tests in is no part of anybody's desktop.
        const unsafeMode = 'Main.panel.statusArea.quickSettings._unsafeMode';
        await this.waitFor(`${unsafeMode} !== undefined`);
        await this.evalInShell(`${unsafeMode}._indicator.visible = false;`);
        await this.waitFor('!Main.overview.visible');
        // It begins in the corner, over “Activities”: its first motion there would switch an open menu.
        await this.evalInShell('await hook.movePointer(global.stage.width / 2, global.stage.height / 2);');
        if (this.#options.zip)
            await this.waitFor(`[1, 3, 4].includes(Main.extensionManager.lookup('${uuid}')?.state)`, {
                timeout: 30_000,
            });
    }

    /** Ends the session, as logging out does; `startShell` begins the next one. */
    async endShell(): Promise<void> {
        this.#agent?.stdin.end();
        this.#agent = null;
        await this.run(['pkill', '-TERM', '-x', 'gnome-shell'], { uid: 0 });
        await this.check(['sh', '-c', 'while pgrep -x gnome-shell >/dev/null; do sleep 0.05; done']);
    }

    /** Process ids, as the sandbox numbers them, whose command line matches. */
    async processes(pattern: string): Promise<number[]> {
        const { stdout } = await this.run(['pgrep', '-f', pattern]);
        return stdout.split('\n').filter(Boolean).map(Number);
    }

    #startAgent(): void {
        const agent = this.spawn(['gjs', '-m', '/run/edgewise/agent.js']);
        createInterface({ input: agent.stdout }).on('line', line => {
            const { id } = JSON.parse(line) as { id: number };
            this.#answers.get(id)?.(line);
            this.#answers.delete(id);
        });
        agent.once('exit', () => {
            for (const [id, answer] of this.#answers)
                answer(JSON.stringify({ id, success: false, value: 'the session has ended' }));
            this.#answers.clear();
        });
        this.#agent = agent;
    }

    /**
     * Runs the body of an asynchronous function inside GNOME Shell and gives what it returns, which must be plain data.
     * In reach: Main, Clutter, Gio, GLib, Meta, Shell, St, and `hook` of shellHook.ts.
     */
    async evalInShell<T = unknown>(body: string): Promise<T> {
        const agent = this.#agent;
        if (!agent) throw new Error('the shell has not been started');
        const code = `import('file:///run/edgewise/shellHook.js').then(async hook => {
            const { Main, Clutter, Gio, GLib, Meta, Shell, St } = hook;
            try { return { value: await (async () => { ${body} })() }; }
            catch (error) { return { error: String(error) + '\\n' + error.stack }; }
        })`;
        const id = ++this.#question;
        const line = await new Promise<string>(resolve => {
            this.#answers.set(id, resolve);
            agent.stdin.write(`${JSON.stringify({ id, code })}\n`);
        });
        const { success, value } = JSON.parse(line) as { success: boolean; value: string };
        if (!success) throw new Error(`in the shell: ${value}\n${body}`);
        const result = JSON.parse(value) as { value?: T; error?: string };
        if (result.error !== undefined) throw new Error(`in the shell: ${result.error}\n${body}`);
        return result.value as T;
    }

    /** Waits until the expression gives something truthy inside the shell, and gives that. */
    async waitFor<T = unknown>(
        expression: string,
        { timeout = 15_000, retryErrors = false }: { timeout?: number; retryErrors?: boolean } = {},
    ): Promise<T> {
        const end = Date.now() + timeout;
        for (;;) {
            try {
                const value = await this.evalInShell<T>(`return (${expression});`);
                if (value) return value;
            } catch (error) {
                if (!retryErrors || Date.now() > end) throw error;
            }
            if (Date.now() > end) throw new Error(`not within ${timeout} ms: ${expression}`);
            await sleep(50);
        }
    }

    /** Leaves `NAME.png` in the output folder and gives its path. `area`: an expression for an actor, or all. */
    async screenshot(name: string, area: string | null = null): Promise<string> {
        await this.evalInShell(
            `await hook.screenshot('/run/edgewise/shots/${name}.png', ${area ?? 'null'});`,
        );
        const target = join(this.#options.output, `${name}.png`);
        copyFileSync(join(this.#directory, 'shots', `${name}.png`), target);
        return target;
    }

    /** Opens the indicator's menu and waits until it is there. */
    async openMenu(): Promise<void> {
        await this.evalInShell(`Main.panel.statusArea['${uuid}'].menu.open();`);
        await this.waitFor(`Main.panel.statusArea['${uuid}'].menu.actor.mapped`);
    }

    /** Opens the preferences' window and waits until it has been drawn. */
    async openPreferences(): Promise<void> {
        const bus = [
            'dbus-update-activation-environment',
            'WAYLAND_DISPLAY',
            'GSETTINGS_BACKEND',
            'LANG',
            'GSK_RENDERER',
        ];
        await this.check(bus);
        await this.check(['gnome-extensions', 'prefs', uuid]);
        await this.waitFor(`global.get_window_actors().some(actor => actor.width > 100 && actor.visible)`, {
            timeout: 30_000,
        });
        await sleep(700);
    }

    /** Closes all windows: a shell that ends with the preferences open does not end well. */
    async closePreferences(): Promise<void> {
        await this.evalInShell(`
            for (const actor of global.get_window_actors()) actor.meta_window.delete(global.get_current_time());`);
        await this.waitFor('global.get_window_actors().length === 0');
    }

    /** `gsettings set`, also for the extension's own schema. */
    async set(schema: string, key: string, value: string): Promise<void> {
        const own = `/home/visitor/.local/share/gnome-shell/extensions/${uuid}/schemas`;
        const folder = schema.startsWith('org.gnome.shell.extensions.') ? ['--schemadir', own] : [];
        await this.check(['gsettings', ...folder, 'set', schema, key, value]);
    }

    shellLog(): string {
        const log = join(this.#directory, 'shell.log');
        return existsSync(log) ? readFileSync(log, 'utf8') : '';
    }

    /** What the shell's log holds against us, but for what the test has provoked. */
    complaints(provoked: readonly RegExp[] = []): string[] {
        return complaintsIn(this.shellLog()).filter(text => !provoked.some(pattern => pattern.test(text)));
    }

    /** Ends everything in it and leaves the logs in the output folder. */
    async stop(): Promise<void> {
        for (const name of ['shell.log', 'dns.log', 'far-side.log', 'logind.log']) {
            const log = join(this.#directory, name);
            if (existsSync(log)) copyFileSync(log, join(this.#options.output, name));
        }
        const ended = new Promise(resolve => this.#keeper.once('exit', resolve));
        this.#keeper.stdin.end();
        // Where a process inside was stopped, nsenter has stopped too, and its process would never be done with.
        for (const child of this.#children) child.kill('SIGCONT');
        await ended;
        for (const child of this.#children) child.kill();
        rmSync(this.#directory, { recursive: true, force: true });
    }
}
