import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import {
    SamplerError,
    type Cancellation,
    type Sampler,
    type SampleWish,
} from '../../engine/sockets/sampler.js';
import type { Sample } from '../../engine/sockets/socket.js';
import { SsRows } from '../../engine/sockets/ssRows.js';
import { LineDecoder, PipeReader } from './pipeReader.js';
import { findSs, spawnQuietly, waitForEnd } from './ssProgram.js';

export interface SsLimits {
    /** Milliseconds that it may take. */
    readonly longest: number;
    /** Bytes that it may print: more than 100,000 sockets' worth. */
    readonly mostOutput: number;
}

const defaultLimits: SsLimits = { longest: 10_000, mostOutput: 64 * 1024 * 1024 };

/** Asks the kernel through `ss` (sock_diag): cookies, cgroups and byte counts of every user's sockets. */
export class SsSampler implements Sampler {
    readonly name = 'ss';
    readonly #rows = new SsRows();
    readonly #limits: SsLimits;

    constructor(limits: SsLimits = defaultLimits) {
        this.#limits = limits;
    }

    async sample(wish: SampleWish, cancellation: Cancellation): Promise<Sample> {
        const child = this.#spawn(wish);
        const faults: ('hung' | 'cancelled')[] = [];
        // gjs drops a callback that comes while it sweeps garbage: an answer that never comes must not be waited for.
        let giveUp: (cause: Error) => void = () => undefined;
        const given = new Promise<never>((_resolve, reject) => (giveUp = reject));
        const stop = (why: 'hung' | 'cancelled') => {
            faults.push(why);
            child.force_exit();
            cancellable.cancel();
            giveUp(new SamplerError(why, 'given up'));
        };
        const cancellable = new Gio.Cancellable();
        let timer = GLib.timeout_add(GLib.PRIORITY_DEFAULT, this.#limits.longest, () => {
            timer = 0;
            stop('hung');
            return GLib.SOURCE_REMOVE;
        });
        const forget = cancellation.whenCancelled(() => stop('cancelled'));
        try {
            const sample = await Promise.race([this.#read(child, cancellable), given]);
            if (!(await Promise.race([waitForEnd(child), given])))
                throw new SamplerError('failed', 'ss ended with an error');
            return sample;
        } catch (error) {
            child.force_exit();
            const [fault] = faults;
            if (fault) throw new SamplerError(fault, fault === 'hung' ? 'ss did not end' : 'called off');
            throw error instanceof SamplerError ? error : new SamplerError('failed', String(error));
        } finally {
            forget();
            if (timer) GLib.source_remove(timer);
        }
    }

    #spawn(wish: SampleWish): Gio.Subprocess {
        const program = findSs();
        if (program === null) throw new SamplerError('missing', 'there is no ss');
        try {
            return spawnQuietly([program, ...ssArguments(wish)]);
        } catch (error) {
            throw new SamplerError('failed', String(error));
        }
    }

    async #read(child: Gio.Subprocess, cancellable: Gio.Cancellable): Promise<Sample> {
        const stream = child.get_stdout_pipe();
        if (!stream) throw new SamplerError('failed', 'ss has no output');
        const reader = new PipeReader(stream);
        const decoder = new LineDecoder();
        const rows = this.#rows.begin();
        for (let read = 0; ;) {
            const chunk = await reader.read(cancellable);
            if (chunk.length === 0) break;
            read += chunk.length;
            if (read > this.#limits.mostOutput) throw new SamplerError('flooded', 'ss prints too much');
            for (const text of decoder.decode(chunk)) rows.feed(text);
        }
        rows.feed(decoder.end());
        return rows.end();
    }
}

/**
 * What is left out here the kernel itself leaves out. `-e` tells the cgroup as well, so `--cgroup` would only
 * print it a second time; `-p` would make `ss` search all of /proc.
 */
function ssArguments({ details, local, listening, leftovers }: SampleWish): string[] {
    return [
        ...['-H', '-O', '-n', '-e', '-o', '-t', '-u'],
        ...(details ? ['-i'] : []),
        ...(listening ? ['-a'] : ['state', 'connected']),
        ...(leftovers ? [] : ['exclude', 'time-wait']),
        ...(local ? [] : ['( not dst 127.0.0.0/8 and not dst [::1] )']),
    ];
}
