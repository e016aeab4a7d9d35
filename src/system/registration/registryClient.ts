import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { RegistrationFailure } from '../../protocol/messages.js';
import { settled } from '../asynchronous.js';
import { readSome } from '../process/reading.js';
import { loadSoup } from './soup.js';
import type { Soup, SoupMessage, SoupSession } from './soup.js';

/** The body of the registry's answer, or why there is none. */
type RegistryAnswer =
    | { readonly body: string; readonly failure: null }
    | { readonly body: null; readonly failure: RegistrationFailure };

interface RegistryOptions {
    /** The address is put behind it. rdap.org leads on to the registry in charge (RFC 7484). */
    readonly base: string;
    /** Milliseconds for the whole look-up. */
    readonly timeOut: number;
    /** Certificates to trust; null: the system's. */
    readonly trust: Gio.TlsDatabase | null;
}

const defaults: RegistryOptions = { base: 'https://rdap.org/ip/', timeOut: 10_000, trust: null };
/** Bytes. An answer of a registry has some ten thousand. */
const longestAnswer = 256 * 1024;
const chunkSize = 16_384;
const mostRedirects = 5;
const mostAtOnce = 2;

/** The failure is known; nothing more is to be found out from where it came up. */
class LookUpFailure extends Error {
    readonly failure: RegistrationFailure;

    constructor(failure: RegistrationFailure) {
        super(failure);
        this.failure = failure;
    }
}

/** Asks the registry (RDAP over HTTPS, RFC 7480) about an address. It does so only when it is told to. */
export class RegistryClient {
    readonly #options: RegistryOptions;
    readonly #userAgent: string;
    #session: SoupSession | null = null;
    readonly #running = new Set<Gio.Cancellable>();

    constructor(userAgent: string, options: Partial<RegistryOptions> = {}) {
        this.#options = { ...defaults, ...options };
        this.#userAgent = userAgent;
    }

    /** Never rejects. Look-ups beyond two at once are refused as too many. */
    async lookUp(address: string): Promise<RegistryAnswer> {
        if (this.#running.size >= mostAtOnce) return { body: null, failure: 'rate-limit' };
        const cancellable = new Gio.Cancellable();
        const deadline = { passed: false };
        const timer = GLib.timeout_add(GLib.PRIORITY_DEFAULT, this.#options.timeOut, () => {
            deadline.passed = true;
            cancellable.cancel();
            return GLib.SOURCE_CONTINUE;
        });
        this.#running.add(cancellable);
        try {
            const body = await this.#fetch(
                `${this.#options.base}${encodeURIComponent(address)}`,
                cancellable,
            );
            return { body, failure: null };
        } catch (error) {
            return { body: null, failure: deadline.passed ? 'time-out' : failureOf(error) };
        } finally {
            this.#running.delete(cancellable);
            GLib.source_remove(timer);
        }
    }

    /** Ends what is under way. */
    end(): void {
        for (const cancellable of this.#running) cancellable.cancel();
        this.#session?.abort();
    }

    async #fetch(first: string, cancellable: Gio.Cancellable): Promise<string> {
        const soup = await loadSoup();
        if (!soup) throw new LookUpFailure('no-library');
        const session = this.#open(soup);
        let address = first;
        for (let redirect = 0; redirect <= mostRedirects; redirect += 1) {
            const message = soup.Message.new('GET', httpsOnly(address));
            if (!message) throw new LookUpFailure('unreadable');
            message.add_flags(soup.MessageFlags.NO_REDIRECT);
            message.request_headers.append('Accept', 'application/rdap+json, application/json');
            const stream = await send(session, message, cancellable);
            try {
                const { status_code: status } = message;
                if (status >= 300 && status < 400) {
                    const location = message.response_headers.get_one('Location');
                    if (location === null) throw new LookUpFailure('unreadable');
                    address = GLib.Uri.resolve_relative(address, location, GLib.UriFlags.NONE);
                    continue;
                }
                if (status === 429) throw new LookUpFailure('rate-limit');
                if (status === 404) throw new LookUpFailure('not-found');
                if (status !== 200) throw new LookUpFailure('unreadable');
                return await readText(stream, cancellable);
            } finally {
                stream.close_async(GLib.PRIORITY_DEFAULT, null, null);
            }
        }
        throw new LookUpFailure('unreadable');
    }

    #open(soup: Soup): SoupSession {
        this.#session ??= new soup.Session({ user_agent: this.#userAgent, idle_timeout: 5 });
        if (this.#options.trust) this.#session.tls_database = this.#options.trust;
        return this.#session;
    }
}

function httpsOnly(address: string): string {
    if (!address.startsWith('https://')) throw new LookUpFailure('unreadable');
    return address;
}

function send(
    session: SoupSession,
    message: SoupMessage,
    cancellable: Gio.Cancellable,
): Promise<Gio.InputStream> {
    return settled(done =>
        session.send_async(message, GLib.PRIORITY_DEFAULT, cancellable, (_session, result) =>
            done(() => session.send_finish(result)),
        ),
    );
}

async function readText(stream: Gio.InputStream, cancellable: Gio.Cancellable): Promise<string> {
    const whole = new Uint8Array(longestAnswer);
    for (let length = 0; ;) {
        const bytes = await readSome(stream, chunkSize, cancellable);
        // At once at the end: the oldest gjs cannot decode a text in pieces.
        if (bytes.length === 0) return new TextDecoder().decode(whole.subarray(0, length));
        if (length + bytes.length > longestAnswer) throw new LookUpFailure('too-large');
        whole.set(bytes, length);
        length += bytes.length;
    }
}

function failureOf(error: unknown): RegistrationFailure {
    if (error instanceof LookUpFailure) return error.failure;
    if (!(error instanceof GLib.Error)) return 'unreadable';
    if (error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.TIMED_OUT)) return 'time-out';
    const offline = [
        Gio.IOErrorEnum.NETWORK_UNREACHABLE,
        Gio.IOErrorEnum.HOST_UNREACHABLE,
        Gio.IOErrorEnum.CONNECTION_REFUSED,
        Gio.IOErrorEnum.HOST_NOT_FOUND,
        Gio.IOErrorEnum.PROXY_FAILED,
    ];
    if (offline.some(code => error.matches(Gio.io_error_quark(), code))) return 'offline';
    return error.matches(Gio.resolver_error_quark(), Gio.ResolverError.NOT_FOUND) ||
        error.matches(Gio.resolver_error_quark(), Gio.ResolverError.TEMPORARY_FAILURE)
        ? 'offline'
        : 'unreadable';
}
