import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { formatAddress, parseAddress, type ParsedAddress } from '../../engine/address.js';
import type { HostRecord, NameResolver } from '../../engine/identification/names.js';
import { Unanswered } from '../../engine/identification/questions.js';
import { settled } from '../asynchronous.js';

const busName = 'org.freedesktop.resolve1';
/** socket.h */
const families = { any: 0, inet: 2, inet6: 10 } as const;
/** Milliseconds; resolved itself gives up earlier. */
const longestCall = 30_000;
/** D-Bus errors of resolved that are answers: there is no such name, or no such record. */
const noSuchName = new Set([
    'org.freedesktop.resolve1.NoSuchRR',
    'org.freedesktop.resolve1.DnsError.NXDOMAIN',
]);

/** systemd-resolved over D-Bus (org.freedesktop.resolve1(5)); it tells where a chain of aliases ends. */
class ResolvedResolver implements NameResolver {
    readonly #bus: Gio.DBusConnection;
    readonly #cancellable = new Gio.Cancellable();

    constructor(bus: Gio.DBusConnection) {
        this.#bus = bus;
    }

    async reverse(address: string): Promise<readonly string[]> {
        const parsed = parseAddress(address);
        if (!parsed) throw new Unanswered('failed');
        const family = parsed.version === 4 ? families.inet : families.inet6;
        const answer = await this.#call(
            'ResolveAddress',
            new GLib.Variant('(iiayt)', [0, family, bytesOf(parsed), 0]),
            '(a(is)t)',
        );
        return answer === null ? [] : childrenOf(answer.get_child_value(0)).map(child => textAt(child, 1));
    }

    async forward(host: string): Promise<HostRecord> {
        const answer = await this.#call(
            'ResolveHostname',
            new GLib.Variant('(isit)', [0, host, families.any, 0]),
            '(a(iiay)st)',
        );
        if (!answer) return { addresses: [], canonicalName: null };
        const addresses = childrenOf(answer.get_child_value(0)).flatMap(
            child => addressOf(child.get_child_value(2).get_data_as_bytes().toArray()) ?? [],
        );
        return { addresses, canonicalName: textAt(answer, 1) };
    }

    close(): void {
        this.#cancellable.cancel();
    }

    /** null: there is no such name. */
    async #call(method: string, parameters: GLib.Variant, reply: string): Promise<GLib.Variant | null> {
        try {
            return await settled<GLib.Variant>(done =>
                this.#bus.call(
                    busName,
                    '/org/freedesktop/resolve1',
                    'org.freedesktop.resolve1.Manager',
                    method,
                    parameters,
                    new GLib.VariantType(reply),
                    Gio.DBusCallFlags.NO_AUTO_START,
                    longestCall,
                    this.#cancellable,
                    (_source, result) => done(() => this.#bus.call_finish(result)),
                ),
            );
        } catch (error) {
            if (!(error instanceof GLib.Error)) throw error;
            const name = Gio.DBusError.get_remote_error(error) ?? '';
            if (noSuchName.has(name)) return null;
            throw new Unanswered(reasonOf(error, name), { cause: error });
        }
    }
}

function reasonOf(error: GLib.Error, name: string): 'refused' | 'time-out' | 'no-resolver' | 'failed' {
    if (name === 'org.freedesktop.resolve1.DnsError.REFUSED') return 'refused';
    if (name === 'org.freedesktop.resolve1.NoNameServers') return 'no-resolver';
    const late = error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT);
    return late || name === 'org.freedesktop.DBus.Error.Timeout' ? 'time-out' : 'failed';
}

function childrenOf(list: GLib.Variant): GLib.Variant[] {
    return Array.from({ length: list.n_children() }, (_, index) => list.get_child_value(index));
}

function textAt(tuple: GLib.Variant, index: number): string {
    return tuple.get_child_value(index).get_string()[0];
}

function bytesOf({ words }: ParsedAddress): Uint8Array {
    return Uint8Array.from(
        words.flatMap(word => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]),
    );
}

function addressOf(bytes: Uint8Array): string | null {
    const at = (index: number) => bytes[index] ?? 0;
    const word = (index: number) =>
        ((at(index) << 24) | (at(index + 1) << 16) | (at(index + 2) << 8) | at(index + 3)) >>> 0;
    if (bytes.length === 4) return formatAddress({ version: 4, words: [word(0)], zone: null });
    if (bytes.length !== 16) return null;
    return formatAddress({ version: 6, words: [word(0), word(4), word(8), word(12)], zone: null });
}

/** Whether resolved runs, without starting it; null: it does not, or there is no system bus. */
export async function findResolved(): Promise<ResolvedResolver | null> {
    try {
        const bus = await settled<Gio.DBusConnection>(done =>
            Gio.bus_get(Gio.BusType.SYSTEM, null, (_source, result) =>
                done(() => Gio.bus_get_finish(result)),
            ),
        );
        const answer = await settled<GLib.Variant>(done =>
            bus.call(
                'org.freedesktop.DBus',
                '/org/freedesktop/DBus',
                'org.freedesktop.DBus',
                'NameHasOwner',
                new GLib.Variant('(s)', [busName]),
                new GLib.VariantType('(b)'),
                Gio.DBusCallFlags.NONE,
                2000,
                null,
                (_source, result) => done(() => bus.call_finish(result)),
            ),
        );
        return answer.get_child_value(0).get_boolean() ? new ResolvedResolver(bus) : null;
    } catch (error) {
        // No system bus: the C library's resolver does it.
        if (error instanceof GLib.Error) return null;
        throw error;
    }
}
