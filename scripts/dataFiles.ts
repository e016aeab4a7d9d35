import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A file of data/: its name and its text. */
export interface DataFile {
    readonly name: string;
    readonly text: string;
}

/** The files of a folder of data/ by name, and the schema that they keep to. */
export function readDataFiles(folder: 'providers' | 'components'): {
    readonly files: readonly DataFile[];
    readonly schema: object;
} {
    const directory = join(import.meta.dirname, '..', 'data', folder);
    const all = readdirSync(directory)
        .filter(name => name.endsWith('.json'))
        .sort()
        .map(name => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
    const isSchema = ({ name }: DataFile) => name.endsWith('.schema.json');
    const schema: unknown = JSON.parse(all.find(isSchema)?.text ?? 'null');
    if (typeof schema !== 'object' || schema === null) throw new Error(`${directory} has no schema`);
    return { files: all.filter(file => !isSchema(file)), schema };
}
