import {
    appendFileSync,
    chmodSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    rmSync,
    statSync,
    writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeDocument } from '../document.js';
import { Collector } from './collector.js';
import { farAddresses } from './cost.js';
import { inDigits, table } from './statistics.js';
import { enterNamespaces, World } from './world/world.js';

/**
 * `npm run soak [-- --looks N --minutes N]`: one collector that looks as often as it is asked to, while
 * connections come and go; rewrites docs/soak.md where there were enough looks. It fails where memory grows.
 */
const status = enterNamespaces();
if (status !== null) process.exit(status);

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({
    options: {
        looks: { type: 'string', default: '20000' },
        minutes: { type: 'string', default: '60' },
        connections: { type: 'string', default: '200' },
    },
});
const wanted = Number(values.looks);
const scratch = mkdtempSync(join(tmpdir(), 'edgewise-soak-'));
chmodSync(scratch, 0o755);
const folder = join(scratch, 'extension');
cpSync(join(root, 'build', 'edgewise@edgewise'), folder, { recursive: true });
const counting = join(scratch, 'counting');
const counter = join(scratch, 'looks');
mkdirSync(counting);
appendFileSync(counter, '');
chmodSync(counter, 0o666);
// Every look is one ss; this one leaves a byte for each.
const ss = join(counting, 'ss');
writeFileSync(
    ss,
    `#!/bin/sh\ncase " $* " in *" -E "*) ;; *) printf . >>${counter} ;; esac\nexec /usr/bin/ss "$@"\n`,
);
chmodSync(ss, 0o755);

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));
const looks = () => statSync(counter).size;
const world = await World.make(scratch, [20]);
const samples: { readonly look: number; readonly megabytes: number }[] = [];
const began = performance.now();
try {
    const clients = world.clients();
    await clients.tell(`open ${values.connections} ${farAddresses().join(' ')}`);
    await clients.tell('talk 0.01');
    const collector = new Collector({ folder, scratch, path: counting, interval: 500 });
    await collector.next(message => message.type === 'components' && message.changed.length > 0);
    const others = world.clients();
    const churning = { going: true };
    const churn = (async () => {
        while (churning.going)
            await others.tell(`brief 20 150 near ${farAddresses().slice(0, 20).join(' ')}`);
    })();
    while (looks() < wanted && performance.now() - began < Number(values.minutes) * 60_000) {
        if (looks() >= (samples.length * wanted) / 20) {
            const megabytes = collector.resident.now;
            samples.push({ look: looks(), megabytes });
            process.stdout.write(`${looks()} looks: ${inDigits(megabytes)} MB\n`);
        }
        collector.send({ command: 'refresh' });
        await pause(15);
    }
    samples.push({ look: looks(), megabytes: collector.resident.now });
    churning.going = false;
    await churn;
    await collector.end();
} finally {
    world.end();
}
const done = looks();
const minutes = (performance.now() - began) / 60_000;
// The first tenth fills what is bounded: closed connections, caches.
const settled = samples
    .filter(({ look }) => look >= (samples.at(-1)?.look ?? 0) / 10)
    .map(({ megabytes }) => megabytes);
const half = Math.floor(settled.length / 2);
const mean = (part: readonly number[]) => part.reduce((sum, value) => sum + value, 0) / part.length;
const grown = mean(settled.slice(half)) - mean(settled.slice(0, half));
const text = `# Soak

\`npm run soak\` drives one collector through 20,000 looks, one right after the other, with ${values.connections} connections of which 1 % talk and seven new ones each second, and follows its resident memory.

The last run, ${new Date().toISOString().slice(0, 10)}, \`npm run soak -- --looks ${values.looks} --minutes ${values.minutes}\`: **${done.toLocaleString('en')} looks in ${minutes.toFixed(1)} minutes.** From the first half to the second the mean changed by ${grown.toFixed(1)} MB.

${table(
    ['looks', 'resident MB'],
    samples.map(({ look, megabytes }) => [look.toLocaleString('en'), inDigits(megabytes)]),
)}
`;
if (done >= 20_000) writeDocument('soak.md', text);
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`grew by ${grown.toFixed(1)} MB\n`);
process.exitCode = grown > 8 ? 1 : 0;
