import { stateSince, type Observation } from './observation.js';
import { findingAbout, grouped, type Rule } from './rule.js';

/** The kernel itself ends an orphan in FIN_WAIT2 after 60 s (tcp_fin_timeout, ip-sysctl): longer, a program holds it. */
const farSideSeconds = 120;
/** Without an answer to its FIN the kernel gives up after 8 retries, about 100 s (tcp_orphan_retries, ip-sysctl). */
const confirmationSeconds = 60;

/**
 * The program has finished, and the far side has not. Threshold: seconds.
 * Values: `state` the kernel's name of it; `count`.
 */
export const lingering: Rule = {
    kind: 'lingering',
    clearsAfter: 0,
    evaluate(context) {
        const halfWay = (context.byState.get('FIN_WAIT2') ?? []).filter(
            observation =>
                isOlder(observation, context.now, context.threshold ?? farSideSeconds) &&
                !stillReceives(observation, context.threshold ?? farSideSeconds),
        );
        const unconfirmed = (['LAST_ACK', 'FIN_WAIT1', 'CLOSING'] as const)
            .flatMap(state => context.byState.get(state) ?? [])
            .filter(observation =>
                isOlder(observation, context.now, context.threshold ?? confirmationSeconds),
            );
        return grouped('lingering', [...halfWay, ...unconfirmed], ({ connection }) => connection.state).map(
            group =>
                findingAbout('lingering', group, {
                    severity: 'info',
                    since: Math.min(...group.members.map(({ connection }) => stateSince(connection))),
                    values: { state: group.members[0].connection.state, count: group.members.length },
                }),
        );
    },
};

function isOlder({ connection }: Observation, now: number, seconds: number): boolean {
    return now - stateSince(connection) >= seconds * 1000;
}

/** A program may say "that was my question" by finishing first, and then read a long answer. */
function stillReceives({ connection }: Observation, seconds: number): boolean {
    const silence = connection.socket?.lastReceived ?? null;
    return silence !== null && silence < seconds * 1000;
}
