import type Gio from 'gi://Gio?version=2.0';
import {
    parseCommandLine,
    parseProcessCgroup,
    parseSocketLink,
    parseStat,
    parseStatusUid,
} from '../../engine/attribution/processText.js';
import type { ProcessFacts, ProcessFiles } from '../../engine/attribution/surroundings.js';
import { listDirectory, readText } from '../files.js';

const mostProcesses = 4096;
const mostDescriptors = 65_536;
/** Bytes. stat and status are far shorter; of a command line only its beginning is of use. */
const longestFile = 8192;

/** Processes as /proc shows them, proc(5). */
export class ProcFiles implements ProcessFiles {
    readonly #cancellable: Gio.Cancellable | null;
    readonly #viewerUid: number;
    readonly #root: string;

    constructor(viewerUid: number, cancellable: Gio.Cancellable | null, root = '/proc') {
        this.#viewerUid = viewerUid;
        this.#cancellable = cancellable;
        this.#root = root;
    }

    async own(): Promise<readonly number[]> {
        // Twice as many entries, since /proc holds others than processes.
        const infos = await listDirectory(
            this.#root,
            'standard::name,unix::uid',
            mostProcesses * 2,
            this.#cancellable,
        );
        if (infos === null || infos === 'denied') return [];
        return infos
            .filter(info => /^[1-9][0-9]*$/.test(info.get_name()))
            .filter(
                info => this.#viewerUid === 0 || info.get_attribute_uint32('unix::uid') === this.#viewerUid,
            )
            .map(info => Number(info.get_name()))
            .slice(0, mostProcesses);
    }

    async startTime(pid: number): Promise<string | null> {
        return (await this.#stat(pid))?.startTime ?? null;
    }

    async read(pid: number): Promise<ProcessFacts | null> {
        const before = await this.#stat(pid);
        if (!before) return null;
        const [status, commandLine, cgroup] = await Promise.all([
            this.#text(pid, 'status'),
            this.#text(pid, 'cmdline'),
            this.#text(pid, 'cgroup'),
        ]);
        const after = await this.#stat(pid);
        // Otherwise the files are those of two processes.
        if (after?.startTime !== before.startTime) return null;
        return {
            pid,
            startTime: after.startTime,
            comm: after.comm,
            argv: parseCommandLine(commandLine ?? ''),
            uid: status === null ? null : parseStatusUid(status),
            cgroup: cgroup === null ? null : parseProcessCgroup(cgroup),
        };
    }

    async socketInodes(pid: number): Promise<readonly number[] | 'denied' | null> {
        const attributes = 'standard::name,standard::symlink-target';
        const infos = await listDirectory(
            `${this.#root}/${pid}/fd`,
            attributes,
            mostDescriptors,
            this.#cancellable,
        );
        if (infos === null || infos === 'denied') return infos;
        const targets = infos
            .map(info => info.get_symlink_target())
            .filter((target): target is string => target !== null);
        if (targets.length === 0 && infos.length > 0) return 'denied';
        return targets.map(parseSocketLink).filter((inode): inode is number => inode !== null);
    }

    async #stat(pid: number) {
        const text = await this.#text(pid, 'stat');
        return text === null ? null : parseStat(text);
    }

    #text(pid: number, file: string): Promise<string | null> {
        return readText(`${this.#root}/${pid}/${file}`, longestFile, this.#cancellable);
    }
}
