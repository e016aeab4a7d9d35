import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, chownSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { decodeMessage } from '../../src/protocol/decode.js';
import type { CollectorCommand, CollectorMessage } from '../../src/protocol/messages.js';
import { readEngineSettings } from '../../src/protocol/settingsKeys.js';
import { residentMegabytes, treeCpu } from './processes.js';
import { desktopUser } from './world/world.js';

export interface CollectorOptions {
    /** The built extension. */
    readonly folder: string;
    readonly scratch: string;
    /** Goes before PATH. */
    readonly path?: string;
    /** Milliseconds between looks. */
    readonly interval: number;
}

/** A collector of its own with a view at its pipes that reads all and shows nothing. */
export class Collector {
    readonly #child: ChildProcessByStdio<Writable, Readable, null>;
    readonly #waiting = new Set<(message: CollectorMessage) => void>();
    readonly started = performance.now();
    componentIds = new Set<string>();
    bytesTold = 0;

    constructor({ folder, scratch, path, interval }: CollectorOptions) {
        const home = mkdtempSync(join(scratch, 'home-'));
        for (const place of ['', 'run', 'state']) {
            mkdirSync(join(home, place), { recursive: true });
            if (desktopUser.uid !== undefined) chownSync(join(home, place), desktopUser.uid, desktopUser.gid);
        }
        this.#child = spawn('gjs', ['-m', join(folder, 'collector.js')], {
            stdio: ['pipe', 'pipe', 'inherit'],
            cwd: '/',
            env: {
                PATH: `${path === undefined ? '' : `${path}:`}/usr/sbin:/usr/bin:/sbin:/bin`,
                HOME: home,
                XDG_RUNTIME_DIR: join(home, 'run'),
                XDG_STATE_HOME: join(home, 'state'),
                GSETTINGS_BACKEND: 'memory',
            },
            ...desktopUser,
        });
        createInterface(this.#child.stdout).on('line', line => {
            this.bytesTold += line.length + 1;
            const { message } = decodeMessage(line);
            if (!message) throw new Error(`not a message: ${line.slice(0, 200)}`);
            this.#take(message);
        });
        this.send({
            command: 'configure',
            settings: { ...readEngineSettings(() => undefined, []), interval },
        });
    }

    get pid(): number {
        return this.#child.pid ?? 0;
    }

    get cpu(): number {
        return treeCpu(this.pid);
    }

    get resident() {
        return residentMegabytes(this.pid);
    }

    send(command: CollectorCommand): void {
        this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    }

    /** The first message from now on that `wanted` accepts. */
    next(wanted: (message: CollectorMessage) => boolean): Promise<CollectorMessage> {
        return new Promise(resolve => {
            const listen = (message: CollectorMessage) => {
                if (!wanted(message)) return;
                this.#waiting.delete(listen);
                resolve(message);
            };
            this.#waiting.add(listen);
        });
    }

    /** A look now, told completely. */
    async look(): Promise<void> {
        const told = this.next(message => message.type === 'components' && message.last);
        this.send({ command: 'refresh' });
        await told;
    }

    /** What an open menu asks for: every look at full pace, and the connections of the first component. */
    openMenu(): void {
        this.send({ command: 'watch', watching: true });
        const [first] = this.componentIds;
        if (first !== undefined) this.send({ command: 'open', componentId: first, limit: 40 });
    }

    end(): Promise<void> {
        return new Promise(resolve => {
            this.#child.once('exit', () => resolve());
            this.#child.stdin.end();
        });
    }

    #take(message: CollectorMessage): void {
        if (message.type === 'components') {
            for (const { component } of message.changed) this.componentIds.add(component.id);
            for (const id of message.removed) this.componentIds.delete(id);
        }
        for (const listen of [...this.#waiting]) listen(message);
    }
}
