import type { HttpLibrary } from '../attribution/catalogue.js';
import type { Finding } from './finding.js';
import { stateOlderThanLook, stateSince, type Observation } from './observation.js';
import { findingAbout, grouped, type Group, type Rule } from './rule.js';

/**
 * Seconds for which a half-close is normal: the time after which an HTTP library closes an idle connection,
 * and some more. libsoup 3: 60 s (soup-session.c, idle-timeout); WebKitGTK and Firefox: 115 s
 * (network.http.keep-alive.timeout); Chromium: 300 s (client_socket_pool.cc). libsoup 2 has no limit.
 */
const normalSeconds: Readonly<Record<HttpLibrary, number>> = {
    libsoup2: 75,
    libsoup3: 75,
    webkit: 130,
    firefox: 130,
    chromium: 330,
    curl: 130,
    other: 75,
};

/** From so many on that only come and never go, the program loses one after another. */
const leakCount = 10;
const growingCount = 3;

/** What a TLS server says last: close_notify as a TLS 1.3 record (RFC 8446, 5.2) or with AES-GCM in TLS 1.2. */
const tlsGoodbyes = [24, 31];
const tlsPorts = new Set([443, 465, 563, 636, 853, 989, 990, 993, 995, 5223, 8443]);

/**
 * The far side has finished, the program has not closed (CLOSE_WAIT). Threshold: seconds.
 * Values: `count`; `unread` bytes that the program has not read; `keepalive` on, off or unknown; `cause` an
 * HttpLibrary, `libgweather` or `unknown`; `growing`; `before`: older than the first look.
 */
export const halfClosed: Rule = {
    kind: 'half-closed',
    clearsAfter: 0,
    evaluate(context) {
        const waiting = context.byState.get('CLOSE_WAIT') ?? [];
        const overdue = waiting.filter(observation => {
            const normal = context.threshold ?? normalFor(observation);
            return context.now - stateSince(observation.connection) >= normal * 1000;
        });
        return grouped('half-closed', overdue).map(group => judge(group));
    },
};

function normalFor({ entry }: Observation): number {
    return normalSeconds[entry?.http ?? 'other'];
}

function judge(group: Group): Finding {
    const members = [...group.members].sort((a, b) => stateSince(a.connection) - stateSince(b.connection));
    const oldest = members[0] ?? group.members[0];
    const newest = members.at(-1) ?? oldest;
    const count = members.length;
    // While the oldest stays beyond all measure, others have come: nothing clears them away.
    const growing =
        count >= growingCount &&
        stateSince(newest.connection) - stateSince(oldest.connection) > normalFor(oldest) * 1000;
    return findingAbout('half-closed', group, {
        severity: growing && count >= leakCount ? 'warning' : 'notice',
        since: stateSince(oldest.connection),
        values: {
            count,
            unread: Math.max(...members.map(unreadBytes)),
            keepalive: keepaliveOf(oldest),
            cause: causeOf(oldest),
            growing,
            before: stateOlderThanLook(oldest.connection),
        },
    });
}

/** The kernel counts the far side's FIN as one byte of the receive queue (tcp_inq in net/ipv4/tcp.h). */
function unreadBytes({ connection }: Observation): number {
    const unread = Math.max(0, (connection.socket?.receiveQueue ?? 0) - 1);
    return tlsPorts.has(connection.remote.port) && tlsGoodbyes.includes(unread) ? 0 : unread;
}

function keepaliveOf({ connection }: Observation): 'on' | 'off' | 'unknown' {
    if (!connection.socket) return 'unknown';
    if (!connection.socket.timer) return 'off';
    // Another timer hides the one of keepalive.
    return connection.socket.timer.kind === 'keepalive' ? 'on' : 'unknown';
}

function causeOf({ entry, attribution }: Observation): string {
    const library = entry?.http;
    const weather = (attribution.request?.kind ?? entry?.request) === 'weather';
    if (weather && (library === 'libsoup3' || library === 'libsoup2')) return 'libgweather';
    return library === undefined || library === 'other' || library === 'curl' ? 'unknown' : library;
}
