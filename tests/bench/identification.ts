import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAddress } from '../../src/engine/address.js';
import type { Endpoint } from '../../src/engine/identification/endpoint.js';
import { isEdgeKind, type ProviderCatalogue } from '../../src/engine/identification/providerCatalogue.js';
import { findNetwork } from '../../src/engine/identification/identifyOffline.js';
import { judge, type Signals } from '../../src/engine/identification/verdict.js';
import { shippedCatalogue, shippedNetworks } from '../identificationData.js';

/**
 * `npm run bench:identify [FILE]`: how well labelled addresses are identified, by all signals and by fewer.
 * FILE has one JSON object a line; `--wrong` lists what each row of the table gets wrong.
 */
interface LabelledCase {
    readonly address: string;
    readonly name: string | null;
    readonly aliases: readonly string[];
    readonly expect: {
        readonly provider: string;
        readonly isCdn: boolean;
        readonly placement: string | null;
        readonly live?: boolean;
    };
}

interface Method {
    readonly title: string;
    readonly endpoint: (labelled: LabelledCase) => Endpoint;
}

const root = join(import.meta.dirname, '..', '..');
const wrongToo = process.argv.includes('--wrong');
const file = process.argv.slice(2).find(argument => !argument.startsWith('--'));
const path = file ?? join(root, 'tests', 'fixtures', 'identification-cases.jsonl');
const cases = readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as LabelledCase);
const catalogue = shippedCatalogue();
const withoutRanges = shippedCatalogue({ ranges: false });
const rangesOnly = shippedCatalogue({ networks: false });
const table = shippedNetworks();
const known = new Set(catalogue.providers.map(provider => provider.id));

function signals(
    labelled: LabelledCase,
    used: { names: boolean; aliases: boolean; networks: boolean },
): Signals {
    const address = parseAddress(labelled.address);
    if (!address) throw new Error(`not an address: ${labelled.address}`);
    return {
        text: labelled.address,
        address,
        network: used.networks
            ? findNetwork(address, { state: 'ready', table })
            : { state: 'ready', range: null, date: '' },
        reverse: used.names && labelled.name !== null ? { name: labelled.name, confirmed: null } : null,
        aliases: used.aliases ? labelled.aliases : [],
    };
}

const method = (
    title: string,
    providers: ProviderCatalogue,
    used: { names: boolean; aliases: boolean; networks: boolean },
): Method => ({ title, endpoint: labelled => judge(signals(labelled, used), providers) });

const methods = [
    method('all signals', catalogue, { names: true, aliases: true, networks: true }),
    method('reverse name, AS and ranges', catalogue, { names: true, aliases: false, networks: true }),
    method('reverse name and AS', withoutRanges, { names: true, aliases: false, networks: true }),
    method('address ranges alone', rangesOnly, { names: false, aliases: false, networks: false }),
    method('reverse name alone', withoutRanges, { names: true, aliases: false, networks: false }),
];

function score({ title, endpoint }: Method): Record<string, string | number> {
    let [truePositive, falsePositive, edges] = [0, 0, 0];
    let [foreign, foreignFound, named, namedRight, placed, placedRight] = [0, 0, 0, 0, 0, 0];
    const wrong: string[] = [];
    for (const labelled of cases) {
        const { expect } = labelled;
        const found = endpoint(labelled);
        const isEdge = found.provider !== null && isEdgeKind(found.provider.kind);
        const problems: string[] = [];
        if (expect.isCdn) edges += 1;
        if (isEdge && expect.isCdn) truePositive += 1;
        if (isEdge && !expect.isCdn) falsePositive += 1;
        if (isEdge !== expect.isCdn) problems.push(isEdge ? 'no edge' : 'edge missed');
        if (known.has(expect.provider)) {
            named += 1;
            if (found.provider?.id === expect.provider) namedRight += 1;
            else problems.push(`provider is ${expect.provider}`);
        }
        if (expect.placement !== null && expect.isCdn) {
            placed += 1;
            if (found.placement === expect.placement) placedRight += 1;
            else problems.push(`placement is ${expect.placement}`);
        }
        if (expect.placement === 'embedded' && expect.isCdn) {
            foreign += 1;
            if (isEdge && found.placement === 'embedded') foreignFound += 1;
        }
        if (problems.length > 0)
            wrong.push(
                `  ${labelled.address} AS${found.network?.asn ?? 0} ${labelled.name ?? ''} ${labelled.aliases.join(' ')}` +
                    ` → ${found.provider?.id ?? 'nobody'} (${found.confidence ?? '-'}, ${found.placement}): ${problems.join(', ')}`,
            );
    }
    if (wrongToo) process.stdout.write(`${title}\n${wrong.join('\n')}\n`);
    const share = (part: number, whole: number) => (whole === 0 ? '-' : (part / whole).toFixed(3));
    return {
        '': title,
        precision: share(truePositive, truePositive + falsePositive),
        recall: share(truePositive, edges),
        'foreign found': `${share(foreignFound, foreign)} of ${foreign}`,
        provider: `${share(namedRight, named)} of ${named}`,
        placement: `${share(placedRight, placed)} of ${placed}`,
    };
}

const rows = methods.map(score);
process.stdout.write(`${basename(path)}: ${cases.length} cases\n`);
const columns = Object.keys(rows[0] ?? {});
const text = (value: string | number | undefined) => String(value ?? '');
const widths = columns.map(column => Math.max(column.length, ...rows.map(row => text(row[column]).length)));
for (const row of [Object.fromEntries(columns.map(column => [column, column])), ...rows])
    process.stdout.write(
        `${columns.map((column, index) => text(row[column]).padEnd(widths[index] ?? 0)).join('  ')}\n`,
    );
