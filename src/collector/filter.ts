import type { Phrases } from '../engine/report/phrases.js';
import type { ConnectionRecord } from '../protocol/snapshot.js';

/** Whether a connection is one that the user asks for by typing. */
export type Filter = (record: ConnectionRecord) => boolean;

/**
 * Every word of the text must be found in what is shown of the connection: whose it is, to whom and where it
 * leads, in the user's language as well. null: the text is empty, so all match.
 */
export function makeFilter(text: string, phrases: Phrases): Filter | null {
    const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return null;
    return record => {
        const shown = textOf(record, phrases);
        return words.every(word => shown.includes(word));
    };
}

function textOf(record: ConnectionRecord, phrases: Phrases): string {
    const { component, endpoint, process, remote, request } = record;
    const parts = [
        component.name,
        component.name && phrases.gettext(component.name),
        component.host?.name,
        component.id,
        component.unit,
        process?.name,
        endpoint.name,
        endpoint.provider?.name,
        endpoint.network && `AS${endpoint.network.asn} ${endpoint.network.holder}`,
        remote.address,
        `:${remote.port}`,
        record.protocol,
        ...(request?.subjects.flatMap(subject => [subject.name, subject.code]) ?? []),
    ];
    return parts.filter(Boolean).join('\n').toLocaleLowerCase();
}
