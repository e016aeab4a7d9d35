import { findingKinds } from '../engine/findings/finding.js';
import { isRecord, type Fields } from '../engine/records.js';
import type { EngineSettings } from '../engine/settings.js';
import type { CollectorCommand } from '../protocol/messages.js';
import {
    findingKey,
    findingThresholdKey,
    intervalRange,
    readEngineSettings,
    settingsKeys,
} from '../protocol/settingsKeys.js';

/** `problems` are told to whoever reads the collector's errors; they never repeat what the line holds. */
export interface DecodedCommand {
    readonly command: CollectorCommand | null;
    readonly problems: readonly string[];
}

/** More connections of one component are never told: a view shows a page of them. */
export const greatestLimit = 1_000;
const longestId = 512;
const longestFilter = 200;
const longestPath = 4_096;

/** Reads one line from a view. Never throws. */
export function decodeCommand(line: string): DecodedCommand {
    let value: unknown;
    try {
        value = JSON.parse(line);
    } catch {
        return refused('a command that is not JSON');
    }
    const fields = asFields(value);
    if (!fields) return refused('a command that is not an object');
    if (fields['command'] === 'configure') return configure(fields['settings']);
    const command = simpleCommand(fields);
    return command ? { command, problems: [] } : refused('an unknown command, or one without its fields');
}

function simpleCommand(fields: Fields): CollectorCommand | null {
    const { command } = fields;
    switch (command) {
        case 'refresh':
        case 'ping':
            return { command };
        case 'interval': {
            const milliseconds = wholeNumber(fields['milliseconds'], intervalRange.min, intervalRange.max);
            return milliseconds === null ? null : { command, milliseconds };
        }
        case 'pause': {
            const paused = fields['paused'];
            return typeof paused === 'boolean' ? { command, paused } : null;
        }
        case 'watch': {
            const watching = fields['watching'];
            return typeof watching === 'boolean' ? { command, watching } : null;
        }
        case 'open': {
            const componentId = boundedText(fields['componentId'], longestId);
            const limit = wholeNumber(fields['limit'], 1, Number.MAX_SAFE_INTEGER);
            if (componentId === null || limit === null) return null;
            return { command, componentId, limit: Math.min(limit, greatestLimit) };
        }
        case 'close': {
            const componentId = boundedText(fields['componentId'], longestId);
            return componentId === null ? null : { command, componentId };
        }
        case 'filter': {
            const text = boundedText(fields['text'], longestFilter);
            return text === null ? null : { command, text };
        }
        case 'register': {
            const address = boundedText(fields['address'], longestId);
            return address === null ? null : { command, address };
        }
        case 'export': {
            const path = boundedText(fields['path'], longestPath);
            const format = fields['format'];
            if (path === null || (format !== 'csv' && format !== 'json')) return null;
            return { command, format, path };
        }
        case 'forget': {
            const what = fields['what'];
            return what === 'history' || what === 'everything' ? { command, what } : null;
        }
        default:
            return null;
    }
}

function configure(value: unknown): DecodedCommand {
    const fields = asFields(value);
    if (!fields) return refused('settings that are not an object');
    const problems: string[] = [];
    const settings = readSettings(fields, problems);
    return { command: { command: 'configure', settings }, problems };
}

/**
 * Settings as a view sends them, read by the rules that hold for the settings themselves: what is missing
 * or wrong is its default.
 */
export function readSettings(fields: Fields, problems: string[]): EngineSettings {
    const values = new Map<string, unknown>([
        [settingsKeys.interval, fields['interval']],
        [settingsKeys.showLocal, fields['showLocal']],
        [settingsKeys.showListening, fields['showListening']],
        [settingsKeys.dns, fields['dns']],
        [settingsKeys.confirmNames, fields['confirmNames']],
        [settingsKeys.registrationConsent, fields['registrationConsent']],
        [settingsKeys.keepHistory, fields['keepHistory']],
        [settingsKeys.historyForgotten, fields['historyForgotten']],
        [settingsKeys.networkData, fields['networkData'] ?? undefined],
        [settingsKeys.ignoredFindings, rows(fields['ignored'], ['kind', 'componentId', 'address'])],
        [settingsKeys.componentRules, rows(fields['componentRules'], ['match', 'pattern', 'name', 'icon'])],
    ]);
    const findings = asFields(fields['findings']) ?? {};
    for (const kind of findingKinds) {
        const finding = asFields(findings[kind]) ?? {};
        values.set(findingKey(kind), finding['enabled']);
        values.set(findingThresholdKey(kind), finding['threshold'] ?? undefined);
    }
    const unread: { readonly key: string; readonly reason: string }[] = [];
    const settings = readEngineSettings(key => values.get(key), unread);
    for (const { key, reason } of unread) problems.push(`the setting ${key}: ${reason}`);
    return settings;
}

/** Objects as the rows of texts that the settings hold; null stands for the empty text there. */
function rows(value: unknown, names: readonly string[]): unknown {
    if (!Array.isArray(value)) return value;
    return value.map((item: unknown) => {
        const fields = asFields(item);
        return fields ? names.map(name => fields[name] ?? '') : item;
    });
}

function asFields(value: unknown): Fields | null {
    return isRecord(value) ? value : null;
}

function boundedText(value: unknown, longest: number): string | null {
    return typeof value === 'string' && value.length <= longest ? value : null;
}

function wholeNumber(value: unknown, min: number, max: number): number | null {
    if (typeof value !== 'number' || !Number.isInteger(value)) return null;
    return value >= min && value <= max ? value : null;
}

function refused(problem: string): DecodedCommand {
    return { command: null, problems: [problem] };
}
