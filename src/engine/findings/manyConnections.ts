import type { Finding } from './finding.js';
import { isOpen, type Observation } from './observation.js';
import { findingAbout, type Rule } from './rule.js';

const usualCount = 100;
/** Browsers and file sharing have several times as many. */
const factorForMany = 5;
/** Once told, it is told until clearly fewer are left. */
const keptAbove = 0.8;

/**
 * Unusually many open connections of one component. Threshold: a count.
 * Values: `count`; `usual`: how many are nothing unusual.
 */
export const manyConnections: Rule = {
    kind: 'many-connections',
    clearsAfter: 5_000,
    evaluate(context) {
        const byComponent = new Map<string, [Observation, ...Observation[]]>();
        for (const observation of context.observations) {
            if (!isOpen(observation.connection) || observation.connection.state === 'TIME_WAIT') continue;
            const { id } = observation.attribution.component;
            const members = byComponent.get(id);
            if (members) members.push(observation);
            else byComponent.set(id, [observation]);
        }
        const findings: Finding[] = [];
        for (const [componentId, members] of byComponent) {
            const factor = members[0].entry?.manyConnections === true ? factorForMany : 1;
            const usual = context.threshold ?? usualCount * factor;
            const id = `many-connections:${componentId}`;
            const standing = context.standing(id);
            if (members.length <= (standing ? usual * keptAbove : usual)) continue;
            findings.push(
                findingAbout(
                    'many-connections',
                    { id, componentId, members },
                    {
                        severity: members.length > 3 * usual ? 'notice' : 'info',
                        since: standing?.since ?? context.now,
                        values: { count: members.length, usual },
                    },
                ),
            );
        }
        return findings;
    },
};
