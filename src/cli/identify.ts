import type Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { Endpoint } from '../engine/identification/endpoint.js';
import { Identifier } from '../engine/identification/identifier.js';
import { identifyOffline, type Knowledge } from '../engine/identification/identifyOffline.js';
import { Names } from '../engine/identification/names.js';
import { mostInFlight } from '../engine/identification/questions.js';
import { farSideExplained } from '../engine/report/farSide.js';
import type { Phrases } from '../engine/report/phrases.js';
import { fill } from '../engine/report/sentences.js';
import { LineSplitter } from '../protocol/lines.js';
import { settled } from '../system/asynchronous.js';
import { loadKnowledge } from '../system/identification/knowledgeFiles.js';
import { userResolver } from '../system/identification/resolver.js';
import { clock } from '../system/process/clock.js';
import { readSome } from '../system/process/reading.js';
import { loadUnix } from '../system/process/unix.js';
import { longestLine, readRequest, type IdentifyRequest, type ReadLine } from './identifyRequest.js';

interface IdentifyEnvironment {
    /** The folder of the shipped data. */
    readonly data: string;
    readonly phrases: Phrases;
}

const chunkSize = 65_536;

interface Arguments {
    readonly json: boolean;
    readonly offline: boolean;
    /** `-`: from standard input. */
    readonly addresses: readonly string[];
}

/**
 * `edgewise identify [--offline] [--json] ADDRESS… | -`. Returns the exit status: 0, 1 when a line of input was
 * wrong, 2 when the arguments were.
 */
export async function runIdentify(
    given: readonly string[],
    { data, phrases }: IdentifyEnvironment,
): Promise<number> {
    if (given.includes('--help') || given.includes('-h')) {
        print(helpOfIdentify(phrases));
        return 0;
    }
    const wanted = readArguments(phrases, given);
    if (typeof wanted === 'string') {
        printerr(`edgewise identify: ${wanted}`);
        printerr(helpOfIdentify(phrases));
        return 2;
    }
    const knowledge = await loadKnowledge(data);
    for (const { file, reason } of knowledge.problems) printerr(`edgewise: ${file}: ${reason}`);
    const source = await openSource(knowledge, wanted.offline);
    try {
        return await new Identification(wanted, source.identify, phrases).run();
    } finally {
        source.close();
    }
}

function helpOfIdentify(phrases: Phrases): string {
    return phrases.gettext(
        `Usage: edgewise identify [--offline] [--json] ADDRESS…
       edgewise identify [--offline] [--json] -

Tells who is at an address, whose network it stands in, and how sure that is.

  --offline  ask no resolver for names
  --json     write one JSON object a line
  -          read standard input, a line for each address: an address, or
             {"address": …, "name": …, "nameConfirmed": …, "aliases": […]};
             with --json only the latter. A line that is wrong gets an error in
             its place, {"line": …, "error": …}, and the exit status is 1 then.`,
    );
}

/** @returns what is wrong with the arguments, as a sentence. */
function readArguments(phrases: Phrases, given: readonly string[]): Arguments | string {
    const options = given.filter(argument => argument.startsWith('-') && argument !== '-');
    const unknown = options.find(option => option !== '--json' && option !== '--offline');
    if (unknown !== undefined)
        return fill(phrases, phrases.gettext('unknown option {option}'), { option: unknown });
    const addresses = given.filter(argument => !options.includes(argument));
    if (addresses.length === 0) return phrases.gettext('no address given');
    // Translators: "-" is what the user typed.
    if (addresses.includes('-') && addresses.length > 1) return phrases.gettext('“-” has to stand alone');
    return { json: options.includes('--json'), offline: options.includes('--offline'), addresses };
}

interface Source {
    readonly identify: (request: IdentifyRequest) => Promise<Endpoint>;
    readonly close: () => void;
}

