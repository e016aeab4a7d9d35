import { spawn, spawnSync } from 'node:child_process';
import { treeCpu } from './processes.js';
import { desktopUser } from './world/world.js';

export interface Peer {
    readonly name: string;
    readonly command: readonly string[];
    /** Runs on and has an interval of its own; needs the right to capture, so it is not run as the desktop's user. */
    readonly runsOn?: boolean;
}

export const peers: readonly Peer[] = [
    { name: 'ss -tunp', command: ['ss', '-tunp'] },
    { name: 'netstat -tunp', command: ['netstat', '-tunp'] },
    { name: 'lsof -i -n -P', command: ['lsof', '-i', '-n', '-P'] },
    { name: 'nethogs -t', command: ['nethogs', '-t', '-d', '2'], runsOn: true },
];

export function isInstalled({ command: [program = ''] }: Peer): boolean {
    return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;
}

/** Milliseconds of processor time of one look: so many means over so many looks, `interval` milliseconds apart. */
export async function costOfLooks(
    peer: Peer,
    batches: number,
    looks: number,
    interval: number,
): Promise<number[]> {
    const costs: number[] = [];
    for (let batch = 0; batch < batches; batch += 1) {
        // `times` tells what the shell's children used, so that the shell itself does not count.
        const script =
            'exec 3<><(:); for look in $(seq "$1"); do "${@:3}" >/dev/null 2>&1; read -rt "$2" <&3; done; times';
        const child = spawn(
            'bash',
            ['-c', script, 'bash', String(looks), String(interval / 1000), ...peer.command],
            {
                stdio: ['ignore', 'pipe', 'inherit'],
                cwd: '/',
                ...desktopUser,
            },
        );
        let text = '';
        child.stdout.on('data', (data: Buffer) => (text += data.toString()));
        await new Promise(resolve => child.once('close', resolve));
        const [, ofChildren = ''] = text.trim().split('\n');
        let seconds = 0;
        for (const [, minutes, rest] of ofChildren.matchAll(/(\d+)m([\d.]+)s/g))
            seconds += Number(minutes) * 60 + Number(rest);
        costs.push((seconds * 1000) / looks);
    }
    return costs;
}

/** Milliseconds of processor time for each interval of a peer that runs on. */
export async function costOfRunningOn(peer: Peer, intervals: number, interval: number): Promise<number[]> {
    const [program = '', ...words] = peer.command;
    const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'ignore'] });
    const pause = () => new Promise(resolve => setTimeout(resolve, interval));
    await pause();
    const costs: number[] = [];
    for (let n = 0; n < intervals; n += 1) {
        const before = treeCpu(child.pid ?? 0);
        await pause();
        if (child.exitCode !== null) return [];
        costs.push((treeCpu(child.pid ?? 0) - before) * 1000);
    }
    child.kill('SIGKILL');
    return costs;
}
