import { programName } from './programName.js';
import type { Cgroups, ProcessFacts, ProcessFiles } from './surroundings.js';

export interface SocketHolder {
    readonly facts: ProcessFacts;
    /** `socket`: it has the socket open. `only`: it is the one process of the cgroup that it can be. */
    readonly how: 'socket' | 'only';
}

type HolderFailure = 'exited' | 'no-permission' | 'other-user';

export interface SocketHolderAnswer {
    readonly holder: SocketHolder | null;
    readonly failure: HolderFailure | null;
    /** Names of processes that may have it, where they could not be looked into; bounded. */
    readonly candidates: readonly string[];
}

export interface SocketQuestion {
    readonly inode: number;
    readonly uid: number | null;
    /** Cgroup whose processes are to be looked at; null: all own processes. */
    readonly cgroup: string | null;
}

interface Asked extends SocketQuestion {
    readonly answer: (answer: SocketHolderAnswer) => void;
    readonly fail: (cause: unknown) => void;
}

/** Processes of one cgroup that are looked into. A browser has some tens. */
const mostProcesses = 512;
const mostCandidates = 8;
/** Programs that only start another one, which is the one that talks. */
const launchers = new Set([
    'sudo',
    'su',
    'pkexec',
    'doas',
    'run0',
    'runuser',
    'setpriv',
    'bash',
    'sh',
    'dash',
    'zsh',
    'fish',
]);

/**
 * Finds the process behind a socket's inode. Questions that come together are answered by one pass over the
 * processes concerned; nothing is kept, so that a pid used again or an inode passed on is never taken for
 * what it was.
 */
export class ProcessFinder {
    readonly #files: ProcessFiles;
    readonly #cgroups: Cgroups;
    readonly #viewerUid: number;
    #queue: Asked[] = [];
    #running = false;

    constructor(files: ProcessFiles, cgroups: Cgroups, viewerUid: number) {
        this.#files = files;
        this.#cgroups = cgroups;
        this.#viewerUid = viewerUid;
    }

    find(question: SocketQuestion): Promise<SocketHolderAnswer> {
        return new Promise((answer, fail) => {
            this.#queue.push({ ...question, answer, fail });
            if (!this.#running) this.#run().catch(fail);
        });
    }

    async #run(): Promise<void> {
        this.#running = true;
        try {
            // Questions of the same turn belong in the same pass.
            await Promise.resolve();
            while (this.#queue.length > 0) {
                const questions = this.#queue;
                this.#queue = [];
                try {
                    await this.#answer(questions);
                } catch (cause) {
                    // Those that have their answer are not concerned.
                    for (const { fail } of questions) fail(cause);
                }
            }
        } finally {
            this.#running = false;
        }
    }

    async #answer(questions: readonly Asked[]): Promise<void> {
        const byCgroup = new Map<string | null, Asked[]>();
        for (const question of questions) {
            const group = byCgroup.get(question.cgroup);
            if (group) group.push(question);
            else byCgroup.set(question.cgroup, [question]);
        }
        const anywhere: Asked[] = byCgroup.get(null) ?? [];
        const elsewhere = new Map<Asked, SocketHolderAnswer>();
        for (const [cgroup, group] of byCgroup) {
            if (cgroup === null) continue;
            for (const [asked, answer] of await this.#tryCgroup(cgroup, group)) {
                if (answer.holder || !this.#mine(asked.uid)) asked.answer(answer);
                else {
                    // A descriptor can be handed to a process outside, and a process can be moved.
                    anywhere.push(asked);
                    elsewhere.set(asked, answer);
                }
            }
        }
        await this.#tryOwn(anywhere, elsewhere);
    }

    #mine(uid: number | null): boolean {
        return this.#viewerUid === 0 || uid === null || uid === this.#viewerUid;
    }

    async #tryCgroup(cgroup: string, group: readonly Asked[]): Promise<Map<Asked, SocketHolderAnswer>> {
        const pids = await this.#cgroups.processes(cgroup);
        const found = await this.#scan((pids ?? []).slice(0, mostProcesses), group);
        const answers = new Map<Asked, SocketHolderAnswer>();
        for (const asked of group) {
            const holder = found.holders.get(asked.inode);
            answers.set(
                asked,
                holder
                    ? { holder: { facts: holder, how: 'socket' }, failure: null, candidates: [] }
                    : await this.#guess(asked, found.denied),
            );
        }
        return answers;
    }

    async #tryOwn(group: readonly Asked[], before: ReadonlyMap<Asked, SocketHolderAnswer>): Promise<void> {
        const wanted = group.filter(asked => this.#mine(asked.uid));
        const found =
            wanted.length > 0
                ? await this.#scan(await this.#files.own(), wanted)
                : { holders: new Map<number, ProcessFacts>(), denied: [] };
        for (const asked of group) {
            const holder = found.holders.get(asked.inode);
            const failure = !this.#mine(asked.uid)
                ? 'other-user'
                : found.denied.length > 0
                  ? 'no-permission'
                  : 'exited';
            asked.answer(
                holder
                    ? { holder: { facts: holder, how: 'socket' }, failure: null, candidates: [] }
                    : (before.get(asked) ?? { holder: null, failure, candidates: [] }),
            );
        }
    }

    /** Of the processes that do not let us look, the one that the socket's uid leaves, if it is one. */
    async #guess(asked: Asked, denied: readonly number[]): Promise<SocketHolderAnswer> {
        const possible: ProcessFacts[] = [];
        for (const pid of denied) {
            const facts = await this.#files.read(pid);
            if (facts && (asked.uid === null || facts.uid === asked.uid)) possible.push(facts);
        }
        const talking = possible.filter(facts => !launchers.has(facts.comm));
        const [only] = talking;
        if (only && talking.length === 1)
            return { holder: { facts: only, how: 'only' }, failure: null, candidates: [] };
        return {
            holder: null,
            failure:
                possible.length > 0 ? (this.#mine(asked.uid) ? 'no-permission' : 'other-user') : 'exited',
            candidates: talking
                .slice(0, mostCandidates)
                .map(facts => programName(facts.comm, facts.argv).name),
        };
    }

    async #scan(
        pids: readonly number[],
        group: readonly Asked[],
    ): Promise<{ holders: Map<number, ProcessFacts>; denied: number[] }> {
        const wanted = new Set(group.map(asked => asked.inode).filter(inode => inode !== 0));
        const holders = new Map<number, ProcessFacts>();
        const denied: number[] = [];
        for (const pid of pids) {
            if (wanted.size === 0 && holders.size > 0) break;
            const inodes = await this.#holderOf(pid, wanted, denied);
            for (const [inode, facts] of inodes) {
                wanted.delete(inode);
                holders.set(inode, facts);
            }
        }
        return { holders, denied };
    }

    /** Its name is only believed where the process is the same before and after its descriptors were read. */
    async #holderOf(
        pid: number,
        wanted: ReadonlySet<number>,
        denied: number[],
    ): Promise<readonly (readonly [number, ProcessFacts])[]> {
        const before = await this.#files.startTime(pid);
        if (before === null) return [];
        const inodes = await this.#files.socketInodes(pid);
        if (inodes === null) return [];
        if (inodes === 'denied') {
            denied.push(pid);
            return [];
        }
        const held = inodes.filter(inode => wanted.has(inode));
        if (held.length === 0) return [];
        const facts = await this.#files.read(pid);
        if (facts?.startTime !== before) return [];
        return held.map(inode => [inode, facts] as const);
    }
}
