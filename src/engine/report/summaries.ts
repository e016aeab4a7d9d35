import type { ComponentFacts, ConnectionFacts } from './facts.js';
import { destinationInWords, nameInWords } from './destination.js';
import type { Phrases } from './phrases.js';
import { briefDuration, listed, number } from './quantities.js';
import { requestInWords, withRest } from './requests.js';
import { fill } from './sentences.js';
import { stateInWords } from './states.js';

/** A row has room for this many destinations. */
const destinationsNamed = 2;

/** A component's row: "Weather report for Boston · Akamai edge in Sony Network Communications". */
export function componentSummaryLine(phrases: Phrases, summary: ComponentFacts): string {
    const what = summary.request ? requestInWords(phrases, summary.request) : null;
    const names = summary.destinations.map(destination => destinationInWords(phrases, destination));
    // Two destinations may read alike, as two devices of the local network do.
    const distinct = [...new Set(names)];
    const others = Math.max(0, summary.destinationCount - summary.destinations.length);
    const where = listed(phrases, withRest(phrases, distinct, destinationsNamed, distinct.length + others));
    if (what === null) return where;
    if (where === '') return what;
    // Translators: what is fetched and from where: "Weather report for Boston · Akamai edge in …".
    return fill(phrases, phrases.gettext('{what} · {where}'), { what, where });
}

/** How many connections a component has, as a label. */
export function connectionCount(phrases: Phrases, count: number): string {
    return fill(phrases, phrases.ngettext('{count} connection', '{count} connections', count), {
        count: number(phrases, count),
    });
}

/** A connection's row: who is at the far side. */
export function connectionTitle(phrases: Phrases, record: ConnectionFacts): string {
    return destinationInWords(phrases, record.endpoint);
}

/** Below the title: name or address with the port, state, and how long it has lasted. */
export function connectionSubtitle(phrases: Phrases, record: ConnectionFacts, now: number): string {
    const { endpoint, remote } = record;
    const address = addressAndPort(remote.address, remote.port);
    const values = {
        state: stateInWords(phrases, record.state),
        duration: briefDuration(phrases, (record.closedAt ?? now) - record.since),
        address,
        name: endpoint.name === null ? '' : nameInWords(phrases, endpoint.name, endpoint.nameConfirmed),
    };
    if (endpoint.name === null) {
        // Translators: state of a connection, how long it has lasted, and the far side's address.
        return fill(phrases, phrases.gettext('{state} · {duration} · {address}'), values);
    }
    // Translators: state of a connection, how long it has lasted, and the far side's name and address.
    return fill(phrases, phrases.gettext('{state} · {duration} · {name} · {address}'), values);
}

/** RFC 5952, section 6: an IPv6 address with a port stands in brackets. */
export function addressAndPort(address: string, port: number): string {
    return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
