import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { cleanText } from '../engine/untrustedText.js';
import type { EngineSettings } from '../engine/settings.js';
import { LineSplitter } from '../protocol/lines.js';
import { longestLine } from '../protocol/messages.js';
import { readEngineSettings } from '../protocol/settingsKeys.js';
import { writePrivately } from '../system/atomicFile.js';
import { clock } from '../system/process/clock.js';
import { memory } from '../system/process/memory.js';
import { ownPid } from '../system/process/self.js';
import { openPipeWriter, readToEnd } from '../system/process/pipes.js';
import { onSignals, signals } from '../system/process/signals.js';
import { loadUnix } from '../system/process/unix.js';
import { RegistryClient } from '../system/registration/registryClient.js';
import { translatedPhrases } from '../system/translation.js';
import { causeOf } from '../system/asynchronous.js';
import { readVersion } from '../system/version.js';
import { Assembly } from './assembly.js';
import { Controller } from './controller.js';
import { toCsv, toJson } from './exporting.js';
import { Outlet } from './outlet.js';
import { Rounds } from './rounds.js';
import { Session } from './session.js';

/** What becomes known within so many milliseconds is told together: less often to somebody who does not look. */
const gathering = { watched: 100, unwatched: 1_000 };

/**
 * Observes until standard input ends, nobody reads standard output any more, or a signal asks it to end.
 * `folder`: where the extension lies.
 */
export async function runCollector(folder: string): Promise<void> {
    const unix = await loadUnix();
    const version = readVersion(folder);
    const phrases = translatedPhrases(GLib.build_filenamev([folder, 'locale']));
    const ended = new Gio.Cancellable();
    // Nobody is asked for names before the user's settings have come.
    let settings: EngineSettings = { ...readEngineSettings(() => undefined, []), dns: false };
    let gatherTimer: (() => void) | null = null;
    let watched = false;

    const assembly = await Assembly.make({
        folder,
        clock,
        settings,
        remembers: true,
        followsClosures: true,
        changed: moved => {
            if (moved) rounds.hurry();
            gatherTimer ??= clock.after(watched ? gathering.watched : gathering.unwatched, () => {
                gatherTimer = null;
                tell();
            });
        },
        problem,
    });
    const { observation } = assembly;
    const session = new Session(observation.observed, phrases, { version, pid: ownPid() }, () => clock.now());
    const rounds = new Rounds(clock, settings.interval, runRound, tell);
    const outlet = new Outlet(
        () => session.next(),
        openPipeWriter(unix, 1),
        cause => {
            problem('standard output', cause);
            ended.cancel();
        },
    );
    const registry = new RegistryClient(`Edgewise/${version}`);
    const controller = new Controller(
        {
            session,
            rounds,
            configure: next => {
                settings = next;
                assembly.configure(next);
                rounds.refresh();
            },
            setWatching: watching => {
                watched = watching;
                observation.setWatching(watching);
            },
            askRegistry: async address => {
                const special = assembly.identify(address).special;
                return special === null
                    ? registry.lookUp(address)
                    : { body: null, failure: 'special-address' };
            },
            export: (format, path) => writePrivately(path, exported(format)),
            forget: what => assembly.forget(what),
            nudge: tell,
            problem: text => problem('command', text),
        },
        settings,
    );

    async function runRound() {
        session.beginRound();
        const result = await observation.round();
        session.endRound();
        tell();
        assembly.saveHistory();
        memory.check();
        return result;
    }

    function tell(): void {
        session.setStatus({ ...assembly.status, paused: rounds.paused, interval: rounds.interval });
        outlet.nudge();
    }

    function exported(format: 'csv' | 'json'): string {
        if (format === 'csv') return toCsv(observation.observed.records());
        return toJson(assembly.snapshot());
    }

    const forgetSignals = onSignals(unix, [signals.hangUp, signals.interrupt, signals.terminate], () =>
        ended.cancel(),
    );
    const commands = new LineSplitter(longestLine);
    const decoder = new TextDecoder();
    function take(bytes: Uint8Array): void {
        for (const line of commands.push(bytes))
            if (line) controller.take(decoder.decode(line));
            else controller.lineDropped();
    }
    assembly.begin();
    rounds.refresh();
    try {
        await readToEnd(unix, 0, take, ended);
    } catch (cause) {
        problem('standard input', cause);
    } finally {
        forgetSignals();
        rounds.stop();
        outlet.close();
        registry.end();
        assembly.end();
    }
}

function problem(what: string, cause: unknown): void {
    printerr(`edgewise: ${cleanText(what)}: ${causeOf(cause)}`);
}
