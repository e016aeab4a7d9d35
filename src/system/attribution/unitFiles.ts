import type Gio from 'gi://Gio?version=2.0';
import type { UnitDescriptions } from '../../engine/attribution/surroundings.js';
import { unitDescription, unitFileNames } from '../../engine/attribution/unitFile.js';
import { unitDirectories } from './directories.js';
import { readText } from '../files.js';

const longestFile = 64 * 1024;

/** Descriptions of units from their files, which everybody may read. */
export class UnitFiles implements UnitDescriptions {
    readonly #cancellable: Gio.Cancellable | null;
    readonly #directories: (manager: 'system' | 'user') => readonly string[];

    constructor(cancellable: Gio.Cancellable | null, directories = unitDirectories) {
        this.#cancellable = cancellable;
        this.#directories = directories;
    }

    async describe(unitFile: string, manager: 'system' | 'user'): Promise<string | null> {
        for (const name of unitFileNames(unitFile)) {
            for (const directory of this.#directories(manager)) {
                const text = await readText(`${directory}/${name}`, longestFile, this.#cancellable);
                const description = text === null ? null : unitDescription(text, unitFile);
                if (description !== null) return description;
            }
        }
        return null;
    }
}
