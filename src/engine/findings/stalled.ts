import type { Finding } from './finding.js';
import type { Socket } from '../sockets/socket.js';
import { isOpen, stateSince, type Observation } from './observation.js';
import { findingAbout, grouped, type Group, type Rule, type RuleContext } from './rule.js';

const usualSeconds = 10;
/** Milliseconds: the kernel's shortest time before it sends again; it doubles with each retry (RFC 6298, TCP_RTO_MIN). */
const firstRetry = 200;
const fewestRetries = 3;
/** So many attempts without success, none of them older than this, are no accident. Milliseconds. */
const refusals = 3;
const refusalsWithin = 5 * 60_000;

/**
 * Nothing gets through. Threshold: seconds.
 * Values: `reason` unanswered (SYN), retransmitting, zero-window or refused; `count`; `waiting` bytes that
 * wait to be sent; for refused `attempts`.
 */
export const stalled: Rule = {
    kind: 'stalled',
    clearsAfter: 5_000,
    evaluate(context) {
        const seconds = context.threshold ?? usualSeconds;
        return [...unanswered(context, seconds), ...stuck(context, seconds), ...refused(context)];
    },
};

function unanswered(context: RuleContext, seconds: number): Finding[] {
    const waiting = (context.byState.get('SYN_SENT') ?? []).filter(
        ({ connection }) => context.now - stateSince(connection) >= seconds * 1000,
    );
    return grouped('stalled', waiting, () => 'unanswered').map(group =>
        findingAbout('stalled', group, {
            severity: 'notice',
            since: Math.min(...group.members.map(({ connection }) => stateSince(connection))),
            values: { reason: 'unanswered', count: group.members.length, waiting: 0 },
        }),
    );
}

function stuck(context: RuleContext, seconds: number): Finding[] {
    const retransmitting: Observation[] = [];
    const full: Observation[] = [];
    for (const state of ['ESTABLISHED', 'CLOSE_WAIT'] as const) {
        for (const observation of context.byState.get(state) ?? []) {
            const { socket } = observation.connection;
            // Most have no timer, and this is asked of every connection at every look.
            if (!socket?.timer || silence(socket) < seconds * 1000) continue;
            if (socket.timer.kind === 'retransmit') retransmitting.push(observation);
            else if (socket.timer.kind === 'persist') full.push(observation);
        }
    }
    return [
        ...grouped('stalled', retransmitting, () => 'retransmitting').map(group =>
            judge(context, group, 'retransmitting'),
        ),
        ...grouped('stalled', full, () => 'zero-window').map(group => judge(context, group, 'zero-window')),
    ];
}

/**
 * Milliseconds for which nothing has got through, at least. Each retry waits twice as long as the one before,
 * so their number, and the time until the next one, tell how long that has been going on. A far side that
 * answers "not yet" to a zero-window probe sets the number back (tcp_ack in net/ipv4/tcp_input.c), but not
 * the time since data was last sent: probes carry none.
 */
function silence({ timer, sendQueue, lastSent }: Socket): number {
    if (!timer || sendQueue === 0) return 0;
    if (timer.kind === 'persist') return Math.max(lastSent ?? 0, (timer.expires ?? 0) - firstRetry);
    if (timer.retries < fewestRetries) return 0;
    return firstRetry * (2 ** Math.min(timer.retries, 16) - 1);
}

function judge(context: RuleContext, group: Group, reason: 'retransmitting' | 'zero-window'): Finding {
    const sockets = group.members.flatMap(({ connection }) => connection.socket ?? []);
    return findingAbout('stalled', group, {
        severity: 'notice',
        // The estimate moves with every look; the first one stays.
        since: context.standing(group.id)?.since ?? context.now - Math.max(...sockets.map(silence)),
        values: {
            reason,
            count: group.members.length,
            waiting: Math.max(...sockets.map(({ sendQueue }) => sendQueue)),
        },
    });
}

/**
 * Attempts that ended before they were connections. The kernel reports neither refusal nor reason, and a
 * program that tries two ways at once (RFC 8305) gives up one of them each time: so nothing is said of a
 * component that gets through to that port anywhere.
 */
function refused(context: RuleContext): Finding[] {
    const attempts = (context.byState.get('CLOSED') ?? []).filter(
        observation =>
            isFailedAttempt(observation) &&
            context.now - (observation.connection.closedAt ?? 0) <= refusalsWithin,
    );
    if (attempts.length < refusals) return [];
    const candidates = grouped(
        'stalled',
        attempts,
        ({ connection }) => `refused:${connection.remote.port}`,
    ).filter(({ members }) => members.length >= refusals);
    if (candidates.length === 0) return [];
    const reached = new Set(context.observations.filter(hasGotThrough).map(componentAndPort));
    return candidates
        .filter(({ members }) => !reached.has(componentAndPort(members[0])))
        .map(group =>
            findingAbout('stalled', group, {
                severity: 'notice',
                since: Math.min(...group.members.map(({ connection }) => connection.since)),
                values: {
                    reason: 'refused',
                    count: group.members.length,
                    attempts: group.members.length,
                    waiting: 0,
                },
            }),
        );
}

function componentAndPort({ attribution, connection }: Observation): string {
    return `${attribution.component.id}:${connection.remote.port}`;
}

function hasGotThrough({ connection }: Observation): boolean {
    const carried = (connection.bytesSent ?? 0) > 0 || (connection.bytesReceived ?? 0) > 0;
    return carried || (isOpen(connection) && connection.state !== 'SYN_SENT');
}

function isFailedAttempt({ connection }: Observation): boolean {
    if (connection.protocol !== 'tcp') return false;
    const { bytesSent, bytesReceived, closureOnly, states } = connection;
    // Of one that only its end told of, it must be known that it had carried nothing.
    if (closureOnly) return bytesSent === 0 && bytesReceived === 0;
    if ((bytesSent ?? 0) > 0 || (bytesReceived ?? 0) > 0) return false;
    return (
        states.some(({ state }) => state === 'SYN_SENT') &&
        states.every(({ state }) => state === 'SYN_SENT' || state === 'CLOSED')
    );
}
