import { appendFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createInterface } from 'node:readline';

/**
 * The servers of the whole world, in the far side's network. Takes `Server` lines on stdin and answers
 * `listening PORT`, or `failed PORT reason`. Each address is answered, on the ports that somebody listens on.
 */
export interface Server {
    /** Without one, on every address. */
    readonly address?: string;
    readonly port: number;
    /** PEM key and certificate: the server speaks TLS. */
    readonly tls?: { readonly key: string; readonly certificate: string };
    /** What a client gets back for each piece of data that it sends; nothing by default. */
    readonly answer?: string;
    /** What a client gets as soon as it has connected. */
    readonly greeting?: string;
    /** Milliseconds after the first data (or, without any, the connection) until the far side sends its FIN. */
    readonly halfCloseAfter?: number;
    /** Milliseconds after connecting until the connection is reset. */
    readonly resetAfter?: number;
}

const log = process.argv[2] ?? '/dev/null';

function serve(server: Server, socket: Socket, wire: Socket): void {
    appendFileSync(log, `${server.port} open ${wire.remoteAddress ?? '?'} ${wire.localAddress ?? '?'}\n`);
    socket.on('error', () => socket.destroy());
    wire.on('error', () => wire.destroy());
    if (server.greeting !== undefined) socket.write(server.greeting);
    if (server.resetAfter !== undefined) setTimeout(() => wire.resetAndDestroy(), server.resetAfter);
    let finishing = false;
    const finish = () => {
        if (finishing || server.halfCloseAfter === undefined) return;
        finishing = true;
        // The TCP connection's own FIN, without the closing message that TLS would send before it.
        setTimeout(() => wire.end(), server.halfCloseAfter);
    };
    socket.on('data', data => {
        appendFileSync(log, `${server.port} data ${JSON.stringify(data.toString('latin1').slice(0, 500))}\n`);
        if (server.answer !== undefined) socket.write(server.answer);
        finish();
    });
    if (server.answer === undefined) finish();
}

function listen(server: Server): void {
    const listener = server.tls
        ? createTlsServer({ key: server.tls.key, cert: server.tls.certificate })
        : createServer({ allowHalfOpen: true, noDelay: true });
    listener.on('error', (error: Error) => console.log(`failed ${server.port} ${error.message}`));
    if (server.tls) {
        const wires = new Map<string, Socket>();
        const name = (socket: Socket) => `${socket.remoteAddress ?? ''} ${socket.remotePort ?? 0}`;
        listener.on('connection', (wire: Socket) => wires.set(name(wire), wire));
        listener.on('secureConnection', (socket: Socket) => {
            const wire = wires.get(name(socket));
            if (wire) serve(server, socket, wire);
        });
    } else listener.on('connection', (socket: Socket) => serve(server, socket, socket));
    listener.listen({ port: server.port, host: server.address ?? '::', ipv6Only: false, backlog: 4096 }, () =>
        console.log(`listening ${server.port}`),
    );
}

createInterface({ input: process.stdin })
    .on('line', line => listen(JSON.parse(line) as Server))
    .on('close', () => process.exit(0));
