import { findingKinds, severities } from '../engine/findings/finding.js';
import type { FindingKind, Severity } from '../engine/findings/finding.js';
import type { ComponentRule, EngineSettings, FindingSetting, IgnoredFinding } from '../engine/settings.js';
import { cleanText } from '../engine/untrustedText.js';

/** The keys of the schema `org.gnome.shell.extensions.edgewise`, in one place for views and preferences. */
export const settingsKeys = {
    indicatorContent: 'indicator-content',
    indicatorPosition: 'indicator-position',
    openMenuShortcut: 'open-menu-shortcut',
    interval: 'interval',
    showLocal: 'show-local',
    showListening: 'show-listening',
    dns: 'dns',
    confirmNames: 'confirm-names',
    registrationConsent: 'registration-consent',
    keepHistory: 'keep-history',
    historyForgotten: 'history-forgotten',
    networkData: 'network-data',
    notificationLevel: 'notification-level',
    ignoredFindings: 'ignored-findings',
    componentRules: 'component-rules',
} as const;

export function findingKey(kind: FindingKind): string {
    return `finding-${kind}`;
}

/** Of a kind that `findingsWithThreshold` has. */
export function findingThresholdKey(kind: FindingKind): string {
    return `finding-${kind}-threshold`;
}

/** The findings that can be given another threshold: the unit of its value and the greatest one. */
export const findingsWithThreshold: Readonly<
    Partial<Record<FindingKind, { readonly unit: 'seconds' | 'connections'; readonly max: number }>>
> = {
    'half-closed': { unit: 'seconds', max: 86_400 },
    lingering: { unit: 'seconds', max: 86_400 },
    reconnecting: { unit: 'connections', max: 1_000 },
    stalled: { unit: 'seconds', max: 86_400 },
    'many-connections': { unit: 'connections', max: 100_000 },
};

/** In the order of the schema's enum. */
export const indicatorContents = ['icon', 'count', 'traffic'] as const;
export type IndicatorContent = (typeof indicatorContents)[number];
export const indicatorPositions = ['left', 'center', 'right'] as const;
export type IndicatorPosition = (typeof indicatorPositions)[number];
export const notificationLevels = ['off', ...severities] as const;
type NotificationLevel = (typeof notificationLevels)[number];

/** What only the views need. */
export interface ViewSettings {
    readonly indicatorContent: IndicatorContent;
    readonly indicatorPosition: IndicatorPosition;
    readonly notificationLevel: NotificationLevel;
}

/** A value that could not be used; the default stands in its place. */
export interface SettingProblem {
    readonly key: string;
    readonly reason: string;
}

/** Gives a key's value, unpacked as far as it goes; undefined where there is none. */
type ReadSetting = (key: string) => unknown;

export const intervalRange = { min: 500, max: 60_000, default: 2_000 } as const;
/** More entries of a list than these are not read. */
const longestList = 500;
const longestPattern = 253;
/** PATH_MAX of include/uapi/linux/limits.h. */
const longestPath = 4096;

/** What the engine is told. Values of a wrong type or out of range become their default and are put in `problems`. */
export function readEngineSettings(read: ReadSetting, problems: SettingProblem[]): EngineSettings {
    const reader = new Reader(read, problems);
    return {
        interval: reader.number(settingsKeys.interval, intervalRange),
        showLocal: reader.boolean(settingsKeys.showLocal, false),
        showListening: reader.boolean(settingsKeys.showListening, false),
        dns: reader.boolean(settingsKeys.dns, true),
        confirmNames: reader.boolean(settingsKeys.confirmNames, true),
        registrationConsent: reader.boolean(settingsKeys.registrationConsent, false),
        keepHistory: reader.boolean(settingsKeys.keepHistory, true),
        historyForgotten: reader.number(settingsKeys.historyForgotten, {
            min: 0,
            max: Number.MAX_SAFE_INTEGER,
            default: 0,
        }),
        networkData: reader.text(settingsKeys.networkData) || null,
        findings: readFindings(reader),
        ignored: reader.list(settingsKeys.ignoredFindings, 3, toIgnored),
        componentRules: reader.list(settingsKeys.componentRules, 4, toRule),
    };
}

export function readViewSettings(read: ReadSetting, problems: SettingProblem[]): ViewSettings {
    const reader = new Reader(read, problems);
    return {
        indicatorContent: reader.choice(settingsKeys.indicatorContent, indicatorContents, 'icon'),
        indicatorPosition: reader.choice(settingsKeys.indicatorPosition, indicatorPositions, 'right'),
        notificationLevel: reader.choice(settingsKeys.notificationLevel, notificationLevels, 'warning'),
    };
}

/** An entry of `ignored-findings` as the schema has it: a(sss). */
export function fromIgnored(ignored: IgnoredFinding): [string, string, string] {
    return [ignored.kind ?? '', ignored.componentId ?? '', ignored.address ?? ''];
}

