import type { EngineSettings } from '../engine/settings.js';
import { decodeMessage } from '../protocol/decode.js';
import { protocolVersion } from '../protocol/messages.js';
import type { CollectorCommand, CollectorMessage } from '../protocol/messages.js';
import { Timer } from './disposal.js';
import type { Clock } from './disposal.js';

/** One running collector. */
export interface CollectorChild {
    /** False when it takes no more: too much is waiting to be written. */
    send(command: CollectorCommand): boolean;
    /** Ends it; nothing is heard of it afterwards. `kill`: without asking, since it answers no more. */
    end(kill: boolean): void;
}

export interface CollectorListener {
    line(text: string): void;
    /** It is gone. `log`: its last words on standard error. */
    ended(ending: CollectorEnding): void;
}

export interface CollectorEnding {
    readonly exit: { readonly status: number } | { readonly signal: number } | null;
    readonly log: readonly string[];
}

/** May throw where it cannot be started. */
export type StartCollector = (listener: CollectorListener) => CollectorChild;

/** Why the collector is not there. */
export type FailureReason =
    | { readonly kind: 'not-started'; readonly message: string }
    | { readonly kind: 'exited'; readonly status: number }
    | { readonly kind: 'killed'; readonly signal: number }
    | { readonly kind: 'silent' }
    | { readonly kind: 'not-listening' }
    | { readonly kind: 'other-protocol'; readonly version: string };

export interface CollectorFailure {
    readonly reason: FailureReason;
    readonly log: readonly string[];
}

export type CollectorState =
    /** `failure`: why the one before is gone; null at the first start. */
    | { readonly kind: 'starting'; readonly failure: CollectorFailure | null }
    | { readonly kind: 'running' }
    /** It will be started again in a few seconds. */
    | { readonly kind: 'restarting'; readonly seconds: number; readonly failure: CollectorFailure }
    /** It stays down until somebody asks for it. */
    | { readonly kind: 'failed'; readonly failure: CollectorFailure };

/** Who looks at what the collector tells. */
export type Watcher = 'menu' | 'indicator';

/** Why the collector is not there, where something went wrong. */
export function failureOf(state: CollectorState): CollectorFailure | null {
    return state.kind === 'running' ? null : state.failure;
}

export interface SupervisorEvents {
    message(message: CollectorMessage): void;
    stateChanged(state: CollectorState): void;
    /** Something that belongs in the log, once each. */
    complain(text: string): void;
}

/** Milliseconds. A cold start of gjs on a slow disk takes a few seconds. */
const helloTimeout = 15_000;
/** How often it is noticed whether it has said anything: while somebody watches, and otherwise. Milliseconds. */
const beatWatched = 3_000;
const beatUnwatched = 20_000;
/** The first beat without a word asks for one. A shell that has stood still itself has missed one at most. */
const beatsUntilSilent = 4;
/** After so long a life, failures before it do not count any more. Milliseconds. */
const healthyAfter = 60_000;
const failuresUntilDown = 5;

/** Starts the collector, tells it what it must know, and starts it again when it dies, up to a point. */
export class CollectorSupervisor {
    readonly #start: StartCollector;
    readonly #events: SupervisorEvents;
    readonly #helloTimer: Timer;
    readonly #beatTimer: Timer;
    readonly #healthyTimer: Timer;
    readonly #restartTimer: Timer;
    readonly #complaints = new Set<string>();
    readonly #opened = new Map<string, number>();
    #settings: EngineSettings;
    #paused = false;
    readonly #watchers = new Set<Watcher>();
    #filter = '';
    #child: CollectorChild | null = null;
    #state: CollectorState = { kind: 'starting', failure: null };
    #failures = 0;
    #heard = false;
    /** Beats since it was last heard. */
    #silence = 0;

    constructor(start: StartCollector, clock: Clock, settings: EngineSettings, events: SupervisorEvents) {
        this.#start = start;
        this.#settings = settings;
        this.#events = events;
        this.#helloTimer = new Timer(clock);
        this.#beatTimer = new Timer(clock);
        this.#healthyTimer = new Timer(clock);
        this.#restartTimer = new Timer(clock);
    }

    get state(): CollectorState {
        return this.#state;
    }

    get paused(): boolean {
        return this.#paused;
    }

    start(): void {
        this.#failures = 0;
        this.#launch();
    }

