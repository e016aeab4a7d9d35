import { createHash } from 'node:crypto';
import {
    copyFileSync,
    existsSync,
    mkdirSync,
    readFileSync,
    renameSync,
    statSync,
    writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { NetworkDescription } from '../src/engine/identification/networkFile.js';
import { compileNetworks, parseNetworkLine, type NetworkRow } from './networkCompiler.js';

const root = join(import.meta.dirname, '..');
/** A share of rows that must not be exceeded by those that overlap: more of them are a sign of damage. */
const mostOverlaps = 0.001;

function installedData(): { files: string[]; description: NetworkDescription } {
    const folder = join(root, 'node_modules', '@ip-location-db', 'asn');
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    const date = /\.(\d{4})(\d\d)(\d\d)\d*$/.exec(version)?.slice(1).join('-');
    if (date === undefined) throw new Error(`@ip-location-db/asn ${version} does not tell its date`);
    return {
        files: [join(folder, 'asn-ipv4-num.csv'), join(folder, 'asn-ipv6-num.csv')],
        description: { date, source: 'ip-location-db (RouteViews, DB-IP, NRO)', licence: 'CC-BY-4.0' },
    };
}

function givenData(files: string[]): { files: string[]; description: NetworkDescription } {
    const newest = Math.max(...files.map(file => statSync(file).mtimeMs));
    const date = new Date(newest).toISOString().slice(0, 10);
    const tabs = files.some(file => readFileSync(file, 'utf8').slice(0, 200).includes('\t'));
    const description = tabs
        ? { date, source: 'iptoasn.com', licence: 'PDDL-1.0' }
        : { date, source: 'ip-location-db (RouteViews, DB-IP, NRO)', licence: 'CC-BY-4.0' };
    return { files, description };
}

function* rowsOf(files: readonly string[]): Generator<NetworkRow> {
    for (const file of files) {
        for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
            try {
                const row = parseNetworkLine(line);
                if (row) yield row;
            } catch (error) {
                throw new Error(`${file}:${index + 1}`, { cause: error });
            }
        }
    }
}

/** Compiles again only when the data or the compiler have changed. */
function cachedFile(files: readonly string[], description: NetworkDescription): string {
    const hash = createHash('sha256').update(JSON.stringify(description));
    const code = ['scripts/compile-networks.ts', 'scripts/networkCompiler.ts'].map(name => join(root, name));
    const format = join(root, 'src/engine/identification/networkFile.ts');
    for (const file of [...code, format]) hash.update(readFileSync(file));
    for (const file of files) hash.update(`${file} ${statSync(file).size} ${statSync(file).mtimeMs}`);
    return join(root, 'build', 'networks', `${hash.digest('hex').slice(0, 16)}.bin`);
}

const [folder, ...given] = process.argv.slice(2);
if (folder === undefined || folder.startsWith('-')) {
    process.stderr.write('compile-networks: which folder? See --help.\n');
    process.exit(2);
}
const { files, description } = given.length > 0 ? givenData(given) : installedData();
const cached = cachedFile(files, description);
if (!existsSync(cached)) {
    const { bytes, rows, overlaps } = compileNetworks(rowsOf(files), description);
    if (overlaps > rows * mostOverlaps) throw new Error(`${overlaps} of ${rows} ranges overlap`);
    mkdirSync(join(cached, '..'), { recursive: true });
    writeFileSync(`${cached}.part`, bytes);
    renameSync(`${cached}.part`, cached);
    const names = files.map(file => basename(file)).join(', ');
    process.stderr.write(`${names}: ${rows} ranges (${overlaps} overlapping), ${bytes.length} bytes\n`);
}
mkdirSync(folder, { recursive: true });
copyFileSync(cached, join(folder, 'networks.bin'));