async function openSource(knowledge: Knowledge, offline: boolean): Promise<Source> {
    const told = ({ address, name, nameConfirmed, aliases }: IdentifyRequest): Endpoint => {
        const reverse =
            typeof name === 'string'
                ? { name, confirmed: nameConfirmed ?? null }
                : name === null || !offline
                  ? null
                  : 'off';
        const endpoint = identifyOffline(address, { reverse, aliases }, knowledge);
        if (!endpoint) throw new Error(`not an address, though it was read as one: ${address}`);
        return endpoint;
    };
    if (offline) return { identify: request => Promise.resolve(told(request)), close: () => undefined };
    const names: Names = new Names({
        resolver: await userResolver(),
        clock,
        changed: address => {
            identifier.nameArrived(address);
        },
    });
    const identifier = new Identifier(knowledge, names, () => undefined);
    names.configure({ dns: true, confirmNames: true });
    return {
        identify: async request => {
            if (request.name !== undefined || request.aliases.length > 0) return told(request);
            const endpoint = await identifier.identifyFully(request.address);
            identifier.forget(request.address);
            return endpoint;
        },
        close: () => {
            names.close();
        },
    };
}

/** Identifies a few at a time, and writes in the order of the input. */
class Identification {
    readonly #wanted: Arguments;
    readonly #identify: Source['identify'];
    readonly #phrases: Phrases;
    readonly #pending: Promise<string>[] = [];
    #output: Gio.OutputStream | null = null;
    #line = 0;
    #status = 0;

    constructor(wanted: Arguments, identify: Source['identify'], phrases: Phrases) {
        this.#wanted = wanted;
        this.#identify = identify;
        this.#phrases = phrases;
    }

    async run(): Promise<number> {
        const unix = await loadUnix();
        this.#output = new unix.OutputStream({ fd: 1, close_fd: false });
        if (this.#wanted.addresses[0] === '-')
            await this.#readAll(new unix.InputStream({ fd: 0, close_fd: false }));
        else
            for (const address of this.#wanted.addresses)
                await this.#take(readRequest(JSON.stringify({ address }), false));
        await this.#write(0);
        return this.#status;
    }

    async #readAll(input: Gio.InputStream): Promise<void> {
        const splitter = new LineSplitter(longestLine);
        for (;;) {
            const bytes = await readSome(input, chunkSize, null);
            const ended = bytes.length === 0;
            for (const line of ended ? splitter.end() : splitter.push(bytes)) await this.#takeLine(line);
            if (ended) return;
        }
    }

    async #takeLine(line: Uint8Array | null): Promise<void> {
        if (line === null) {
            await this.#take({ error: `longer than ${longestLine} bytes` });
            return;
        }
        const text = new TextDecoder().decode(line);
        if (text.trim() === '') this.#line += 1;
        else await this.#take(readRequest(text, !this.#wanted.json));
    }

    async #take(read: ReadLine): Promise<void> {
        this.#line += 1;
        this.#pending.push(
            'error' in read ? Promise.resolve(this.#wrong(read.error)) : this.#answer(read.request),
        );
        if (this.#pending.length > mostInFlight * 2) await this.#write(mostInFlight);
    }

    async #answer(request: IdentifyRequest): Promise<string> {
        const endpoint = await this.#identify(request);
        if (this.#wanted.json) return `${JSON.stringify(endpoint)}\n`;
        return `${farSideExplained(this.#phrases, endpoint).join(' ')}\n`;
    }

    /** In its place in the output with JSON, so that lines of input and output correspond. */
    #wrong(error: string): string {
        this.#status = 1;
        if (this.#wanted.json) return `${JSON.stringify({ line: this.#line, error })}\n`;
        printerr(`edgewise identify: ${this.#line}: ${error}`);
        return '';
    }

    /** Writes what is pending, the oldest first, until `left` are. */
    async #write(left: number): Promise<void> {
        const texts = await Promise.all(this.#pending.splice(0, this.#pending.length - left));
        const output = this.#output;
        if (!output) return;
        const bytes = new TextEncoder().encode(texts.join(''));
        for (let at = 0; at < bytes.length;) {
            // Bytes of GLib's own: gjs does not keep an array until write_all_async has written it.
            const rest = GLib.Bytes.new(bytes.subarray(at));
            at += await settled<number>(done =>
                output.write_bytes_async(rest, GLib.PRIORITY_DEFAULT, null, (_source, result) =>
                    done(() => output.write_bytes_finish(result)),
                ),
            );
        }
    }
}
