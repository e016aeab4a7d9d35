import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Collector, type CollectorOptions } from './collector.js';
import { farAddresses, interval } from './cost.js';
import { isInstalled, peers } from './peers.js';
import { table } from './statistics.js';
import { desktopUser, type World } from './world/world.js';

export const lifetimes = [1, 20, 200, 2000];

/** Who saw a connection is asked for by its far side, which no two of one run share. */
interface Watcher {
    readonly name: string;
    /** All that it told until now. */
    seen(): Promise<string>;
    end(): Promise<void>;
}

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

async function collectorWatcher(name: string, options: CollectorOptions): Promise<Watcher> {
    const collector = new Collector(options);
    const path = join(options.scratch, `seen-${collector.pid}`, 'connections.json');
    mkdirSync(join(path, '..'));
    chmodSync(join(path, '..'), 0o777);
    await collector.next(message => message.type === 'components');
    return {
        name,
        async seen() {
            const written = collector.next(({ type }) => type === 'exported');
            collector.send({ command: 'export', format: 'json', path });
            const message = await written;
            if (message.type !== 'exported' || message.error !== null)
                throw new Error(JSON.stringify(message));
            return readFileSync(path, 'utf8');
        },
        end: () => collector.end(),
    };
}

/** An `ss` that samples, but does not tell of closures. */
function ssWithoutClosures(scratch: string): string {
    const folder = join(scratch, 'sampling-only');
    mkdirSync(folder, { recursive: true });
    const ss = join(folder, 'ss');
    writeFileSync(ss, '#!/bin/sh\ncase " $* " in *" -E "*) exit 1 ;; esac\nexec /usr/bin/ss "$@"\n');
    chmodSync(ss, 0o755);
    chmodSync(folder, 0o755);
    return folder;
}

function peerWatcher(name: string, command: readonly string[], runsOn: boolean): Watcher {
    const script = runsOn ? 'exec "$@"' : `while :; do "$@"; sleep ${interval / 1000}; done`;
    const child = spawn('sh', ['-c', script, 'sh', ...command], {
        stdio: ['ignore', 'pipe', 'ignore'],
        cwd: '/',
        detached: true,
        ...(runsOn ? {} : desktopUser),
    });
    let text = '';
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    return {
        name,
        seen: () => Promise.resolve(text),
        end: () =>
            new Promise(resolve => {
                child.once('exit', () => resolve());
                if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
            }),
    };
}

/** The share of connections of each lifetime that was seen, as a Markdown table. */
export async function measureShort(
    world: World,
    options: Pick<CollectorOptions, 'folder' | 'scratch'> & { readonly each: number; readonly gap: number },
): Promise<string> {
    const { folder, scratch, each, gap } = options;
    const path = ssWithoutClosures(scratch);
    const shares = new Map<string, string[]>();
    const all = farAddresses();
    let used = 0;
    for (const by of ['far', 'near'] as const) {
        for (const lifetime of lifetimes) {
            const addresses = all.slice(used, used + each);
            used = used + 2 * each > all.length ? 0 : used + each;
            const watchers = [
                await collectorWatcher('collector', { folder, scratch, interval }),
                await collectorWatcher('collector, sampling alone', { folder, scratch, interval, path }),
                ...peers
                    .filter(isInstalled)
                    .map(peer => peerWatcher(peer.name, peer.command, peer.runsOn === true)),
            ];
            const clients = world.clients();
            await pause(1000);
            await clients.tell(`brief ${lifetime} ${gap} ${by} ${addresses.join(' ')}`);
            await pause(interval + 500);
            for (const watcher of watchers) {
                const text = await watcher.seen();
                const found = addresses.filter(address => seenIn(text, address)).length;
                const row = shares.get(watcher.name) ?? [];
                shares.set(watcher.name, [...row, `${Math.round((found / addresses.length) * 100)} %`]);
            }
            await Promise.all([clients.end(), ...watchers.map(watcher => watcher.end())]);
        }
    }
    const columns = ['far', 'near'].flatMap(by => lifetimes.map(lifetime => `${lifetime} ms, ${by}`));
    return table(
        ['closed after, by which side', ...columns],
        [...shares].map(([name, row]) => [name, ...row]),
    );
}

function seenIn(text: string, address: string): boolean {
    return new RegExp(`(?<![\\d.])${address.replaceAll('.', '\\.')}(?![\\d.])`).test(text);
}
