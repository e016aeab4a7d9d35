import { parseRegistration } from '../engine/registration/rdap.js';
import type { EngineSettings } from '../engine/settings.js';
import { cleanText } from '../engine/untrustedText.js';
import type { CollectorCommand, RegistrationFailure } from '../protocol/messages.js';
import { decodeCommand } from './commands.js';
import type { Rounds } from './rounds.js';
import type { Session } from './session.js';

/** What the commands of a view act upon. */
export interface Controlled {
    readonly session: Session;
    readonly rounds: Rounds;
    configure(settings: EngineSettings): void;
    setWatching(watching: boolean): void;
    /** null: it is not an address that a registry could know. Otherwise the registry's answer. Does not reject. */
    askRegistry(
        address: string,
    ): Promise<
        | { readonly body: string; readonly failure: null }
        | { readonly body: null; readonly failure: RegistrationFailure }
    >;
    /** Rejects when the file cannot be written. */
    export(format: 'csv' | 'json', path: string): Promise<void>;
    /** Rejects when something could not be deleted. */
    forget(what: 'history' | 'everything'): Promise<void>;
    /** There is something to tell. */
    nudge(): void;
    problem(text: string): void;
}

/** More problems with commands than these are not told: whoever sends them has been told what is wrong. */
const mostProblems = 20;

/** Carries out what a view asks for. What it asks wrongly is told once and does no harm. */
export class Controller {
    readonly #controlled: Controlled;
    #registrationConsent: boolean;
    #problems = 0;

    constructor(controlled: Controlled, settings: EngineSettings) {
        this.#controlled = controlled;
        this.#registrationConsent = settings.registrationConsent;
    }

    take(line: string): void {
        const { command, problems } = decodeCommand(line);
        for (const problem of problems) this.#tell(problem);
        if (command) this.#carryOut(command);
        this.#controlled.nudge();
    }

    /** A line was too long to be looked at. */
    lineDropped(): void {
        this.#tell('a command that is too long');
    }

    #carryOut(command: CollectorCommand): void {
        const { session, rounds } = this.#controlled;
        switch (command.command) {
            case 'configure':
                this.#registrationConsent = command.settings.registrationConsent;
                rounds.setInterval(command.settings.interval);
                this.#controlled.configure(command.settings);
                break;
            case 'interval':
                rounds.setInterval(command.milliseconds);
                break;
            case 'refresh':
                session.expectRound();
                rounds.refresh();
                break;
            case 'ping':
                session.reply({ type: 'pong' });
                break;
            case 'pause':
                rounds.setPaused(command.paused);
                break;
            case 'watch':
                this.#controlled.setWatching(command.watching);
                rounds.setWatching(command.watching);
                break;
            case 'open':
                session.open(command.componentId, command.limit);
                break;
            case 'close':
                session.close(command.componentId);
                break;
            case 'filter':
                session.setFilter(command.text);
                break;
            case 'register':
                void this.#register(command.address);
                break;
            case 'export':
                void this.#export(command.format, command.path);
                break;
            case 'forget':
                void this.#forget(command.what);
                break;
        }
    }

    async #register(address: string): Promise<void> {
        const { session, nudge, askRegistry } = this.#controlled;
        const answer = this.#registrationConsent
            ? await askRegistry(address)
            : ({ body: null, failure: 'no-consent' } as const);
        const result = answer.body === null ? null : parseRegistration(address, answer.body);
        const failure = answer.failure ?? (result ? null : 'unreadable');
        session.reply({ type: 'registration', address, result, failure });
        nudge();
    }

    async #export(format: 'csv' | 'json', path: string): Promise<void> {
        const error = await reasonOf(this.#controlled.export(format, path));
        this.#controlled.session.reply({ type: 'exported', path: error === null ? path : null, error });
        this.#controlled.nudge();
    }

    async #forget(what: 'history' | 'everything'): Promise<void> {
        const error = await reasonOf(this.#controlled.forget(what));
        this.#controlled.session.reply({ type: 'forgotten', what, error });
        this.#controlled.nudge();
    }

    #tell(problem: string): void {
        this.#problems += 1;
        if (this.#problems <= mostProblems) this.#controlled.problem(problem);
        if (this.#problems === mostProblems) this.#controlled.problem('more of that is not told');
    }
}

async function reasonOf(done: Promise<void>): Promise<string | null> {
    try {
        await done;
        return null;
    } catch (error) {
        return textOf(error);
    }
}

/** An error of GLib is no Error before gjs 1.82, but has a message all the same. */
function textOf(error: unknown): string {
    const message: unknown = typeof error === 'object' && error && 'message' in error ? error.message : error;
    return cleanText(String(message));
}
