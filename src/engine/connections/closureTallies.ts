import type { Closure, SocketAddress } from '../sockets/socket.js';

/** Connections that only their closures told of and that were too many to be listed one by one. */
export interface ClosureTally {
    /** null: of any far side. */
    readonly remote: SocketAddress | null;
    readonly count: number;
    /** Bytes, as far as they were told. */
    readonly bytesSent: number;
    readonly bytesReceived: number;
    /** Wall clock, milliseconds since the epoch. */
    readonly first: number;
    readonly last: number;
}

const mostRemotes = 1000;

/** Counts closures by far side. Beyond `mostRemotes` far sides it counts on without telling them apart. */
export class ClosureTallies {
    readonly #tallies = new Map<string, ClosureTally>();
    #rest: ClosureTally | null = null;

    add(closure: Closure, wall: number): void {
        const key = `${closure.remote.address} ${closure.remote.port}`;
        const known = this.#tallies.get(key);
        if (!known && this.#tallies.size >= mostRemotes) {
            this.#rest = grow(this.#rest, null, 1, closure, wall);
            return;
        }
        this.#tallies.set(key, grow(known ?? null, closure.remote, 1, closure, wall));
    }

    /** So many closures of which nothing else is known. */
    addUnread(count: number, wall: number): void {
        if (count > 0) this.#rest = grow(this.#rest, null, count, null, wall);
    }

    get all(): readonly ClosureTally[] {
        return this.#rest ? [...this.#tallies.values(), this.#rest] : [...this.#tallies.values()];
    }
}

function grow(
    tally: ClosureTally | null,
    remote: SocketAddress | null,
    count: number,
    closure: Closure | null,
    wall: number,
): ClosureTally {
    return {
        remote,
        count: (tally?.count ?? 0) + count,
        bytesSent: (tally?.bytesSent ?? 0) + (closure?.bytesSent ?? 0),
        bytesReceived: (tally?.bytesReceived ?? 0) + (closure?.bytesReceived ?? 0),
        first: tally?.first ?? wall,
        last: wall,
    };
}
