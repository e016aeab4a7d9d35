import GLib from 'gi://GLib?version=2.0';
import System from 'system';
import { Assembly } from '../collector/assembly.js';
import { Rounds } from '../collector/rounds.js';
import { formatAddress, parseAddress } from '../engine/address.js';
import {
    componentInWords,
    explainAddress,
    explainConnection,
    explainFinding,
    fill,
    findingHeadline,
    labelled,
} from '../engine/report/report.js';
import type { Phrases } from '../engine/report/report.js';
import type { EngineSettings } from '../engine/settings.js';
import { cleanText } from '../engine/untrustedText.js';
import type { Snapshot } from '../protocol/snapshot.js';
import { readUserSettings } from '../system/extensionSettings.js';
import { causeOf } from '../system/asynchronous.js';
import { clock } from '../system/process/clock.js';
import { memory } from '../system/process/memory.js';
import { openTerminalWriter } from '../system/process/pipes.js';
import { onSignals, signals } from '../system/process/signals.js';
import { loadUnix } from '../system/process/unix.js';
import type { Unix } from '../system/process/unix.js';
import { translatedPhrases } from '../system/translation.js';
import { readVersion } from '../system/version.js';
import { UsageError, parseArguments } from './arguments.js';
import type { ListOptions, Task } from './arguments.js';
import { reportLines } from './debugReport.js';
import type { Environment } from './debugReport.js';
import { runIdentify } from './identify.js';
import { Screen, bold, dim, isTerminal, reverse, terminalSize } from './screen.js';
import { plainStyle, summaryLine, tableLines } from './table.js';
import type { TableStyle } from './table.js';
import { wrapText } from './textWidth.js';
import { helpText, usageProblem } from './usage.js';
import { versionText } from './versionText.js';

/** Milliseconds that a single look waits for names and owners to become known. */
const longestWait = 2_000;
const standardOutput = 1;
const longestParagraph = 10_000;

/** Runs the terminal command and resolves with its exit status: 0, 1 (it failed) or 2 (not understood). */
export async function runCommand(folder: string, given: readonly string[]): Promise<number> {
    const phrases = translatedPhrases(GLib.build_filenamev([folder, 'locale']));
    if (given[0] === 'identify')
        return runIdentify(given.slice(1), { data: GLib.build_filenamev([folder, 'data']), phrases });
    let task: Task;
    try {
        task = parseArguments(given);
    } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        printerr(`edgewise: ${usageProblem(phrases, error)}`);
        printerr(phrases.gettext('“edgewise --help” tells what there is.'));
        return 2;
    }
    const command = new Command(folder, phrases, await loadUnix());
    return command.run(task);
}

class Command {
    readonly #folder: string;
    readonly #phrases: Phrases;
    readonly #unix: Unix;

    constructor(folder: string, phrases: Phrases, unix: Unix) {
        this.#folder = folder;
        this.#phrases = phrases;
        this.#unix = unix;
    }

