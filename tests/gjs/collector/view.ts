import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { decodeMessage } from '../../../src/protocol/decode.js';
import type { CollectorMessage, ComponentSummary } from '../../../src/protocol/messages.js';
import type { ConnectionRecord } from '../../../src/protocol/snapshot.js';
import { until } from './installation.js';

/** The other end of a collector's pipes: it sends commands, and knows what it has been told. */
export class View {
    readonly process: Gio.Subprocess;
    readonly messages: CollectorMessage[] = [];
    readonly components = new Map<string, ComponentSummary>();
    readonly connections = new Map<string, ConnectionRecord>();
    readonly #input: Gio.OutputStream;
    readonly #output: Gio.DataInputStream;
    #reading = false;

    constructor(process: Gio.Subprocess, reading = true) {
        this.process = process;
        const input = process.get_stdin_pipe();
        const output = process.get_stdout_pipe();
        if (!input || !output) throw new Error('no pipes');
        this.#input = input;
        this.#output = Gio.DataInputStream.new(output);
        if (reading) this.read();
    }

    send(...commands: (object | string)[]): void {
        for (const command of commands) {
            const line = typeof command === 'string' ? command : JSON.stringify(command);
            this.#input.write_all(new TextEncoder().encode(`${line}\n`), null);
        }
    }

    closeInput(): void {
        this.#input.close(null);
    }

    closeOutput(): void {
        this.#output.close(null);
    }

    read(): void {
        this.#reading = true;
        this.#readNext();
    }

    stopReading(): void {
        this.#reading = false;
    }

    /** Messages of one type so far. */
    of<Type extends CollectorMessage['type']>(type: Type): Extract<CollectorMessage, { type: Type }>[] {
        return this.messages.filter(
            (message): message is Extract<CollectorMessage, { type: Type }> => message.type === type,
        );
    }

    /** Open connections of all components. */
    get open(): number {
        return [...this.components.values()].reduce((sum, { open }) => sum + open, 0);
    }

    /** A round was asked for now and has been told. */
    async refresh(): Promise<void> {
        const before = this.of('components').filter(({ last }) => last).length;
        this.send({ command: 'refresh' });
        await until('a round', () => this.of('components').filter(({ last }) => last).length > before);
    }

    #readNext(): void {
        if (!this.#reading) return;
        this.#output.read_line_async(GLib.PRIORITY_DEFAULT, null, (_stream, result) => {
            const [line] = this.#output.read_line_finish_utf8(result);
            if (line === null) return;
            this.#take(line);
            this.#readNext();
        });
    }

    #take(line: string): void {
        const { message, problem } = decodeMessage(line);
        if (!message) throw new Error(`${problem}: ${line.slice(0, 200)}`);
        this.messages.push(message);
        if (message.type === 'components') {
            for (const summary of message.changed) this.components.set(summary.component.id, summary);
            for (const id of message.removed) this.components.delete(id);
        } else if (message.type === 'connections') {
            for (const record of message.changed) this.connections.set(record.id, record);
            for (const id of message.removed) this.connections.delete(id);
        }
    }
}
