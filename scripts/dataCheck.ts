import { Ajv } from 'ajv';
import type { CatalogueEntry, ComponentMatch } from '../src/engine/attribution/catalogue.js';
import { mergeCatalogues, readCatalogueFile } from '../src/engine/attribution/catalogueFile.js';
import { formatPrefix } from '../src/engine/identification/ipPrefix.js';
import { readProvider, type Provider } from '../src/engine/identification/provider.js';
import { isRecord } from '../src/engine/records.js';
import type { DataFile } from './dataFiles.js';
import type { NetworkHolders } from './networkHolders.js';

export interface Findings {
    /** What has to be mended. */
    readonly faults: string[];
    /** What may be right, but wants to be looked at. */
    readonly notes: string[];
}

/** Days after which facts want to be checked again. */
const longestUnchecked = 365;

/** JSON of a file that keeps to the schema, or undefined, when `findings` says why it does not. */
function schemaReader(schema: object) {
    const fits = new Ajv({ allErrors: true, strictTypes: false }).compile(schema);
    return ({ name, text }: DataFile, { faults }: Findings): unknown => {
        let value: unknown;
        try {
            value = JSON.parse(text);
        } catch (error) {
            faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
            return undefined;
        }
        if (fits(value)) return value;
        for (const { instancePath, message = '', params } of fits.errors ?? [])
            faults.push(`${name}: ${instancePath} ${message} ${JSON.stringify(params)}`);
        return undefined;
    };
}

/** `today` and `checked`: ISO 8601 dates. */
function checkDate(place: string, checked: string, today: string, { faults, notes }: Findings): void {
    const days = (Date.parse(today) - Date.parse(checked)) / 86_400_000;
    if (Number.isNaN(days)) faults.push(`${place}: ${checked} is no date`);
    // Where it is already tomorrow, today is not yet over elsewhere.
    else if (days < -1) faults.push(`${place}: checked on ${checked}, which is to come`);
    else if (days > longestUnchecked) notes.push(`${place}: last checked on ${checked}`);
}

/** Names a claim that two make. */
class Claims {
    readonly #owners = new Map<string, string>();

    add(claim: string, owner: string, { faults }: Findings): void {
        const other = this.#owners.get(claim);
        if (other === undefined) this.#owners.set(claim, owner);
        else if (other === owner) faults.push(`${owner}: lists ${claim} twice`);
        else faults.push(`${owner}: ${claim} is ${other}’s as well`);
    }
}

/** Checks provider files by themselves and against each other; gives those that can be read. */
export function checkProviders(
    files: readonly DataFile[],
    schema: object,
    today: string,
    findings: Findings,
): Provider[] {
    const read = schemaReader(schema);
    const claims = new Claims();
    return files.flatMap(file => {
        const value = read(file, findings);
        if (!isRecord(value)) return [];
        const provider = readProvider(value);
        if (typeof provider === 'string') {
            findings.faults.push(`${file.name}: ${provider}`);
            return [];
        }
        if (`${provider.id}.json` !== file.name)
            findings.faults.push(`${file.name}: is the file of ${provider.id}`);
        checkDate(provider.id, String(value['checked']), today, findings);
        for (const claim of claimsOf(provider)) claims.add(claim, provider.id, findings);
        return [provider];
    });
}

function claimsOf(provider: Provider): string[] {
    return [
        ...provider.canonicalNames,
        ...provider.hosts,
        ...provider.steeringNames,
        ...[...provider.networks].map(asn => `AS${asn}`),
        ...[...provider.reverseNames, ...provider.reverseNamesSetByOthers].map(({ text }) => `^${text}`),
        ...provider.interfaceIds,
    ];
}

/** Checks catalogue files by themselves and against each other; gives the entries that can be read. */
export function checkComponents(
    files: readonly DataFile[],
    schema: object,
    today: string,
    findings: Findings,
): CatalogueEntry[] {
    const read = schemaReader(schema);
    const claims = new Claims();
    const entries = files.flatMap(file => {
        if (read(file, findings) === undefined) return [];
        const content = readCatalogueFile(file.text);
        if ('entries' in content) return content.entries;
        findings.faults.push(`${file.name}: ${content.problem}`);
        return [];
    });
    findings.faults.push(...mergeCatalogues([entries]).problems);
    for (const entry of entries) {
        claims.add(`the id ${entry.id}`, entry.id, findings);
        checkDate(entry.id, entry.checked, today, findings);
        for (const name of namesOf(entry.match ?? {})) claims.add(name, entry.id, findings);
        const hosts = new Claims();
        for (const { host } of entry.hosts) hosts.add(host, entry.id, findings);
    }
    return entries;
}

function namesOf(match: ComponentMatch): string[] {
    return [
        ...(match.units ?? []).map(unit => `the unit ${unit}`),
        // Desktop files are found without regard to case.
        ...(match.appIds ?? []).map(id => `the app ${id.toLowerCase()}`),
        ...(match.snaps ?? []).map(snap => `the snap ${snap}`),
        ...(match.processes ?? []).map(process => `the program ${process}`),
        ...(match.busNames ?? []).map(name => `the bus name ${name}`),
    ];
}

/** Checks what providers say of networks against who holds them. */
export function checkNetworks(
    providers: readonly Provider[],
    networks: NetworkHolders,
    { notes }: Findings,
): void {
    for (const provider of providers) {
        for (const asn of asnsOf(provider)) {
            const holder = networks.of(asn);
            if (!holder) notes.push(`${provider.id}: AS${asn} announces nothing`);
            else if (!soundsLike(provider, holder.name))
                notes.push(`${provider.id}: AS${asn} is held by “${holder.name}”`);
        }
        for (const prefix of [...provider.edgeRanges, ...provider.blocks]) {
            if (!networks.announces(prefix))
                notes.push(`${provider.id}: nobody announces ${formatPrefix(prefix)}`);
        }
    }
}

const asnsOf = ({ networks, sharedNetworks }: Provider) => [...new Set([...networks, ...sharedNetworks])];

/** Whether a word of the provider's names or domains is in the holder's name. */
function soundsLike(provider: Provider, holder: string): boolean {
    const { id, name, homepage, domains, hosts, canonicalNames } = provider;
    const wordsOf = (text: string) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
    const own = [id, name, homepage, ...domains, ...hosts, ...canonicalNames]
        .flatMap(wordsOf)
        .filter(word => word.length > 2 && word !== 'com' && word !== 'net' && word !== 'https');
    const said = wordsOf(holder);
    const glued = said.join('');
    return own.some(word => said.includes(word) || (word.length > 3 && glued.includes(word)));
}

/** Tells what has become of the providers' networks since an older release of the network data. */
export function compareNetworks(
    providers: readonly Provider[],
    older: NetworkHolders,
    newer: NetworkHolders,
    { notes }: Findings,
): void {
    for (const provider of providers) {
        for (const asn of asnsOf(provider)) {
            const [before, after] = [older.of(asn), newer.of(asn)];
            const place = `${provider.id}: AS${asn}`;
            if (before && !after) notes.push(`${place} of “${before.name}” is gone`);
            if (!before && after) notes.push(`${place} of “${after.name}” is new`);
            if (!before || !after) continue;
            if (before.name !== after.name)
                notes.push(`${place} was held by “${before.name}”, now by “${after.name}”`);
            for (const [family, was, is] of [
                ['IPv4 addresses', before.v4, after.v4],
                ['IPv6 networks', before.v6, after.v6],
            ] as const)
                if (is > was * 2 || is * 2 < was) notes.push(`${place} had ${was} ${family}, now ${is}`);
        }
    }
}
