import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Collector, type CollectorOptions } from './collector.js';
import { ownCpu } from './processes.js';
import { inDigits, spreadOf, spreadText, table } from './statistics.js';

export interface FloodOptions extends Pick<CollectorOptions, 'folder' | 'scratch'> {
    readonly perSecond: number;
    /** Windows that are measured, and the milliseconds of each. */
    readonly windows: number;
    readonly window: number;
}

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Prints a line as ss writes it for each closure, of changing sockets, so many a second, for as long as it is read. */
const flood = `
import sys, time
line, rate = sys.argv[1], int(sys.argv[2])
began, told = time.monotonic(), 0
while True:
    time.sleep(0.01)
    due = int((time.monotonic() - began) * rate)
    sys.stdout.write(''.join(
        line % (1024 + n % 60000, n // 250 % 250, n % 250, n + 1) for n in range(told, due)))
    sys.stdout.flush()
    told = due
`;

/** A line of a real closure, with places for the local port, two parts of the far address and the cookie. */
function pattern(): string {
    const fixture = join(import.meta.dirname, '..', 'fixtures', 'sockets', 'ss-closures-6.1.txt');
    const [line = ''] = readFileSync(fixture, 'utf8').split('\n');
    const escaped = line.replaceAll('%', '%%');
    const made = escaped.replace(/(\S+):49664 \S+:8080 ino:0 sk:\w+/, '$1:%d 203.0.%d.%d:443 ino:0 sk:%x');
    if (made === escaped) throw new Error('the fixture’s first line is another one');
    return `${made}\n`;
}

/** An `ss` that samples as the real one does, and whose stream of closures is a flood. */
function floodingSs({ scratch, perSecond }: FloodOptions): string {
    const folder = join(scratch, 'flooding');
    mkdirSync(folder, { recursive: true });
    const program = join(folder, 'flood.py');
    const line = join(folder, 'line');
    const ss = join(folder, 'ss');
    writeFileSync(program, flood);
    writeFileSync(line, pattern());
    writeFileSync(
        ss,
        `#!/bin/sh\ncase " $* " in *" -E "*) exec python3 ${program} "$(cat ${line})\n" ${perSecond} ;; esac\nexec /usr/bin/ss "$@"\n`,
    );
    chmodSync(ss, 0o755);
    chmodSync(folder, 0o755);
    return folder;
}

/** What the collector takes while closures pour in, as Markdown. */
export async function measureFlood(options: FloodOptions): Promise<string> {
    const collector = new Collector({ ...options, interval: 2000, path: floodingSs(options) });
    await collector.next(message => message.type === 'components');
    await pause(5000);
    const shares: number[] = [];
    const resident: number[] = [];
    for (let window = 0; window < options.windows; window += 1) {
        const before = ownCpu(collector.pid);
        const began = performance.now();
        await pause(options.window);
        shares.push(((ownCpu(collector.pid) - before) * 100_000) / (performance.now() - began));
        resident.push(collector.resident.now);
    }
    const ended = collector.next(({ type }) => type === 'exported');
    const path = join(options.scratch, `flood-${collector.pid}`, 'connections.json');
    mkdirSync(join(path, '..'));
    chmodSync(join(path, '..'), 0o777);
    collector.send({ command: 'export', format: 'json', path });
    await ended;
    const listed = (readFileSync(path, 'utf8').match(/"closedAt"/g) ?? []).length;
    await collector.end();
    return table(
        [`${options.perSecond.toLocaleString('en')} closures a second`, ''],
        [
            ['% of one processor', spreadText(spreadOf(shares))],
            ['resident MB, window by window', resident.map(inDigits).join(', ')],
            ['connections that are listed one by one at the end', listed.toLocaleString('en')],
        ],
    );
}