    async run(task: Task): Promise<number> {
        switch (task.task) {
            case 'help':
                print(helpText(this.#phrases));
                return 0;
            case 'version':
                return this.#version();
            case 'report':
                return this.#report();
            case 'explain':
                return this.#explain(task.address, task.options);
            case 'findings':
                return this.#findings(task.json, task.options);
            case 'list':
                if (task.once || (!task.json && !isTerminal(standardOutput)))
                    return this.#listOnce(task.json, task.options);
                return task.json ? this.#stream(task.options) : this.#live(task.options);
        }
    }

    #settings(options: ListOptions): EngineSettings {
        const problems: { readonly key: string; readonly reason: string }[] = [];
        const settings = readUserSettings(GLib.build_filenamev([this.#folder, 'schemas']), problems);
        for (const { key, reason } of problems) printerr(`edgewise: ${cleanText(key)}: ${cleanText(reason)}`);
        return {
            ...settings,
            interval: options.interval ?? settings.interval,
            dns: settings.dns && !options.offline,
            showLocal: settings.showLocal || options.all,
            showListening: settings.showListening || options.all,
        };
    }

    async #observeOnce<Result>(
        options: ListOptions,
        tell: (assembly: Assembly) => Result | Promise<Result>,
    ): Promise<Result> {
        const assembly = await this.#assemble(this.#settings(options), false, () => undefined);
        try {
            assembly.begin();
            const { changed } = await assembly.observation.round();
            if (!changed) assembly.observation.judge();
            await assembly.settled(longestWait);
            assembly.observation.judge();
            if (!assembly.observation.sampled) throw new Error('the connections could not be read');
            return await tell(assembly);
        } finally {
            assembly.end();
        }
    }

    #assemble(settings: EngineSettings, followsClosures: boolean, changed: () => void): Promise<Assembly> {
        return Assembly.make({
            folder: this.#folder,
            clock,
            settings,
            remembers: false,
            followsClosures,
            changed,
            problem: (what, cause) => printerr(`edgewise: ${cleanText(what)}: ${causeOf(cause)}`),
        });
    }

    async #listOnce(json: boolean, options: ListOptions): Promise<number> {
        const snapshot = await this.#observeOnce(options, assembly => assembly.snapshot());
        if (json) {
            print(JSON.stringify(snapshot));
            return 0;
        }
        const width = await this.#width();
        for (const line of this.#table(snapshot, { ...plainStyle, width })) print(line);
        return 0;
    }

    async #stream(options: ListOptions): Promise<number> {
        const settings = this.#settings(options);
        const assembly = await this.#assemble(settings, true, () => undefined);
        const { observation } = assembly;
        observation.setWatching(true);
        const rounds = new Rounds(clock, settings.interval, async () => {
            const result = await observation.round();
            print(JSON.stringify(assembly.snapshot()));
            memory.check();
            return result;
        });
        assembly.begin();
        rounds.setWatching(true);
        await this.#untilSignal();
        rounds.stop();
        assembly.end();
        return 0;
    }

    async #live(options: ListOptions): Promise<number> {
        const settings = this.#settings(options);
        const draw = () => {
            const style: TableStyle = { width: screen.size.columns, title: reverse, odd: bold, over: dim };
            screen.draw(this.#table(assembly.snapshot(), style, screen.size.rows));
        };
        const assembly = await this.#assemble(settings, true, draw);
        const { observation } = assembly;
        observation.setWatching(true);
        const rounds = new Rounds(clock, settings.interval, async () => {
            const result = await observation.round();
            draw();
            memory.check();
            return result;
        });
        const screen = new Screen(this.#unix, openTerminalWriter(this.#unix, standardOutput), draw);
        assembly.begin();
        rounds.setWatching(true);
        try {
            await screen.run();
        } finally {
            rounds.stop();
            assembly.end();
            await screen.close();
        }
        return 0;
    }

    #table(snapshot: Snapshot, style: TableStyle, rows: number | null = null): string[] {
        const lines = tableLines(this.#phrases, snapshot, style);
        const summary = summaryLine(this.#phrases, snapshot);
        const header = rows === null ? [summary] : [this.#liveHeader(summary, snapshot)];
        if (snapshot.connections.length === 0) return header;
        const room = rows === null ? lines.length : Math.max(1, rows - header.length);
        if (lines.length <= room) return [...header, ...lines];
        const hidden = lines.length - room + 1;
        // Translators: {count} further lines do not fit into the window.
        const more = this.#phrases.ngettext('… and {count} more', '… and {count} more', hidden);
        return [...header, ...lines.slice(0, room - 1), fill(this.#phrases, more, { count: String(hidden) })];
    }

    #liveHeader(summary: string, snapshot: Snapshot): string {
        const time = new Intl.DateTimeFormat(this.#phrases.locale, { timeStyle: 'medium' }).format(
            snapshot.time,
        );
        // Translators: {summary} is "12 connections of 4 components".
        return fill(this.#phrases, this.#phrases.gettext('{summary} · {time} · q quits'), { summary, time });
    }

    async #explain(given: string, options: ListOptions): Promise<number> {
        const address = parseAddress(given);
        if (!address) {
            printerr(
                `edgewise: ${fill(this.#phrases, this.#phrases.gettext('“{text}” is no IP address.'), { text: cleanText(given, 100) })}`,
            );
            return 2;
        }
        const canonical = formatAddress(address);
        const paragraphs = await this.#observeOnce({ ...options, all: true }, async assembly => {
            const endpoint = await assembly.identifyFully(canonical);
            const { observed } = assembly.observation;
            const records = [...observed.records()].filter(record => record.remote.address === canonical);
            const about = explainAddress(this.#phrases, endpoint);
            const now = clock.now();
            const connections = records.map(record =>
                explainConnection(this.#phrases, record, observed.findings, now),
            );
            // What was said of the address is not said again of each connection to it.
            return [...new Set([...about, ...connections.flat()])];
        });
        print(this.#wrapped(paragraphs, await this.#width()).join('\n\n'));
        return 0;
    }

    async #findings(json: boolean, options: ListOptions): Promise<number> {
        const width = await this.#width();
        return this.#observeOnce(options, assembly => {
            const { findings } = assembly.observation.observed;
            const now = clock.now();
            if (json) print(JSON.stringify(findings));
            else if (findings.length === 0) print(this.#phrases.gettext('Nothing is odd.'));
            for (const finding of json ? [] : findings) {
                const summary = assembly.observation.observed.summary(finding.componentId);
                const component = summary ? componentInWords(this.#phrases, summary.component) : '';
                const told = [
                    findingHeadline(this.#phrases, component, finding, now),
                    explainFinding(this.#phrases, finding, now),
                ];
                const farSide = labelled(this.#phrases, this.#phrases.gettext('Far side'), finding.address);
                if (farSide !== null) told.push(farSide);
                print(`${this.#wrapped(told, width).join('\n')}\n`);
            }
            return 0;
        });
    }

    async #version(): Promise<number> {
        const version = readVersion(this.#folder);
        const options = { interval: null, all: false, offline: true };
        const status = await this.#observeOnce(options, assembly => assembly.status);
        for (const line of versionText(this.#phrases, version, status)) print(line);
        return 0;
    }

    async #report(): Promise<number> {
        const options = { interval: null, all: true, offline: true };
        const version = readVersion(this.#folder);
        const lines = await this.#observeOnce(options, assembly =>
            reportLines(version, environment(), assembly.status, assembly.snapshot()),
        );
        for (const line of lines) print(line);
        return 0;
    }

    /** Cells of a line; null: it goes to a file or a pipe. */
    async #width(): Promise<number | null> {
        return isTerminal(standardOutput) ? (await terminalSize()).columns : null;
    }

    #wrapped(paragraphs: readonly string[], width: number | null): string[] {
        return paragraphs.map(text => {
            const clean = cleanText(text, longestParagraph);
            return width === null ? clean : wrapText(clean, width).join('\n');
        });
    }

    async #untilSignal(): Promise<void> {
        await new Promise<void>(resolve => {
            const forget = onSignals(
                this.#unix,
                [signals.hangUp, signals.interrupt, signals.terminate],
                () => {
                    forget();
                    resolve();
                },
            );
        });
    }
}

/** What Edgewise runs on. */
function environment(): Environment {
    const release = GLib.get_os_info('PRETTY_NAME') ?? 'unknown';
    return {
        system: cleanText(release, 100),
        gjs: String(System.version),
        glib: `${GLib.MAJOR_VERSION}.${GLib.MINOR_VERSION}.${GLib.MICRO_VERSION}`,
        session: cleanText(GLib.getenv('XDG_SESSION_TYPE') ?? 'none', 100),
        desktop: cleanText(GLib.getenv('XDG_CURRENT_DESKTOP') ?? 'none', 100),
    };
}