    /** From the “Try again” of somebody who sees it down or waiting. */
    retry(): void {
        if (this.#state.kind === 'running') return;
        this.#stop();
        this.start();
    }

    destroy(): void {
        this.#stop(this.#silence > 0);
    }

    configure(settings: EngineSettings): void {
        this.#settings = settings;
        this.#tell({ command: 'configure', settings });
    }

    pause(paused: boolean): void {
        this.#paused = paused;
        this.#tell({ command: 'pause', paused });
    }

    /** Samples keep their interval, and have byte counts, for as long as anybody watches. */
    watch(watcher: Watcher, watching: boolean): void {
        const before = this.#watchers.size > 0;
        if (watching) this.#watchers.add(watcher);
        else this.#watchers.delete(watcher);
        const now = this.#watchers.size > 0;
        if (now === before) return;
        this.#tell({ command: 'watch', watching: now });
        if (this.#beatTimer.active) this.#awaitBeat();
    }

    open(componentId: string, limit: number): void {
        this.#opened.set(componentId, limit);
        this.#tell({ command: 'open', componentId, limit });
    }

    close(componentId: string): void {
        if (this.#opened.delete(componentId)) this.#tell({ command: 'close', componentId });
    }

    filter(text: string): void {
        this.#filter = text;
        this.#tell({ command: 'filter', text });
    }

    /** For what is asked once and forgotten with the collector. */
    ask(command: Extract<CollectorCommand, { command: 'refresh' | 'register' | 'export' | 'forget' }>): void {
        this.#tell(command);
    }

    #tell(command: CollectorCommand): void {
        if (this.#state.kind !== 'running' || !this.#child) return;
        if (!this.#child.send(command)) this.#fail({ reason: { kind: 'not-listening' }, log: [] });
    }

    #launch(): void {
        const failure = this.#state.kind === 'restarting' ? this.#state.failure : null;
        this.#setState({ kind: 'starting', failure });
        try {
            this.#child = this.#start({
                line: text => this.#read(text),
                ended: ending => this.#fail({ reason: endingReason(ending), log: ending.log }),
            });
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            this.#fail({ reason: { kind: 'not-started', message }, log: [] });
            return;
        }
        this.#helloTimer.start(helloTimeout, () => this.#fail({ reason: { kind: 'silent' }, log: [] }));
    }

    #read(text: string): void {
        this.#heard = true;
        const { message, problem } = decodeMessage(text);
        if (message === null) {
            this.#complainOnce(`The collector sent what cannot be used: ${problem}`);
        } else if (message.type === 'hello') {
            this.#welcome(message);
        } else if (message.type === 'pong') {
            // That it was heard is all that it says.
        } else if (this.#state.kind === 'running') {
            this.#events.message(message);
        } else {
            this.#complainOnce('The collector sent a message before its hello');
        }
    }

    #welcome(hello: Extract<CollectorMessage, { type: 'hello' }>): void {
        if (hello.protocol !== protocolVersion) {
            this.#giveUp({ reason: { kind: 'other-protocol', version: hello.version }, log: [] });
            return;
        }
        this.#helloTimer.stop();
        this.#awaitBeat();
        this.#healthyTimer.start(healthyAfter, () => (this.#failures = 0));
        this.#setState({ kind: 'running' });
        this.#events.message(hello);
        this.#tell({ command: 'configure', settings: this.#settings });
        if (this.#paused) this.#tell({ command: 'pause', paused: true });
        if (this.#watchers.size > 0) this.#tell({ command: 'watch', watching: true });
        for (const [componentId, limit] of this.#opened) this.#tell({ command: 'open', componentId, limit });
        if (this.#filter) this.#tell({ command: 'filter', text: this.#filter });
    }

    #awaitBeat(): void {
        const beat = this.#watchers.size > 0 ? beatWatched : beatUnwatched;
        this.#beatTimer.start(beat, () => {
            this.#silence = this.#heard ? 0 : this.#silence + 1;
            this.#heard = false;
            if (this.#silence >= beatsUntilSilent) {
                this.#fail({ reason: { kind: 'silent' }, log: [] });
                return;
            }
            this.#awaitBeat();
            if (this.#silence === 1) this.#tell({ command: 'ping' });
        });
    }

    #fail(failure: CollectorFailure): void {
        this.#failures += 1;
        if (this.#failures >= failuresUntilDown) {
            this.#giveUp(failure);
            return;
        }
        this.#stop(isDeaf(failure.reason));
        const seconds = 2 ** (this.#failures - 1);
        this.#setState({ kind: 'restarting', seconds, failure });
        this.#events.complain(
            `The collector failed (${describe(failure.reason)}); it starts again in ${seconds} s`,
        );
        this.#restartTimer.start(seconds * 1000, () => this.#launch());
    }

    #giveUp(failure: CollectorFailure): void {
        this.#stop(isDeaf(failure.reason));
        this.#setState({ kind: 'failed', failure });
        this.#events.complain(`The collector stays down (${describe(failure.reason)})`);
    }

    #stop(kill = false): void {
        this.#helloTimer.stop();
        this.#beatTimer.stop();
        this.#healthyTimer.stop();
        this.#restartTimer.stop();
        this.#child?.end(kill);
        this.#silence = 0;
        this.#child = null;
    }

    #setState(state: CollectorState): void {
        this.#state = state;
        this.#events.stateChanged(state);
    }

    #complainOnce(text: string): void {
        if (this.#complaints.has(text) || this.#complaints.size > 20) return;
        this.#complaints.add(text);
        this.#events.complain(text);
    }
}

function endingReason({ exit }: CollectorEnding): FailureReason {
    if (exit && 'signal' in exit) return { kind: 'killed', signal: exit.signal };
    return { kind: 'exited', status: exit?.status ?? -1 };
}

function isDeaf({ kind }: FailureReason): boolean {
    return kind === 'silent' || kind === 'not-listening';
}

/** For the log, which is not translated. */
function describe(reason: FailureReason): string {
    switch (reason.kind) {
        case 'not-started':
            return `not started: ${reason.message}`;
        case 'exited':
            return `exit status ${reason.status}`;
        case 'killed':
            return `signal ${reason.signal}`;
        case 'silent':
            return 'it says nothing';
        case 'not-listening':
            return 'it reads no commands';
        case 'other-protocol':
            return `it is of version ${reason.version}, which speaks another protocol`;
    }
}
