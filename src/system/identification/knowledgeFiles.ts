import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { Knowledge } from '../../engine/identification/identifyOffline.js';
import { openNetworkFile, type NetworkFileState } from '../../engine/identification/networkFile.js';
import {
    readProvider,
    readRentedNetworks,
    type Provider,
    type RentedNetworks,
} from '../../engine/identification/provider.js';
import { ProviderCatalogue } from '../../engine/identification/providerCatalogue.js';
import { cleanText } from '../../engine/untrustedText.js';
import { causeOf } from '../asynchronous.js';
import { isMissing, listEntries, loadBytes, openFile } from '../files.js';

/** Files of one directory that are read, and bytes of one file. */
const mostFiles = 1000;
const longestProviderFile = 262_144;
/** Bytes of a file of networks; the shipped one has ten million. */
const longestNetworkFile = 128 * 1024 * 1024;

/** A file that was skipped or is of no use, and why, in English. */
interface FileProblem {
    readonly file: string;
    readonly reason: string;
}

interface LoadedKnowledge extends Knowledge {
    readonly problems: readonly FileProblem[];
}

/** `edgewise/providers/` of XDG_DATA_DIRS, the first named last, then of XDG_DATA_HOME: the last one holds. */
function dropInDirectories(): string[] {
    return [...GLib.get_system_data_dirs().reverse(), GLib.get_user_data_dir()].map(directory =>
        GLib.build_filenamev([directory, 'edgewise', 'providers']),
    );
}

/**
 * Reads what identification ships in the folder `data`, and the providers that were dropped in.
 * `networkData`: a file of networks that stands in for the shipped one; null: the shipped one. Never throws:
 * what is wrong is a problem, and the rest goes on.
 */
export async function loadKnowledge(
    data: string,
    networkData: string | null = null,
    cancellable: Gio.Cancellable | null = null,
): Promise<LoadedKnowledge> {
    const problems: FileProblem[] = [];
    const shipped = GLib.build_filenamev([data, 'providers']);
    const providers: Provider[] = [];
    for (const directory of [shipped, ...dropInDirectories()])
        providers.push(...(await readProviders(directory, directory === shipped, problems, cancellable)));
    const rented = await readRented(
        GLib.build_filenamev([data, 'rentedNetworks.json']),
        problems,
        cancellable,
    );
    const networkFile = networkData ?? GLib.build_filenamev([data, 'networks', 'networks.bin']);
    const networks = await loadNetworkFile(networkFile, cancellable);
    if (networks.state !== 'ready') problems.push({ file: cleanText(networkFile), reason: networks.reason });
    return { catalogue: new ProviderCatalogue(providers, rented), networks, problems };
}

async function readProviders(
    directory: string,
    required: boolean,
    problems: FileProblem[],
    cancellable: Gio.Cancellable | null,
): Promise<Provider[]> {
    const names = await providerFiles(directory, required, problems, cancellable);
    const read = await Promise.all(
        names.map(async name => {
            const file = GLib.build_filenamev([directory, name]);
            const provider = await readJson(file, readProvider, cancellable);
            if (typeof provider !== 'string') return [provider];
            problems.push({ file: cleanText(file), reason: provider });
            return [];
        }),
    );
    return read.flat();
}

async function providerFiles(
    directory: string,
    required: boolean,
    problems: FileProblem[],
    cancellable: Gio.Cancellable | null,
): Promise<string[]> {
    try {
        const entries = await listEntries(
            directory,
            Gio.FILE_ATTRIBUTE_STANDARD_NAME,
            mostFiles,
            cancellable,
        );
        return entries
            .map(entry => entry.get_name())
            .filter(name => name.endsWith('.json') && !name.endsWith('.schema.json'))
            .sort();
    } catch (error) {
        if (required || !isMissing(error))
            problems.push({ file: cleanText(directory), reason: causeOf(error) });
        return [];
    }
}

async function readRented(
    file: string,
    problems: FileProblem[],
    cancellable: Gio.Cancellable | null,
): Promise<RentedNetworks> {
    const rented = await readJson(file, readRentedNetworks, cancellable);
    if (typeof rented !== 'string') return rented;
    problems.push({ file: cleanText(file), reason: rented });
    return { asns: new Set(), words: [] };
}

/** What `read` makes of a JSON file, or the reason why it is of no use. */
async function readJson<Content>(
    file: string,
    read: (value: unknown) => Content | string,
    cancellable: Gio.Cancellable | null,
): Promise<Content | string> {
    try {
        const bytes = await loadBytes(file, longestProviderFile, cancellable);
        return read(JSON.parse(new TextDecoder().decode(bytes)));
    } catch (error) {
        return causeOf(error);
    }
}

/** Never throws. */
export async function loadNetworkFile(
    path: string,
    cancellable: Gio.Cancellable | null = null,
): Promise<NetworkFileState> {
    try {
        return openNetworkFile(await openFile(path, longestNetworkFile, cancellable));
    } catch (error) {
        return { state: isMissing(error) ? 'missing' : 'corrupt', reason: causeOf(error) };
    }
}
