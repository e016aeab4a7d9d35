import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { HostRecord, NameResolver } from '../../engine/identification/names.js';
import { Unanswered } from '../../engine/identification/questions.js';
import { settled } from '../asynchronous.js';

/** The C library's resolver, through Gio. It does not tell canonical names. */
export class GioResolver implements NameResolver {
    readonly #resolver = Gio.Resolver.get_default();
    readonly #cancellable = new Gio.Cancellable();

    async reverse(address: string): Promise<readonly string[]> {
        const inet = Gio.InetAddress.new_from_string(address);
        // GLib's annotation denies that it may be null.
        if (!(inet instanceof Gio.InetAddress)) throw new Unanswered('failed');
        const name = await this.#ask<string>(done =>
            this.#resolver.lookup_by_address_async(inet, this.#cancellable, (_source, result) =>
                done(() => this.#resolver.lookup_by_address_finish(result)),
            ),
        );
        return name === null ? [] : [name];
    }

    async forward(host: string): Promise<HostRecord> {
        const addresses = await this.#ask<Gio.InetAddress[]>(done =>
            this.#resolver.lookup_by_name_async(host, this.#cancellable, (_source, result) =>
                done(() => this.#resolver.lookup_by_name_finish(result)),
            ),
        );
        return { addresses: (addresses ?? []).map(address => address.to_string()), canonicalName: null };
    }

    close(): void {
        this.#cancellable.cancel();
    }

    /** null: there is no such name. */
    async #ask<Answer>(begin: (done: (finish: () => Answer) => void) => void): Promise<Answer | null> {
        try {
            return await settled(begin);
        } catch (error) {
            if (!(error instanceof GLib.Error)) throw error;
            if (error.matches(Gio.ResolverError, Gio.ResolverError.NOT_FOUND)) return null;
            // EAI_AGAIN: refused, timed out or failing, which the C library does not tell apart.
            throw new Unanswered('failed', { cause: error });
        }
    }
}
