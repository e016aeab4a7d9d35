import { RowTexts } from './rowTexts.js';
import type { Closure } from './socket.js';
import { isNobody, readFields, readHead } from './ssRows.js';

/**
 * Reads what `ss -E -H -O -n -e -i -t -u` prints: each socket at the moment it is destroyed, when it has lost
 * its inode, user and cgroup. A socket that was reset or refused has lost its remote port too: it is told as 0.
 */
export class SsClosures {
    readonly #texts = new RowTexts();

    /** `other`: not a connection's end. */
    read(line: string): Closure | 'other' | 'unreadable' {
        const head = readHead(line, this.#texts);
        if (typeof head === 'string') return head;
        if (isNobody(head.remote)) return 'other';
        const fields = readFields(line, head.fieldsAt, this.#texts);
        if (!fields) return 'unreadable';
        const zero = fields.informed ? 0 : null;
        return {
            protocol: head.protocol,
            local: head.local,
            remote: head.remote,
            cookie: fields.cookie,
            bytesSent: fields.bytesSent ?? zero,
            bytesReceived: fields.bytesReceived ?? zero,
        };
    }
}