/** An entry of `component-rules` as the schema has it: a(ssss). */
export function fromRule(rule: ComponentRule): [string, string, string, string] {
    return [rule.match, rule.pattern, rule.name, rule.icon ?? ''];
}

/** Whether findings of this severity make a notification. */
export function isNotified(severity: Severity, level: NotificationLevel): boolean {
    return level !== 'off' && severities.indexOf(severity) >= severities.indexOf(level);
}

function readFindings(reader: Reader): Readonly<Record<FindingKind, FindingSetting>> {
    const setting = (kind: FindingKind): FindingSetting => {
        const range = findingsWithThreshold[kind];
        const threshold = range
            ? reader.number(findingThresholdKey(kind), { min: 0, max: range.max, default: 0 })
            : 0;
        return {
            enabled: reader.boolean(findingKey(kind), kind !== 'new-destination'),
            threshold: threshold === 0 ? null : threshold,
        };
    };
    return {
        'half-closed': setting('half-closed'),
        lingering: setting('lingering'),
        reconnecting: setting('reconnecting'),
        stalled: setting('stalled'),
        unencrypted: setting('unencrypted'),
        'unconfirmed-name': setting('unconfirmed-name'),
        'new-destination': setting('new-destination'),
        'many-connections': setting('many-connections'),
    };
}

function toIgnored(fields: readonly string[]): IgnoredFinding | string {
    const [kindText = '', componentId = '', address = ''] = fields;
    const kind = findingKinds.find(known => known === kindText) ?? null;
    if (kind === null && kindText !== '') return 'unknown kind of finding';
    // Nothing named would silence everything, which is what the switches are for.
    if (kind === null && componentId === '' && address === '') return 'it names nothing';
    return { kind, componentId: componentId || null, address: address || null };
}

function toRule(fields: readonly string[]): ComponentRule | string {
    const [match = '', pattern = '', name = '', icon = ''] = fields;
    if (match !== 'host' && match !== 'unit' && match !== 'process') return 'unknown kind of match';
    if (pattern === '') return 'the pattern is empty';
    if (name === '') return 'the name is empty';
    return { match, pattern, name, icon: icon || null };
}

class Reader {
    readonly #read: ReadSetting;
    readonly #problems: SettingProblem[];

    constructor(read: ReadSetting, problems: SettingProblem[]) {
        this.#read = read;
        this.#problems = problems;
    }

    boolean(key: string, fallback: boolean): boolean {
        const value = this.#read(key);
        if (typeof value === 'boolean') return value;
        if (value !== undefined) this.#tell(key, 'not true or false');
        return fallback;
    }

    number(
        key: string,
        range: { readonly min: number; readonly max: number; readonly default: number },
    ): number {
        const value = this.#read(key);
        if (value === undefined) return range.default;
        if (typeof value === 'number' && Number.isInteger(value) && value >= range.min && value <= range.max)
            return value;
        this.#tell(key, `not a whole number from ${range.min} to ${range.max}`);
        return range.default;
    }

    text(key: string): string {
        const value = this.#read(key);
        if (typeof value === 'string' && value.length <= longestPath) return value;
        if (value !== undefined) this.#tell(key, 'not a text, or too long');
        return '';
    }

    choice<Choice extends string>(key: string, choices: readonly Choice[], fallback: Choice): Choice {
        const value = this.#read(key);
        const choice = choices.find(candidate => candidate === value);
        if (choice !== undefined) return choice;
        if (value !== undefined) this.#tell(key, `not one of ${choices.join(', ')}`);
        return fallback;
    }

    /** `convert` returns why an entry cannot be used where it cannot. */
    list<Entry extends object>(
        key: string,
        width: number,
        convert: (fields: readonly string[]) => Entry | string,
    ): Entry[] {
        const value = this.#read(key);
        if (value === undefined) return [];
        if (!Array.isArray(value)) {
            this.#tell(key, 'not a list');
            return [];
        }
        if (value.length > longestList) this.#tell(key, `more than ${longestList} entries`);
        const entries: Entry[] = [];
        for (const [index, item] of value.slice(0, longestList).entries()) {
            const fields = textFields(item, width);
            const entry = fields ? convert(fields) : `not ${width} texts`;
            if (typeof entry === 'string') this.#tell(key, `entry ${index + 1}: ${entry}`);
            else entries.push(entry);
        }
        return entries;
    }

    #tell(key: string, reason: string): void {
        this.#problems.push({ key, reason });
    }
}

function textFields(item: unknown, width: number): string[] | null {
    if (!Array.isArray(item) || item.length !== width) return null;
    const fields: string[] = [];
    for (const field of item) {
        if (typeof field !== 'string') return null;
        fields.push(cleanText(field, longestPattern));
    }
    return fields;
}
