import type Gio from 'gi://Gio?version=2.0';
import { cgroupMount } from '../../engine/attribution/cgroupMount.js';
import { parseCgroupProcesses } from '../../engine/attribution/processText.js';
import type { Cgroups } from '../../engine/attribution/surroundings.js';
import { readText } from '../files.js';

const mostProcesses = 4096;
const longestMountInfo = 1 << 20;

/** The cgroup v2 tree, wherever it is mounted: /sys/fs/cgroup, or /sys/fs/cgroup/unified beside version 1. */
export class CgroupFiles implements Cgroups {
    readonly #cancellable: Gio.Cancellable | null;
    #mount: Promise<string | null> | null = null;

    constructor(cancellable: Gio.Cancellable | null) {
        this.#cancellable = cancellable;
    }

    async processes(path: string): Promise<readonly number[] | null> {
        if (!path.startsWith('/') || path.includes('\0') || path.split('/').includes('..')) return null;
        this.#mount ??= this.#findMount();
        const mount = await this.#mount;
        if (mount === null) return null;
        const text = await readText(`${mount}${path}/cgroup.procs`, mostProcesses * 12, this.#cancellable);
        return text === null ? null : parseCgroupProcesses(text, mostProcesses);
    }

    async #findMount(): Promise<string | null> {
        const text = await readText('/proc/self/mountinfo', longestMountInfo, this.#cancellable);
        return text === null ? null : cgroupMount(text);
    }
}
