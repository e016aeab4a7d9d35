import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

interface Stat {
    readonly parent: number;
    /** Seconds of processor time, with those of ended children. */
    readonly cpu: number;
}

function statOf(pid: number): Stat | null {
    let text: string;
    try {
        text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    } catch {
        return null;
    }
    // The name in parentheses may hold anything (proc(5)).
    const fields = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + (fields[index] ?? 0), 0);
    return { parent: fields[1] ?? 0, cpu: ticks / ticksPerSecond };
}

/** Seconds of processor time, user and system, that the process alone has used. */
export function ownCpu(pid: number): number {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
    return ((fields[11] ?? 0) + (fields[12] ?? 0)) / ticksPerSecond;
}

/** The process and all that came from it and lives. */
export function tree(pid: number): number[] {
    const children = new Map<number, number[]>();
    for (const name of readdirSync('/proc')) {
        const id = Number(name);
        if (!Number.isInteger(id)) continue;
        const stat = statOf(id);
        if (stat) children.set(stat.parent, [...(children.get(stat.parent) ?? []), id]);
    }
    const found: number[] = [];
    for (const next = [pid]; next.length > 0;) {
        const id = next.pop() ?? 0;
        found.push(id);
        next.push(...(children.get(id) ?? []));
    }
    return found;
}

/** Seconds of processor time, user and system, that a process and all that came from it have used. */
export function treeCpu(pid: number): number {
    return tree(pid).reduce((sum, id) => sum + (statOf(id)?.cpu ?? 0), 0);
}

/** Resident megabytes of one process now, and the most it ever had. */
export function residentMegabytes(pid: number): { readonly now: number; readonly peak: number } {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) =>
        Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? NaN) / 1024;
    return { now: field('VmRSS'), peak: field('VmHWM') };
}
