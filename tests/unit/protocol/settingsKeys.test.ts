import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { findingKinds } from '../../../src/engine/findings/finding.js';
import {
    findingKey,
    findingThresholdKey,
    findingsWithThreshold,
    fromIgnored,
    fromRule,
    indicatorContents,
    indicatorPositions,
    intervalRange,
    isNotified,
    notificationLevels,
    readEngineSettings,
    readViewSettings,
    settingsKeys,
} from '../../../src/protocol/settingsKeys.js';
import type { SettingProblem } from '../../../src/protocol/settingsKeys.js';

const schema = readFileSync(
    new URL('../../../schemas/org.gnome.shell.extensions.edgewise.gschema.xml', import.meta.url),
    'utf8',
);

function schemaKey(name: string): string {
    const found = new RegExp(`<key name="${name}"[^>]*>.*?</key>`, 's').exec(schema);
    assert.ok(found, `the schema has no key ${name}`);
    return found[0];
}

function schemaKeyNames(): string[] {
    return [...schema.matchAll(/<key name="([^"]+)"/g)].map(match => match[1] ?? '').sort();
}

test('the schema has exactly the keys that are named here, each with summary and description', () => {
    const expected = [
        ...Object.values(settingsKeys),
        ...findingKinds.map(findingKey),
        ...findingKinds.filter(kind => findingsWithThreshold[kind]).map(findingThresholdKey),
    ].sort();
    assert.deepEqual(schemaKeyNames(), expected);
    for (const name of expected) {
        assert.match(schemaKey(name), /<summary>[^<]+<\/summary>/);
        assert.match(schemaKey(name), /<description>[^<]+<\/description>/);
        // GSettings' numbers; whatever is no number has its choices, or is judged when it is read.
        if (/type="[ynqiuxtd]"/.test(schemaKey(name)))
            assert.match(schemaKey(name), /<range min="\d+" max="\d+"/);
    }
});

test('ranges, enums and defaults of the schema are those that are used here', () => {
    assert.match(schemaKey('interval'), new RegExp(`min="${intervalRange.min}" max="${intervalRange.max}"`));
    assert.match(schemaKey('interval'), new RegExp(`<default>${intervalRange.default}<`));
    for (const kind of findingKinds) {
        const range = findingsWithThreshold[kind];
        if (range)
            assert.match(schemaKey(findingThresholdKey(kind)), new RegExp(`min="0" max="${range.max}"`));
    }
    for (const choices of [indicatorContents, indicatorPositions, notificationLevels]) {
        const values = choices.map((nick, value) => `<value nick="${nick}" value="${value}"/>`);
        assert.ok(schema.replace(/\s+/g, ' ').includes(values.join(' ')), choices.join());
    }
    const defaults = readEngineSettings(() => undefined, []);
    const flags = {
        'show-local': defaults.showLocal,
        'show-listening': defaults.showListening,
        dns: defaults.dns,
        'confirm-names': defaults.confirmNames,
        'registration-consent': defaults.registrationConsent,
        'keep-history': defaults.keepHistory,
        ...Object.fromEntries(findingKinds.map(kind => [findingKey(kind), defaults.findings[kind].enabled])),
    };
    for (const [name, value] of Object.entries(flags))
        assert.match(schemaKey(name), new RegExp(`<default>${value}<`), name);
    const view = readViewSettings(() => undefined, []);
    assert.match(schemaKey('indicator-content'), new RegExp(`<default>'${view.indicatorContent}'<`));
    assert.match(schemaKey('indicator-position'), new RegExp(`<default>'${view.indicatorPosition}'<`));
    assert.match(schemaKey('notification-level'), new RegExp(`<default>'${view.notificationLevel}'<`));
});

test('what is set is used', () => {
    const values: Record<string, unknown> = {
        interval: 500,
        'show-local': true,
        'finding-half-closed': false,
        'finding-half-closed-threshold': 30,
        'ignored-findings': [['half-closed', 'org.gnome.Shell/weather', '']],
        'component-rules': [['host', 'example.org', 'Example', '']],
        'notification-level': 'off',
    };
    const problems: SettingProblem[] = [];
    const settings = readEngineSettings(key => values[key], problems);
    assert.deepEqual(problems, []);
    assert.equal(settings.interval, 500);
    assert.equal(settings.showLocal, true);
    assert.deepEqual(settings.findings['half-closed'], { enabled: false, threshold: 30 });
    assert.deepEqual(settings.findings.stalled, { enabled: true, threshold: null });
    assert.deepEqual(settings.ignored, [
        { kind: 'half-closed', componentId: 'org.gnome.Shell/weather', address: null },
    ]);
    assert.deepEqual(settings.componentRules, [
        { match: 'host', pattern: 'example.org', name: 'Example', icon: null },
    ]);
    assert.equal(readViewSettings(key => values[key], problems).notificationLevel, 'off');
});

test('what cannot be used becomes the default and is said', () => {
    const values: Record<string, unknown> = {
        interval: 499,
        dns: 'yes',
        'ignored-findings': [
            ['', '', ''],
            ['no such kind', 'a', ''],
            ['stalled', 7, ''],
            ['stalled', 'a', 'b'],
        ],
        'component-rules': 'none',
        'indicator-position': 'top',
    };
    const problems: SettingProblem[] = [];
    const settings = readEngineSettings(key => values[key], problems);
    const view = readViewSettings(key => values[key], problems);
    assert.equal(settings.interval, 2000);
    assert.equal(settings.dns, true);
    assert.equal(settings.ignored.length, 1);
    assert.deepEqual(settings.componentRules, []);
    assert.equal(view.indicatorPosition, 'right');
    assert.deepEqual(
        problems.map(problem => problem.key),
        [
            'interval',
            'dns',
            'ignored-findings',
            'ignored-findings',
            'ignored-findings',
            'component-rules',
            'indicator-position',
        ],
    );
});

test('whatever a key holds, usable settings come out', () => {
    fc.assert(
        fc.property(fc.dictionary(fc.constantFrom(...schemaKeyNames()), fc.anything()), values => {
            const settings = readEngineSettings(key => values[key], []);
            assert.ok(settings.interval >= intervalRange.min && settings.interval <= intervalRange.max);
            assert.deepEqual(Object.keys(settings.findings).sort(), [...findingKinds].sort());
            assert.ok(indicatorContents.includes(readViewSettings(key => values[key], []).indicatorContent));
        }),
    );
});

test('ignored findings and rules come back as they were written', () => {
    const ignored = { kind: 'stalled', componentId: null, address: '192.0.2.1' } as const;
    const rule = { match: 'unit', pattern: 'a.service', name: 'A', icon: null } as const;
    const values: Record<string, unknown> = {
        'ignored-findings': [fromIgnored(ignored)],
        'component-rules': [fromRule(rule)],
    };
    const settings = readEngineSettings(key => values[key], []);
    assert.deepEqual(settings.ignored, [ignored]);
    assert.deepEqual(settings.componentRules, [rule]);
});

test('a severity is notified from the level on, and never when it is off', () => {
    assert.equal(isNotified('warning', 'warning'), true);
    assert.equal(isNotified('notice', 'warning'), false);
    assert.equal(isNotified('warning', 'info'), true);
    assert.equal(isNotified('warning', 'off'), false);
});
