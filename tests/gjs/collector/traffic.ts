import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { farSide, nearSide } from './installation.js';

/** Connections between two addresses of this machine that are no loopback addresses. */
export class Traffic {
    readonly #service = new Gio.SocketService();
    readonly #accepted: Gio.SocketConnection[] = [];
    readonly #made: Gio.SocketConnection[] = [];
    readonly #port: number;
    readonly #far: string;

    constructor(port: number, far = farSide) {
        this.#port = port;
        this.#far = far;
        const address = Gio.InetSocketAddress.new_from_string(far, port);
        this.#service.set_backlog(1_000);
        this.#service.add_address(address, Gio.SocketType.STREAM, Gio.SocketProtocol.TCP, null);
        this.#service.connect('incoming', (_service, connection) => {
            this.#accepted.push(connection);
            return true;
        });
        this.#service.start();
    }

    open(count: number, near = nearSide): void {
        const client = new Gio.SocketClient();
        client.set_local_address(Gio.InetSocketAddress.new_from_string(near, 0));
        for (let n = 0; n < count; n += 1) {
            this.#made.push(client.connect_to_host(this.#far, this.#port, null));
            // The other end is accepted from the main loop of this process.
            while (GLib.MainContext.default().iteration(false));
        }
    }

    send(bytes: number): void {
        for (const connection of this.#made)
            connection.get_output_stream().write_all(new Uint8Array(bytes), null);
    }

    close(): void {
        for (const connection of [...this.#made.splice(0), ...this.#accepted.splice(0)])
            connection.close(null);
    }

    end(): void {
        this.close();
        this.#service.stop();
        this.#service.close();
    }
}
