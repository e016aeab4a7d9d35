import { isOpen } from './observation.js';
import { findingAbout, grouped, type Rule } from './rule.js';

/**
 * The far side's name does not stand up to what else is known. No threshold.
 * Values: `warning` an EndpointWarning; `name` the claim, may be empty; `count`.
 */
export const unconfirmedName: Rule = {
    kind: 'unconfirmed-name',
    clearsAfter: 5_000,
    evaluate(context) {
        const doubtful = context.observations.filter(
            ({ connection, endpoint }) =>
                endpoint !== null && endpoint.warnings.length > 0 && isOpen(connection),
        );
        return grouped('unconfirmed-name', doubtful, ({ connection }) => connection.remote.address).map(
            group => {
                const { endpoint } = group.members[0];
                const warnings = endpoint?.warnings ?? [];
                const forged = warnings.includes('forged-name');
                const contradictory = warnings.includes('contradictory-name');
                return findingAbout('unconfirmed-name', group, {
                    severity: forged ? 'warning' : 'notice',
                    since: Math.min(...group.members.map(({ connection }) => connection.since)),
                    values: {
                        warning: forged
                            ? 'forged-name'
                            : contradictory
                              ? 'contradictory-name'
                              : 'unconfirmed-name',
                        name: endpoint?.name ?? '',
                        count: group.members.length,
                    },
                });
            },
        );
    },
};
