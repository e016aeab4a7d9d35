import type { ClosureTally } from '../engine/connections/closureTallies.js';
import type { Tallied } from './observation.js';

interface Tallying {
    readonly counts: { readonly tallied: number };
    readonly tallies: readonly ClosureTally[];
}

/** What was added to a table's tallies since they were last asked for. */
export class Tallies {
    #tallied = 0;
    #before = new Map<string, ClosureTally>();

    take(table: Tallying): readonly Tallied[] {
        const { tallied } = table.counts;
        if (tallied === this.#tallied) return [];
        this.#tallied = tallied;
        const added: Tallied[] = [];
        const now = new Map<string, ClosureTally>();
        for (const tally of table.tallies) {
            const { remote } = tally;
            const key = remote ? `${remote.address} ${remote.port}` : '';
            now.set(key, tally);
            const before = this.#before.get(key);
            const count = tally.count - (before?.count ?? 0);
            if (count === 0) continue;
            added.push({
                remote,
                count,
                bytesSent: tally.bytesSent - (before?.bytesSent ?? 0),
                bytesReceived: tally.bytesReceived - (before?.bytesReceived ?? 0),
            });
        }
        this.#before = now;
        return added;
    }
}
