import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDataFiles } from '../scripts/dataFiles.js';
import { openNetworkFile, type NetworkTable } from '../src/engine/identification/networkFile.js';
import type { RandomAccessFile } from '../src/engine/identification/networkRanges.js';
import { readProvider, readRentedNetworks, type Provider } from '../src/engine/identification/provider.js';
import { ProviderCatalogue } from '../src/engine/identification/providerCatalogue.js';

/** What the extension ships to identify with, for tests and benchmarks. */
const root = join(import.meta.dirname, '..');

/** Without `ranges` or `networks`: as if no provider's were known. */
export function shippedCatalogue(parts: { ranges?: boolean; networks?: boolean } = {}): ProviderCatalogue {
    const providers = readDataFiles('providers').files.map(({ name, text }): Provider => {
        const provider = readProvider(JSON.parse(text));
        if (typeof provider === 'string') throw new Error(`${name}: ${provider}`);
        return {
            ...provider,
            ...(parts.ranges === false && { edgeRanges: [], blocks: [], interfaceIds: [] }),
            ...(parts.networks === false && {
                networks: new Set<number>(),
                sharedNetworks: new Set<number>(),
            }),
        };
    });
    const rented = readRentedNetworks(
        JSON.parse(readFileSync(join(root, 'data', 'rentedNetworks.json'), 'utf8')),
    );
    if (typeof rented === 'string') throw new Error(`rentedNetworks.json: ${rented}`);
    return new ProviderCatalogue(providers, rented);
}

export function shippedNetworks(): NetworkTable {
    const folder = join(root, 'build', 'networks');
    execFileSync(join(root, 'scripts', 'compile-networks'), [folder]);
    const opened = openNetworkFile(inMemory(readFileSync(join(folder, 'networks.bin'))));
    if (opened.state !== 'ready') throw new Error(opened.reason);
    return opened.table;
}

export function inMemory(bytes: Uint8Array): RandomAccessFile {
    return {
        size: bytes.length,
        read(offset, length) {
            if (offset + length > bytes.length) throw new Error('it is cut short');
            return bytes.subarray(offset, offset + length);
        },
    };
}
