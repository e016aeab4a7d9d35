import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleProblem } from '../../../src/engine/attribution/componentRule.js';
import type { ComponentRule } from '../../../src/engine/settings.js';

function rule(match: ComponentRule['match'], pattern: string, name = 'Backup'): ComponentRule {
    return { match, pattern, name, icon: null };
}

test('hosts, wildcards, units and processes can be matched', () => {
    for (const good of [
        rule('host', 'cloud.example.org'),
        rule('host', '*.example.org'),
        rule('unit', 'backup@*.service'),
        rule('unit', 'app-gnome-org.example.App-*.scope'),
        rule('process', 'restic'),
    ])
        assert.equal(ruleProblem(good), null, good.pattern);
});

test('a rule that can never match, or would match half the world, is refused with its reason', () => {
    assert.equal(ruleProblem(rule('host', '')), 'pattern-missing');
    assert.equal(ruleProblem(rule('host', 'org')), 'not-a-host');
    assert.equal(ruleProblem(rule('host', '*')), 'not-a-host');
    assert.equal(ruleProblem(rule('host', 'https://example.org/')), 'not-a-host');
    assert.equal(ruleProblem(rule('host', `${'a.'.repeat(130)}org`)), 'not-a-host');
    assert.equal(ruleProblem(rule('unit', 'backup')), 'not-a-unit');
    assert.equal(ruleProblem(rule('process', '/usr/bin/restic')), 'not-a-process');
    assert.equal(ruleProblem(rule('process', 'restic', '  ')), 'name-missing');
});
