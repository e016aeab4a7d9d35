import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportLines } from '../../../src/cli/debugReport.js';
import { snapshotVersion } from '../../../src/protocol/snapshot.js';

test('the report says how Edgewise looks and what went wrong, without the folders of a file', () => {
    const lines = reportLines(
        '1.2.3',
        { gjs: '18200' },
        {
            sampler: 'procfs',
            samplerReason: 'missing',
            closures: { active: false, reason: 'missing' },
            dns: false,
            networks: { state: 'corrupt', date: null, source: null },
            problems: [{ file: '/home/ada/.local/share/edgewise/components/mine.json', reason: 'no JSON' }],
        },
        { version: snapshotVersion, sampler: 'procfs', time: 0, connections: [], findings: [] },
    );
    assert.deepEqual(lines, [
        'Edgewise 1.2.3',
        'gjs: 18200',
        'sampler: procfs (missing)',
        'closures: not followed (missing)',
        'network data: corrupt',
        'names: not asked for',
        'connections: 0',
        'problem: mine.json: no JSON',
    ]);
});
