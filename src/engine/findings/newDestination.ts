import { destinationOf } from './observation.js';
import { findingAbout, grouped, type Rule } from './rule.js';

/** Seconds for which a destination is told to be new. */
const usualSeconds = 600;

/**
 * A component's first connection ever to a destination. Threshold: seconds for which it is told.
 * Values: `destination` the provider's name or the address.
 */
export const newDestination: Rule = {
    kind: 'new-destination',
    clearsAfter: 0,
    evaluate(context) {
        const newFor = (context.threshold ?? usualSeconds) * 1000;
        const recent = context.observations.filter(observation => {
            const past = context.history.destination(
                observation.attribution.component.id,
                destinationOf(observation).key,
            );
            return past !== null && context.history.isNew(past, context.now, newFor);
        });
        return grouped('new-destination', recent).map(group =>
            findingAbout('new-destination', group, {
                severity: 'info',
                since: Math.min(...group.members.map(({ connection }) => connection.since)),
                values: { destination: destinationOf(group.members[0]).label },
            }),
        );
    },
};
