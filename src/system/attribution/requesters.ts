import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { ProcessFacts, ProcessFiles, Requesters } from '../../engine/attribution/surroundings.js';
import { clientsOf } from '../../engine/attribution/unixPeers.js';
import { settled } from '../asynchronous.js';
import { PipeReader } from '../sockets/pipeReader.js';
import { findSs, spawnQuietly } from '../sockets/ssProgram.js';

/** Milliseconds that a question may take. */
const longestAnswer = 3000;
/** Bytes: some 20,000 Unix sockets. */
const mostOutput = 4 * 1024 * 1024;
const mostTransactions = 16;

/** The name that GVfs' master goes by in its catalogue entry; its workers are called as their entries are. */
const masterEntry = 'gvfs-daemon';
const masterProgram = 'gvfsd';
const packageKit = {
    entry: 'packagekit',
    name: 'org.freedesktop.PackageKit',
    path: '/org/freedesktop/PackageKit',
} as const;

/**
 * Who has asked a service for its work, where an ordinary user can know: programs that are connected to a GVfs
 * worker's own socket, and those for whom PackageKit has a transaction. Services that are asked over a message bus
 * alone tell nobody.
 */
export class ServiceRequesters implements Requesters {
    readonly #processes: ProcessFiles;
    readonly #cancellable: Gio.Cancellable | null;

    constructor(processes: ProcessFiles, cancellable: Gio.Cancellable | null) {
        this.#processes = processes;
        this.#cancellable = cancellable;
    }

    async of(entryId: string): Promise<readonly ProcessFacts[] | null> {
        const pids = await this.#pidsOf(entryId);
        if (pids === null) return null;
        const facts = await Promise.all(pids.map(pid => this.#processes.read(pid)));
        return facts.filter((fact): fact is ProcessFacts => fact !== null);
    }

    #pidsOf(entryId: string): Promise<readonly number[] | null> {
        if (entryId === packageKit.entry) return this.#transactionSenders();
        if (entryId === masterEntry) return this.#clients(masterProgram);
        return entryId.startsWith('gvfsd-') ? this.#clients(entryId) : Promise.resolve(null);
    }

    async #clients(program: string): Promise<readonly number[] | null> {
        const ss = findSs();
        if (ss === null) return null;
        const child = spawnQuietly([ss, '-x', '-p', '-H', '-n']);
        const timer = GLib.timeout_add(GLib.PRIORITY_DEFAULT, longestAnswer, () => {
            child.force_exit();
            // It is removed below, which it must still be there for.
            return GLib.SOURCE_CONTINUE;
        });
        try {
            const text = await this.#outputOf(child);
            return clientsOf(program, text);
        } finally {
            GLib.source_remove(timer);
            child.force_exit();
        }
    }

    async #outputOf(child: Gio.Subprocess): Promise<string> {
        const stream = child.get_stdout_pipe();
        if (!stream) return '';
        const reader = new PipeReader(stream);
        const decoder = new TextDecoder();
        let text = '';
        for (let read = 0; read < mostOutput;) {
            const chunk = await reader.read(this.#cancellable);
            if (chunk.length === 0) break;
            read += chunk.length;
            // A character that two chunks share comes out broken; no pid or program that counts has one.
            text += decoder.decode(chunk);
        }
        return text;
    }

    /** null: there is no bus, or no PackageKit at work. */
    async #transactionSenders(): Promise<readonly number[] | null> {
        try {
            return await this.#sendersOnBus();
        } catch (error) {
            if (error instanceof GLib.Error) return null;
            throw error;
        }
    }

    async #sendersOnBus(): Promise<readonly number[]> {
        const bus = await settled<Gio.DBusConnection>(done => {
            Gio.bus_get(Gio.BusType.SYSTEM, this.#cancellable, (_object, result) =>
                done(() => Gio.bus_get_finish(result)),
            );
        });
        const { name, path } = packageKit;
        const list = await this.#call(bus, name, path, name, 'GetTransactionList', null, '(ao)');
        const paths = list.get_child_value(0).get_objv().slice(0, mostTransactions);
        const pids = await Promise.all(paths.map(transaction => this.#senderOf(bus, transaction)));
        return Array.from(new Set(pids.filter((pid): pid is number => pid !== null)));
    }

    /** null: the transaction is over, or whoever asked for it has left the bus. */
    async #senderOf(bus: Gio.DBusConnection, transaction: string): Promise<number | null> {
        try {
            const property = new GLib.Variant('(ss)', [`${packageKit.name}.Transaction`, 'Sender']);
            const properties = 'org.freedesktop.DBus.Properties';
            const value = await this.#call(
                bus,
                packageKit.name,
                transaction,
                properties,
                'Get',
                property,
                '(v)',
            );
            const [sender] = value.get_child_value(0).get_variant().get_string();
            const asked = new GLib.Variant('(s)', [sender]);
            const daemon = 'org.freedesktop.DBus';
            const path = '/org/freedesktop/DBus';
            const pid = await this.#call(
                bus,
                daemon,
                path,
                daemon,
                'GetConnectionUnixProcessID',
                asked,
                '(u)',
            );
            return pid.get_child_value(0).get_uint32();
        } catch (error) {
            if (error instanceof GLib.Error) return null;
            throw error;
        }
    }

    #call(
        bus: Gio.DBusConnection,
        name: string,
        path: string,
        interfaceName: string,
        method: string,
        parameters: GLib.Variant | null,
        reply: string,
    ): Promise<GLib.Variant> {
        return settled<GLib.Variant>(done => {
            bus.call(
                name,
                path,
                interfaceName,
                method,
                parameters,
                new GLib.VariantType(reply),
                // A service that nobody uses is not to be started for the sake of this question.
                Gio.DBusCallFlags.NO_AUTO_START,
                longestAnswer,
                this.#cancellable,
                (_bus, result) => done(() => bus.call_finish(result)),
            );
        });
    }
}
