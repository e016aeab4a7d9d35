import type { Connection } from '../engine/connections/connection.js';
import type { Sample, Socket } from '../engine/sockets/socket.js';
import type { Followed } from './observation.js';

interface Listener {
    row: Socket;
    connection: Connection;
}

/** Sockets that wait for somebody have no far side: it is told as the unspecified address (RFC 4291, 2.5.2). */
const nobody4 = { address: '0.0.0.0', port: 0 };
const nobody6 = { address: '::', port: 0 };

/** Follows the sockets without a far side: listening TCP and unconnected UDP. They are listed as long as they are there. */
export class Listeners {
    #listeners = new Map<string, Listener>();
    #looked = false;

    /** `at`: milliseconds since the epoch. */
    observe(sample: Sample, at: number): Followed {
        const opened: Connection[] = [];
        const changed: Connection[] = [];
        const now = new Map<string, Listener>();
        for (const socket of sample.sockets) {
            if (socket.remote) continue;
            const id = idOf(socket);
            const known = this.#listeners.get(id);
            this.#listeners.delete(id);
            if (known?.row === socket) {
                now.set(id, known);
                continue;
            }
            const connection = known
                ? { ...known.connection, socket, uid: socket.uid }
                : this.#open(id, socket, at);
            now.set(id, { row: socket, connection });
            if (!known) opened.push(connection);
            else if (known.row.inode !== socket.inode || known.row.cgroup !== socket.cgroup)
                changed.push(connection);
        }
        const removed = [...this.#listeners.keys()];
        this.#listeners = now;
        this.#looked = true;
        return { opened, changed, closed: [], removed };
    }

    #open(id: string, socket: Socket, at: number): Connection {
        return {
            id,
            protocol: socket.protocol,
            local: socket.local,
            remote: socket.local.address.includes(':') ? nobody6 : nobody4,
            state: socket.state,
            since: at,
            before: !this.#looked,
            states: [{ state: socket.state, at }],
            bytesSent: null,
            bytesReceived: null,
            uid: socket.uid,
            socket,
            closedAt: null,
            closureOnly: false,
        };
    }
}

function idOf({ cookie, protocol, local, inode }: Socket): string {
    return cookie === null ? `l${protocol} ${local.address} ${local.port} ${inode}` : `l${cookie}`;
}
