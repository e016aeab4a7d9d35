import type { Phrases } from './phrases.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

type DurationUnit = 'second' | 'minute' | 'hour' | 'day';
const durationUnits: readonly (readonly [DurationUnit, number])[] = [
    ['day', day],
    ['hour', hour],
    ['minute', minute],
    ['second', second],
];

/** Intl's formats for one language. They cost milliseconds to make, so each is made once. */
class Formats {
    readonly #locale: string;
    readonly #numbers = new Map<string, Intl.NumberFormat>();
    readonly #lists = new Map<string, Intl.ListFormat>();
    readonly #times = new Map<string, Intl.DateTimeFormat>();
    #relative: Intl.RelativeTimeFormat | null = null;

    constructor(locale: string) {
        this.#locale = supported(locale);
    }

    number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
        return made(this.#numbers, options, () => new Intl.NumberFormat(this.#locale, options));
    }

    list(options: Intl.ListFormatOptions): Intl.ListFormat {
        return made(this.#lists, options, () => new Intl.ListFormat(this.#locale, options));
    }

    time(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
        return made(this.#times, options, () => new Intl.DateTimeFormat(this.#locale, options));
    }

    relative(): Intl.RelativeTimeFormat {
        this.#relative ??= new Intl.RelativeTimeFormat(this.#locale, { numeric: 'auto' });
        return this.#relative;
    }
}

const formatsByPhrases = new WeakMap<Phrases, Formats>();

function formats(phrases: Phrases): Formats {
    let known = formatsByPhrases.get(phrases);
    if (!known) {
        known = new Formats(phrases.locale);
        formatsByPhrases.set(phrases, known);
    }
    return known;
}

function made<Format>(known: Map<string, Format>, options: object, make: () => Format): Format {
    const key = JSON.stringify(options);
    let format = known.get(key);
    if (!format) {
        format = make();
        known.set(key, format);
    }
    return format;
}

/** `C` and other names that are no BCP 47 tag make Intl throw. */
function supported(locale: string): string {
    try {
        return Intl.getCanonicalLocales(locale)[0] ?? 'en';
    } catch {
        return 'en';
    }
}

export function number(phrases: Phrases, value: number): string {
    return formats(phrases).number({ maximumFractionDigits: 1 }).format(value);
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

function scaled(count: number): { readonly value: number; readonly unit: (typeof byteUnits)[number] } {
    let value = Number.isFinite(count) ? Math.max(0, count) : 0;
    let step = 0;
    // 999.95 would be rounded up to "1,000.0" of the smaller unit.
    while (value >= (step === 0 ? 1000 : 999.95) && step < byteUnits.length - 1) {
        value /= 1000;
        step += 1;
    }
    return { value, unit: byteUnits[step] ?? 'byte' };
}

/** A size in bytes, in units of 1000 as everywhere in GNOME: "1.2 MB". */
export function bytes(phrases: Phrases, count: number): string {
    const { value, unit } = scaled(count);
    const options: Intl.NumberFormatOptions = {
        style: 'unit',
        unit,
        unitDisplay: unit === 'byte' ? 'long' : 'short',
        maximumFractionDigits: unit === 'byte' ? 0 : 1,
    };
    return formats(phrases).number(options).format(value);
}

/** Bytes per second: "1.2 MB/s". */
export function rate(phrases: Phrases, bytesPerSecond: number): string {
    const { value, unit } = scaled(bytesPerSecond);
    const options: Intl.NumberFormatOptions = {
        style: 'unit',
        unit: `${unit}-per-second`,
        unitDisplay: 'short',
        maximumFractionDigits: unit === 'byte' ? 0 : 1,
    };
    return formats(phrases).number(options).format(value);
}

function inUnit(phrases: Phrases, value: number, unit: DurationUnit, display: 'long' | 'short'): string {
    return formats(phrases)
        .number({ style: 'unit', unit, unitDisplay: display, maximumFractionDigits: 0 })
        .format(value);
}

function spanInUnits(milliseconds: number): readonly (readonly [DurationUnit, number])[] {
    let rest = Math.max(0, Math.floor((Number.isFinite(milliseconds) ? milliseconds : 0) / second) * second);
    const parts: [DurationUnit, number][] = [];
    for (const [unit, length] of durationUnits) {
        const count = Math.floor(rest / length);
        rest -= count * length;
        if (count > 0 || parts.length > 0) parts.push([unit, count]);
        if (parts.length === 2) break;
    }
    // From ten minutes on nobody counts the seconds.
    const [first, next] = parts;
    const withoutNext = !next || next[1] === 0 || (first?.[0] === 'minute' && first[1] >= 10);
    if (!first) return [['second', 0]];
    return withoutNext ? [first] : [first, next];
}

/** Milliseconds as "2 hours, 5 minutes": the two largest units. */
export function duration(phrases: Phrases, milliseconds: number): string {
    const parts = spanInUnits(milliseconds).map(([unit, count]) => inUnit(phrases, count, unit, 'long'));
    return formats(phrases).list({ type: 'unit', style: 'long' }).format(parts);
}

/** Milliseconds as "2 hr" or "5 min", for a row: the largest unit only. */
export function briefDuration(phrases: Phrases, milliseconds: number): string {
    const [unit, count] = spanInUnits(milliseconds)[0] ?? (['second', 0] as const);
    return inUnit(phrases, count, unit, 'short');
}

/** Milliseconds rounded to what one would say: "10 minutes", "20 seconds". */
export function roughDuration(phrases: Phrases, milliseconds: number): string {
    const span = Math.max(0, Number.isFinite(milliseconds) ? milliseconds : 0);
    const [unit, length] =
        durationUnits.find(([, size]) => span >= 1.5 * size) ?? (['second', second] as const);
    return inUnit(phrases, Math.max(span > 0 ? 1 : 0, Math.round(span / length)), unit, 'long');
}

/** How long ago something was, in milliseconds: "5 minutes ago", "now". */
export function ago(phrases: Phrases, milliseconds: number): string {
    const span = Math.max(0, Number.isFinite(milliseconds) ? milliseconds : 0);
    const [unit, length] = durationUnits.find(([, size]) => span >= size) ?? (['second', second] as const);
    return formats(phrases)
        .relative()
        .format(-Math.floor(span / length), unit);
}

/** A point in time (milliseconds since the epoch): the time of day, with the date where it is not today's. */
export function pointInTime(phrases: Phrases, at: number, now: number): string {
    // A Date holds 8.64e15 ms at most (ECMA-262); Intl throws beyond it.
    const when = new Date(Number.isFinite(at) ? Math.min(Math.max(at, 0), 8.64e15) : 0);
    const sameDay = Math.abs(now - when.getTime()) < day && when.getDate() === new Date(now).getDate();
    const options: Intl.DateTimeFormatOptions = sameDay
        ? { timeStyle: 'medium' }
        : { dateStyle: 'medium', timeStyle: 'short' };
    return formats(phrases).time(options).format(when);
}

/** "Boston, Paris and Tokyo", as the language writes it. */
export function listed(phrases: Phrases, items: readonly string[]): string {
    return formats(phrases).list({ type: 'conjunction', style: 'long' }).format(items);
}
