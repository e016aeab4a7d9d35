import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { farAddresses } from './cost.js';
import { inDigits, spreadOf, spreadText, table } from './statistics.js';

/** Runs under gjs, as the collector does; prints one line of JSON. */
const program = `
import GLib from 'gi://GLib?version=2.0';
import System from 'system';
const [folder, addressText, rounds] = ARGV;
const from = path => import(\`file://\${folder}/\${path}.js\`);
const now = () => GLib.get_monotonic_time() / 1000;
const resident = () => {
    System.gc();
    const [, bytes] = GLib.file_get_contents('/proc/self/status');
    return Number(/VmRSS:\\s+(\\d+)/.exec(new TextDecoder().decode(bytes))[1]) / 1024;
};
const loop = new GLib.MainLoop(null, false);
const measure = async () => {
    const { loadKnowledge, loadNetworkFile } = await from('system/identification/knowledgeFiles');
    const { identifyOffline } = await from('engine/identification/identifyOffline');
    const before = resident();
    const opening = now();
    const networks = await loadNetworkFile(\`\${folder}/data/networks/networks.bin\`);
    const opened = now() - opening;
    if (networks.state !== 'ready') throw new Error(networks.reason);
    const megabytes = resident() - before;
    const knowledge = { ...(await loadKnowledge(\`\${folder}/data\`)), networks };
    const addresses = addressText.split(' ');
    const known = { reverse: null, aliases: [] };
    let provided = 0;
    const beginning = now();
    for (let round = 0; round < Number(rounds); round += 1)
        for (const address of addresses)
            if (identifyOffline(address, known, knowledge)?.provider) provided += 1;
    const seconds = (now() - beginning) / 1000;
    const count = Number(rounds) * addresses.length;
    print(JSON.stringify({ opened, megabytes, perSecond: count / seconds, provided: provided / count }));
};
measure().catch(cause => printerr(cause, cause.stack)).finally(() => loop.quit());
loop.run();
`;

interface Measured {
    readonly opened: number;
    readonly megabytes: number;
    readonly perSecond: number;
    readonly provided: number;
}

/** How long the network data take to open, what they take, and how many addresses are identified: as Markdown. */
export function measureIdentifying(options: {
    readonly folder: string;
    readonly scratch: string;
    readonly runs: number;
}): string {
    const path = join(options.scratch, 'identifying.js');
    writeFileSync(path, program);
    const runs: Measured[] = [];
    for (let run = 0; run < options.runs; run += 1) {
        const words = ['-m', path, options.folder, farAddresses().join(' '), '20'];
        const { stdout, stderr } = spawnSync('gjs', words, { encoding: 'utf8' });
        if (stdout === '') throw new Error(stderr);
        runs.push(JSON.parse(stdout) as Measured);
    }
    const spread = (of: (measured: Measured) => number) => spreadText(spreadOf(runs.map(of)));
    const whole = (value: number) => inDigits(Math.round(value / 100) * 100);
    const rates = spreadOf(runs.map(({ perSecond }) => perSecond));
    return table(
        ['under gjs', ''],
        [
            ['opening the network data, checksum included, ms', spread(({ opened }) => opened)],
            ['resident MB that they take', spread(({ megabytes }) => megabytes)],
            [
                'addresses identified in a second, without names',
                `${whole(rates.median)} (${whole(rates.least)}–${whole(rates.most)})`,
            ],
            [
                'of these with a provider',
                `${inDigits(spreadOf(runs.map(({ provided }) => provided * 100)).median)} %`,
            ],
        ],
    );
}
