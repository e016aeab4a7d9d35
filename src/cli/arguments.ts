import { intervalRange } from '../protocol/settingsKeys.js';

/** What the terminal command is asked to do. */
export type Task =
    | { readonly task: 'list'; readonly json: boolean; readonly once: boolean; readonly options: ListOptions }
    | { readonly task: 'explain'; readonly address: string; readonly options: ListOptions }
    | { readonly task: 'findings'; readonly json: boolean; readonly options: ListOptions }
    | { readonly task: 'report' }
    | { readonly task: 'help' }
    | { readonly task: 'version' };

export interface ListOptions {
    /** Milliseconds; null: as set. */
    readonly interval: number | null;
    /** Local and listening sockets too. */
    readonly all: boolean;
    readonly offline: boolean;
}

/** The arguments cannot be understood. `argument` is the one that is wrong, as it was given. */
export class UsageError extends Error {
    readonly kind: 'unknown-option' | 'unexpected' | 'missing-value' | 'bad-interval' | 'conflict';
    readonly argument: string;

    constructor(kind: UsageError['kind'], argument: string) {
        super(`${kind}: ${argument}`);
        this.kind = kind;
        this.argument = argument;
    }
}

const commands = ['explain', 'findings', 'report'] as const;

interface Read {
    command: (typeof commands)[number] | null;
    readonly operands: string[];
    once: boolean;
    json: boolean;
    all: boolean;
    offline: boolean;
    interval: number | null;
}

/** Reads the arguments after the command's own name. Throws UsageError. */
export function parseArguments(given: readonly string[]): Task {
    const read: Read = {
        command: null,
        operands: [],
        once: false,
        json: false,
        all: false,
        offline: false,
        interval: null,
    };
    for (let index = 0; index < given.length; index += 1) {
        const argument = given[index] ?? '';
        if (argument === '--help' || argument === '-h') return { task: 'help' };
        if (argument === '--version' || argument === '-V') return { task: 'version' };
        if (argument === '--interval') {
            index += 1;
            const value = given[index];
            if (value === undefined) throw new UsageError('missing-value', argument);
            read.interval = milliseconds(value);
        } else readArgument(argument, read);
    }
    return toTask(read);
}

function readArgument(argument: string, read: Read): void {
    if (argument === '--once') read.once = true;
    else if (argument === '--json') read.json = true;
    else if (argument === '--all') read.all = true;
    else if (argument === '--offline') read.offline = true;
    else if (argument.startsWith('--interval=')) read.interval = milliseconds(argument.slice(11));
    else if (argument.startsWith('-') && argument !== '-') throw new UsageError('unknown-option', argument);
    else if (read.command) read.operands.push(argument);
    else {
        const command = commands.find(name => name === argument);
        if (!command) throw new UsageError('unexpected', argument);
        read.command = command;
    }
}

function toTask(read: Read): Task {
    const options: ListOptions = { interval: read.interval, all: read.all, offline: read.offline };
    const [address, unexpected] = read.operands;
    if (read.command === 'explain') {
        if (address === undefined) throw new UsageError('missing-value', 'explain');
        if (unexpected !== undefined) throw new UsageError('unexpected', unexpected);
        if (read.json) throw new UsageError('conflict', '--json');
        return { task: 'explain', address, options };
    }
    if (address !== undefined) throw new UsageError('unexpected', address);
    if (read.command === 'report') return { task: 'report' };
    if (read.command === 'findings') return { task: 'findings', json: read.json, options };
    return { task: 'list', json: read.json, once: read.once, options };
}

/** Seconds as given, with a fraction if need be. */
function milliseconds(value: string): number {
    const result = /^\d+(\.\d+)?$/.test(value) ? Math.round(Number(value) * 1000) : NaN;
    if (!(result >= intervalRange.min && result <= intervalRange.max))
        throw new UsageError('bad-interval', value);
    return result;
}
