import { cleanText } from '../untrustedText.js';

/** Start time (clock ticks since boot) and name from /proc/PID/stat, proc_pid_stat(5); null if it is none. */
export function parseStat(text: string): { readonly startTime: string; readonly comm: string } | null {
    // The name stands in parentheses and may hold some itself: the last one closes it.
    const open = text.indexOf('(');
    const close = text.lastIndexOf(')');
    if (open < 0 || close < open) return null;
    // After the name, the 20th field is number 22 of the whole line.
    const startTime = text
        .slice(close + 1)
        .trim()
        .split(/\s+/)[19];
    if (startTime === undefined || !/^[0-9]{1,20}$/.test(startTime)) return null;
    return { startTime, comm: cleanText(text.slice(open + 1, close), 64) };
}

/** Effective uid from /proc/PID/status: the one that a socket of the process gets. */
export function parseStatusUid(text: string): number | null {
    const match = /^Uid:\s*[0-9]+\s+([0-9]{1,10})\b/m.exec(text);
    return match?.[1] === undefined ? null : Number(match[1]);
}

/** Path in the cgroup v2 tree from /proc/PID/cgroup, where version 1 hierarchies may stand beside it. */
export function parseProcessCgroup(text: string): string | null {
    const match = /^0::(\/.*)$/m.exec(text);
    if (match?.[1] === undefined) return null;
    // The kernel writes a line feed in a name as \012; ` (deleted)` follows the path of a removed one.
    return match[1].replace(/ \(deleted\)$/, '').replaceAll('\\012', '\n');
}

/** Arguments from /proc/PID/cmdline. A program may overwrite it with a title of its own. */
export function parseCommandLine(text: string): readonly string[] {
    const parts = text.split('\0', 64);
    while (parts.length > 0 && parts[parts.length - 1] === '') parts.pop();
    return parts.map(part => part.slice(0, 1024));
}

/** Inode from the target of a link in /proc/PID/fd; null: not a socket. */
export function parseSocketLink(target: string): number | null {
    const match = /^socket:\[([0-9]{1,20})\]$/.exec(target);
    return match?.[1] === undefined ? null : Number(match[1]);
}

/** The pids in a cgroup.procs file; 0 stands for a process of a foreign pid namespace and is left out. */
export function parseCgroupProcesses(text: string, most: number): readonly number[] {
    const pids: number[] = [];
    for (const line of text.split('\n')) {
        if (pids.length >= most) break;
        if (/^[1-9][0-9]{0,9}$/.test(line)) pids.push(Number(line));
    }
    return pids;
}

/** User names by uid from passwd(5). */
export function parseAccounts(text: string): ReadonlyMap<number, string> {
    const names = new Map<number, string>();
    for (const line of text.split('\n')) {
        const fields = line.split(':');
        const name = cleanText(fields[0] ?? '', 64);
        const uid = fields[2] ?? '';
        if (name !== '' && /^[0-9]{1,10}$/.test(uid) && !names.has(Number(uid))) names.set(Number(uid), name);
    }
    return names;
}
