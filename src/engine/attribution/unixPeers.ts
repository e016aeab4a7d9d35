/** A Unix socket with the two ends that `ss` tells of, and who has it open as far as the viewer may know. */
interface UnixSocket {
    readonly path: string;
    readonly inode: number;
    readonly peer: number;
    readonly holders: readonly { readonly name: string; readonly pid: number }[];
}

/** Netid, state, two queues, path and inode, the peer's path and inode, processes: `ss -xpHn`, ss(8). */
const row = /^u_(?:str|seq)\s+ESTAB\s+\d+\s+\d+\s+(\S+)\s+(\d+)\s+\S+\s+(\d+)\s*(?:users:\((.*)\))?\s*$/;
const holder = /\("([^"]*)",pid=(\d+),fd=\d+\)/g;
const mostPids = 32;

/**
 * Pids of those who are connected to a service of that process name through a Unix socket of its own, from what
 * `ss -xpHn` prints. The sockets of a message bus do not count: everybody is connected to those.
 */
export function clientsOf(program: string, text: string): readonly number[] {
    const sockets = text.split('\n').flatMap(line => readRow(line) ?? []);
    const peers = new Set(
        sockets
            .filter(({ path, holders }) => path !== '*' && holders.some(({ name }) => name === program))
            .map(({ peer }) => peer),
    );
    const pids = sockets
        .filter(({ inode }) => peers.has(inode))
        .flatMap(({ holders }) => holders.filter(({ name }) => name !== program).map(({ pid }) => pid));
    return Array.from(new Set(pids)).slice(0, mostPids);
}

function readRow(line: string): UnixSocket | null {
    const match = row.exec(line);
    if (!match) return null;
    const [, path = '', inode, peer, users = ''] = match;
    const holders = Array.from(users.matchAll(holder), ([, name = '', pid]) => ({ name, pid: Number(pid) }));
    return { path, inode: Number(inode), peer: Number(peer), holders };
}
