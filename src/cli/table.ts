import {
    addressAndPort,
    briefDuration,
    bytes,
    componentInWords,
    connectionCount,
    destinationInWords,
    fill,
    nameInWords,
    stateInWords,
} from '../engine/report/report.js';
import type { Phrases } from '../engine/report/report.js';
import { cleanText } from '../engine/untrustedText.js';
import type { ConnectionRecord, Snapshot } from '../protocol/snapshot.js';
import { cutText, fitText, textWidth } from './textWidth.js';

interface Column {
    readonly title: string;
    readonly align: 'start' | 'end';
    /** Cells that it can do with when there is no room; undefined: it is never cut. */
    readonly least?: number;
    readonly text: (record: ConnectionRecord) => string;
}

const gap = 2;
/** A connection that was there before the first look has lasted for nobody knows how long. */
const tooShortToTell = 10_000;

export interface TableStyle {
    /** Cells in a line; null: as many as it takes. */
    readonly width: number | null;
    readonly title: (text: string) => string;
    readonly odd: (text: string) => string;
    readonly over: (text: string) => string;
}

export const plainStyle: TableStyle = {
    width: null,
    title: text => text,
    odd: text => text,
    over: text => text,
};

/** The connections of a snapshot as lines, grouped by component. */
export function tableLines(phrases: Phrases, snapshot: Snapshot, style: TableStyle): string[] {
    const columns = makeColumns(phrases, snapshot.time);
    const groups = groupByComponent(phrases, snapshot.connections);
    const rows: { cells: string[]; record: ConnectionRecord }[] = [];
    for (const { name, records } of groups) {
        for (const [index, record] of records.entries()) {
            const cells = columns.map(column => cleanText(column.text(record)));
            rows.push({ cells: [index === 0 ? cleanText(name) : '', ...cells], record });
        }
    }
    const titles = [phrases.gettext('Component'), ...columns.map(column => column.title)];
    const widths = columnWidths(
        titles.map((title, index) =>
            Math.max(textWidth(title), ...rows.map(row => textWidth(row.cells[index] ?? ''))),
        ),
        [10, ...columns.map(column => column.least)],
        style.width,
    );
    const line = (cells: readonly string[]) => {
        const texts = cells.map((cell, index) =>
            fitText(cell, widths[index] ?? 0, columns[index - 1]?.align ?? 'start'),
        );
        const text = texts.join(' '.repeat(gap)).trimEnd();
        return style.width === null ? text : cutText(text, style.width);
    };
    return [
        style.title(line(titles)),
        ...rows.map(({ cells, record }) => {
            const text = line(cells);
            if (record.findings.length > 0) return style.odd(text);
            return record.closedAt === null ? text : style.over(text);
        }),
    ];
}

/** One line on what the table holds. */
export function summaryLine(phrases: Phrases, snapshot: Snapshot): string {
    const open = snapshot.connections.filter(record => record.closedAt === null);
    const components = new Set(open.map(record => record.component.id)).size;
    const count = connectionCount(phrases, open.length);
    if (snapshot.connections.length === 0) return phrases.gettext('No connections.');
    return fill(
        phrases,
        // Translators: {connections} is "12 connections" or the like.
        phrases.ngettext(
            '{connections} of {count} component',
            '{connections} of {count} components',
            components,
        ),
        { connections: count, count: String(components) },
    );
}

function makeColumns(phrases: Phrases, now: number): readonly Column[] {
    return [
        {
            // Translators: column with the computer at the other end of a connection.
            title: phrases.gettext('Far side'),
            align: 'start',
            least: 16,
            text: record => farSide(phrases, record),
        },
        {
            title: phrases.gettext('State'),
            align: 'start',
            least: 10,
            text: record => stateInWords(phrases, record.state),
        },
        {
            // Translators: column with how long a connection has lasted.
            title: phrases.gettext('Age'),
            align: 'end',
            text: record => age(phrases, record, now),
        },
        {
            // Translators: column with the number of bytes sent.
            title: phrases.gettext('Sent'),
            align: 'end',
            text: record => size(phrases, record.bytesSent),
        },
        {
            // Translators: column with the number of bytes received.
            title: phrases.gettext('Received'),
            align: 'end',
            text: record => size(phrases, record.bytesReceived),
        },
    ];
}

function farSide(phrases: Phrases, record: ConnectionRecord): string {
    const { endpoint, remote } = record;
    const { name } = endpoint;
    const place =
        name === null
            ? addressAndPort(remote.address, remote.port)
            : nameInWords(phrases, name, endpoint.nameConfirmed);
    const who = destinationInWords(phrases, endpoint);
    if (who === place || who === remote.address) return place;
    // Translators: in a table: name or address of the far side, and who that is.
    return fill(phrases, phrases.gettext('{name} · {provider}'), { name: place, provider: who });
}

function age(phrases: Phrases, record: ConnectionRecord, now: number): string {
    const span = (record.closedAt ?? now) - record.since;
    if (!record.before) return briefDuration(phrases, span);
    if (span < tooShortToTell) return '–';
    // Translators: longer than that duration; it began before it was first seen.
    return fill(phrases, phrases.gettext('> {duration}'), { duration: briefDuration(phrases, span) });
}

function size(phrases: Phrases, count: number | null): string {
    return count === null ? '–' : bytes(phrases, count);
}

function groupByComponent(phrases: Phrases, connections: readonly ConnectionRecord[]) {
    const groups = new Map<string, { name: string; odd: boolean; records: ConnectionRecord[] }>();
    for (const record of connections) {
        const { component } = record;
        let group = groups.get(component.id);
        if (!group) {
            group = { name: componentInWords(phrases, component), odd: false, records: [] };
            groups.set(component.id, group);
        }
        group.odd ||= record.findings.length > 0;
        group.records.push(record);
    }
    const collator = new Intl.Collator(phrases.locale);
    return [...groups.values()].sort(
        (a, b) => Number(b.odd) - Number(a.odd) || collator.compare(a.name, b.name),
    );
}

/** Takes from the widest column that can spare it until all fit; `null` for the room: nothing has to be spared. */
function columnWidths(
    natural: readonly number[],
    least: readonly (number | undefined)[],
    room: number | null,
): readonly number[] {
    const widths = [...natural];
    if (room === null) return widths;
    const total = () => widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);
    while (total() > room) {
        let widest = -1;
        for (const [index, width] of widths.entries()) {
            const floor = least[index];
            if (floor !== undefined && width > floor && width > (widths[widest] ?? -1)) widest = index;
        }
        if (widest < 0) break;
        widths[widest] = (widths[widest] ?? 0) - 1;
    }
    return widths;
}
