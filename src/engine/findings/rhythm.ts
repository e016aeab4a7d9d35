/** A rhythm in points of time. */
export interface Rhythm {
    /** Milliseconds. */
    readonly period: number;
    /** How many times in a row it was kept, a missed beat counted as two. */
    readonly cycles: number;
    /** Milliseconds since the epoch. */
    readonly first: number;
    readonly last: number;
}

/** Of a longer past only this much counts: a program may change its mind. */
const startsConsidered = 13;
/** A burst of connections is one start. Milliseconds. */
const burst = 1500;
/** Milliseconds. */
const shortestPeriod = 3_000;
export const longestPeriod = 6 * 3_600_000;

/**
 * How far an interval may be off its usual length: twice what looking every two seconds may add to it, but
 * no more than a fourth. Milliseconds.
 */
function toleranceOf(period: number): number {
    return Math.min(Math.max(0.12 * period, 4_000), 0.25 * period);
}

/**
 * The rhythm that the starts (milliseconds since the epoch, any order) keep, or null: at least `cycles`
 * intervals, of which four in five are as long as their median or, with one beat missed, twice that.
 */
export function rhythmOf(starts: readonly number[], cycles: number): Rhythm | null {
    const beats = withoutBursts(starts).slice(-Math.max(startsConsidered, cycles + 1));
    const intervals = beats.slice(1).map((at, index) => at - (beats[index] ?? at));
    if (intervals.length < Math.max(2, cycles)) return null;
    const usual = median(intervals);
    if (usual < shortestPeriod || usual > longestPeriod) return null;

    let kept = 0;
    let periods = 0;
    let span = 0;
    for (const interval of intervals) {
        const multiple = interval > 1.5 * usual ? 2 : 1;
        if (Math.abs(interval / multiple - usual) > toleranceOf(usual)) continue;
        kept += 1;
        periods += multiple;
        span += interval;
    }
    if (kept < Math.max(2, cycles) || kept < 0.8 * intervals.length) return null;
    return { period: span / periods, cycles: periods, first: beats[0] ?? 0, last: beats.at(-1) ?? 0 };
}

function withoutBursts(starts: readonly number[]): number[] {
    const beats: number[] = [];
    let previous = -Infinity;
    for (const at of [...starts].sort((a, b) => a - b)) {
        if (at - previous > burst) beats.push(at);
        previous = at;
    }
    return beats;
}

function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    const upper = sorted[Math.floor(middle)] ?? 0;
    return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper;
}
