import type { Socket } from '../sockets/socket.js';

/** `local`: both ends are on this machine. `listening`: there is no far side yet. */
type Scope = 'public' | 'local' | 'listening';

export function scopeOf(socket: Pick<Socket, 'local' | 'remote'>): Scope {
    if (!socket.remote) return 'listening';
    const remote = socket.remote.address;
    return remote.startsWith('127.') || remote === '::1' || remote === socket.local.address
        ? 'local'
        : 'public';
}
