import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { procfsTables, readProcfsTables, type ProcfsTable } from '../../engine/sockets/procfsRows.js';
import {
    SamplerError,
    type Cancellation,
    type Sampler,
    type SampleWish,
} from '../../engine/sockets/sampler.js';
import type { Sample, Socket } from '../../engine/sockets/socket.js';
import { scopeOf } from '../../engine/connections/scope.js';

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Reads /proc/net: no cookies, no cgroups, no byte counts, but no other program either. */
export class ProcfsSampler implements Sampler {
    readonly name = 'procfs';
    readonly #folder: string;

    constructor(folder = '/proc/self/net') {
        this.#folder = folder;
    }

    async sample(wish: SampleWish, cancellation: Cancellation): Promise<Sample> {
        const cancellable = new Gio.Cancellable();
        const forget = cancellation.whenCancelled(() => cancellable.cancel());
        try {
            const sample = readProcfsTables(await this.#readTables(cancellable), littleEndian);
            return { ...sample, sockets: sample.sockets.filter(socket => isWanted(socket, wish)) };
        } catch (error) {
            if (error instanceof SamplerError) throw error;
            throw new SamplerError(cancellation.cancelled ? 'cancelled' : 'failed', String(error));
        } finally {
            forget();
        }
    }

    async #readTables(cancellable: Gio.Cancellable): Promise<Map<ProcfsTable, string>> {
        const tables = new Map<ProcfsTable, string>();
        for (const table of procfsTables) {
            const text = await readText(`${this.#folder}/${table}`, cancellable);
            if (text !== null) tables.set(table, text);
        }
        if (tables.size === 0) throw new SamplerError('missing', `there is nothing in ${this.#folder}`);
        return tables;
    }
}

function isWanted(socket: Socket, wish: SampleWish): boolean {
    const scope = scopeOf(socket);
    return (wish.listening || scope !== 'listening') && (wish.local || scope !== 'local');
}

/** null where there is no such file: a kernel without IPv6. */
function readText(path: string, cancellable: Gio.Cancellable): Promise<string | null> {
    return new Promise((resolve, reject) => {
        const file = Gio.File.new_for_path(path);
        file.load_contents_async(cancellable, (_file, result) => {
            try {
                const [, bytes] = file.load_contents_finish(result);
                resolve(new TextDecoder().decode(bytes));
            } catch (error) {
                if (error instanceof GLib.Error && error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND))
                    resolve(null);
                else reject(error instanceof Error ? error : new Error(String(error)));
            }
        });
    });
}
