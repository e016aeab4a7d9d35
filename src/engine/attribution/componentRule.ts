import type { ComponentRule } from '../settings.js';

export type RuleProblem = 'pattern-missing' | 'not-a-host' | 'not-a-unit' | 'not-a-process' | 'name-missing';

/** Labels of letters, digits, hyphens and underscores; at least two, so that no rule takes a whole top-level domain. */
const host = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
/** The characters and types of systemd.unit(5), and `*` for any run of characters. */
const unit = /^[a-z0-9:_.\\@*-]{1,240}\.(service|scope|slice|socket)$/i;
const process = /^[^/\s]{1,64}$/;

/** The first thing that is wrong with a rule of the user's own, null where nothing is. */
export function ruleProblem(rule: ComponentRule): RuleProblem | null {
    if (rule.pattern === '') return 'pattern-missing';
    if (rule.match === 'host' && (rule.pattern.length > 253 || !host.test(rule.pattern))) return 'not-a-host';
    if (rule.match === 'unit' && !unit.test(rule.pattern)) return 'not-a-unit';
    if (rule.match === 'process' && !process.test(rule.pattern)) return 'not-a-process';
    if (rule.name.trim() === '') return 'name-missing';
    return null;
}
