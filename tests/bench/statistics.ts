export interface Spread {
    readonly median: number;
    readonly least: number;
    readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
    const sorted = [...values].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
    return { median: at(0.5), least: at(0), most: at(1) };
}

export function inDigits(value: number): string {
    if (Number.isNaN(value)) return '–';
    const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `12.3 (11.9–14.0)`. */
export function spreadText({ median, least, most }: Spread): string {
    return `${inDigits(median)} (${inDigits(least)}–${inDigits(most)})`;
}

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    return [
        line(columns),
        line(columns.map((_, index) => (index === 0 ? '---' : '--:'))),
        ...rows.map(line),
    ].join('\n');
}
