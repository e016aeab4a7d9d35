import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRentedNetworks } from '../src/engine/identification/provider.js';
import { checkComponents, checkNetworks, checkProviders, compareNetworks } from './dataCheck.js';
import type { Findings } from './dataCheck.js';
import { readDataFiles } from './dataFiles.js';
import { readNetworkHolders, type NetworkHolders } from './networkHolders.js';

/** Checks data/ and prints what is found; `scripts/data --help` tells more. */
const root = join(import.meta.dirname, '..');

function readArguments(): { older: NetworkHolders | null } {
    try {
        const { against } = parseArgs({ options: { against: { type: 'string' } } }).values;
        return { older: against === undefined ? null : readNetworkHolders(against) };
    } catch (error) {
        process.stderr.write(`data: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(2);
    }
}

const { older } = readArguments();
const findings: Findings = { faults: [], notes: [] };
const today = new Date().toISOString().slice(0, 10);
const providerFiles = readDataFiles('providers');
const providers = checkProviders(providerFiles.files, providerFiles.schema, today, findings);
const componentFiles = readDataFiles('components');
const components = checkComponents(componentFiles.files, componentFiles.schema, today, findings);
const installed = join(root, 'node_modules', '@ip-location-db', 'asn');
const networks = readNetworkHolders(installed);
checkNetworks(providers, networks, findings);

const rented = readRentedNetworks(
    JSON.parse(readFileSync(join(root, 'data', 'rentedNetworks.json'), 'utf8')),
);
if (typeof rented === 'string') findings.faults.push(`rentedNetworks.json: ${rented}`);
else
    for (const asn of rented.asns)
        if (!networks.of(asn)) findings.notes.push(`rentedNetworks.json: AS${asn} announces nothing`);
if (older) compareNetworks(providers, older, networks, findings);

const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
const hosts = components.reduce((total, component) => total + component.hosts.length, 0);
const lines = [
    `${providers.length} providers, ${components.length} components with ${hosts} hosts, ${networks.count} networks (${version})`,
    ...findings.faults.map(fault => `fault  ${fault}`),
    ...findings.notes.map(note => `note   ${note}`),
    `${findings.faults.length} faults, ${findings.notes.length} notes`,
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = findings.faults.length === 0 ? 0 : 1;
