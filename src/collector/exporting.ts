import type { ConnectionRecord, Snapshot } from '../protocol/snapshot.js';

const columns: readonly (readonly [string, (record: ConnectionRecord) => string | number | null])[] = [
    ['component', record => record.component.name],
    ['component id', record => record.component.id],
    ['process', record => record.process?.name ?? null],
    ['pid', record => record.process?.pid ?? null],
    ['uid', record => record.uid],
    ['protocol', record => record.protocol],
    ['local address', record => record.local.address],
    ['local port', record => record.local.port],
    ['remote address', record => record.remote.address],
    ['remote port', record => record.remote.port],
    ['state', record => record.state],
    ['since', record => new Date(record.since).toISOString()],
    ['closed', record => (record.closedAt === null ? null : new Date(record.closedAt).toISOString())],
    ['bytes sent', record => record.bytesSent],
    ['bytes received', record => record.bytesReceived],
    ['name', record => record.endpoint.name],
    ['name confirmed', record => yesOrNo(record.endpoint.nameConfirmed)],
    ['provider', record => record.endpoint.provider?.name ?? null],
    ['provider kind', record => record.endpoint.provider?.kind ?? null],
    ['AS number', record => record.endpoint.network?.asn ?? null],
    ['AS holder', record => record.endpoint.network?.holder ?? null],
    ['placement', record => record.endpoint.placement],
    ['confidence', record => record.endpoint.confidence],
    ['findings', record => record.findings.join(' ')],
];

function yesOrNo(value: boolean | null): string | null {
    return value === null ? null : value ? 'yes' : 'no';
}

/**
 * Comma-separated values by RFC 4180. A text that a spreadsheet would take for a formula is led in by an
 * apostrophe, which spreadsheets take for "this is text" (OWASP, CSV injection).
 */
export function toCsv(records: Iterable<ConnectionRecord>): string {
    const lines = [columns.map(([title]) => field(title)).join(',')];
    for (const record of records) lines.push(columns.map(([, value]) => field(value(record))).join(','));
    return `${lines.join('\r\n')}\r\n`;
}

export function toJson(snapshot: Snapshot): string {
    return `${JSON.stringify(snapshot, null, 2)}\n`;
}

function field(value: string | number | null): string {
    if (value === null) return '';
    if (typeof value === 'number') return String(value);
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
