import type Gio from 'gi://Gio?version=2.0';
import { parseAccounts } from '../../engine/attribution/processText.js';
import type { Accounts } from '../../engine/attribution/surroundings.js';
import { readText } from '../files.js';

const longestFile = 1 << 20;

/**
 * User names from passwd(5), where the accounts of services are. GLib tells no other name than one's own, and
 * a directory service is not asked: it may be on the network.
 */
export class PasswdAccounts implements Accounts {
    readonly #cancellable: Gio.Cancellable | null;
    readonly #file: string;

    constructor(cancellable: Gio.Cancellable | null, file = '/etc/passwd') {
        this.#cancellable = cancellable;
        this.#file = file;
    }

    async name(uid: number): Promise<string | null> {
        const text = await readText(this.#file, longestFile, this.#cancellable);
        return text === null ? null : (parseAccounts(text).get(uid) ?? null);
    }
}
