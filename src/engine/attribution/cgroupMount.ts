/** Where the cgroup v2 tree is mounted, from /proc/self/mountinfo, proc_pid_mountinfo(5); null: nowhere. */
export function cgroupMount(mountInfo: string): string | null {
    for (const line of mountInfo.split('\n')) {
        // Optional fields stand between the sixth and a lone dash; behind it is the type.
        const [before, after] = line.split(' - ');
        if (before === undefined || after?.split(' ')[0] !== 'cgroup2') continue;
        const point = before.split(' ')[4];
        if (point?.startsWith('/'))
            return point.replace(/\\([0-7]{3})/g, (_all, code: string) =>
                String.fromCharCode(parseInt(code, 8)),
            );
    }
    return null;
}
