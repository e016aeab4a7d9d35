import type { ComponentRule } from '../settings.js';
import { cleanText } from '../untrustedText.js';
import type { Component, ProcessName } from './component.js';
import type { AttributionEvidence } from './facts.js';
import type { FarSide } from './parts.js';

/** The first of the user's own rules that fits names the component; what else is known of it stays. */
export function applyRules(
    rules: readonly ComponentRule[],
    component: Component,
    process: ProcessName | null,
    far: FarSide,
    evidence: AttributionEvidence[],
): Component {
    const rule = rules.find(candidate => fits(candidate, component, process, far));
    if (!rule) return component;
    const { match } = rule;
    const name = cleanText(rule.name, 64);
    const pattern = cleanText(rule.pattern);
    evidence.push({
        fact: 'user-rule',
        source: 'settings',
        strength: match === 'host' && far.endpoint.nameConfirmed !== true ? 'guess' : 'certain',
        values: { match, pattern },
    });
    const id = `rule:${name}`;
    return {
        ...component,
        id,
        name,
        icon: rule.icon ?? component.icon,
        kind: component.kind === 'unknown' ? 'process' : component.kind,
        unknown: null,
    };
}

function fits(
    { match, pattern }: ComponentRule,
    component: Component,
    process: ProcessName | null,
    { endpoint }: FarSide,
): boolean {
    if (pattern === '') return false;
    if (match === 'unit') return component.unit !== null && wildcardMatches(pattern, component.unit);
    if (match === 'process') return process !== null && wildcardMatches(pattern, process.name);
    // A name that does not lead back to the address could be anybody's claim.
    if (endpoint.name === null || endpoint.nameConfirmed === false) return false;
    const suffix = pattern.toLowerCase().replace(/^\*?\./, '');
    const name = endpoint.name.toLowerCase();
    return name === suffix || name.endsWith(`.${suffix}`);
}

/**
 * `*` stands for any run of characters. Pieces are sought one after the other, since a pattern with many
 * stars would keep a regular expression busy for ever.
 */
function wildcardMatches(pattern: string, text: string): boolean {
    const pieces = pattern.split('*');
    const first = pieces[0] ?? '';
    const last = pieces[pieces.length - 1] ?? '';
    if (pieces.length === 1) return pattern === text;
    if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
        return false;
    let at = first.length;
    for (const piece of pieces.slice(1, -1)) {
        const next = text.indexOf(piece, at);
        if (next < 0 || next + piece.length > text.length - last.length) return false;
        at = next + piece.length;
    }
    return true;
}
