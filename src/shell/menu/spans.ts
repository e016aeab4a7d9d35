import type { ConnectionState } from '../../engine/connections/connection.js';
import type { ConnectionRecord } from '../../protocol/snapshot.js';

/** How a state is drawn: data can flow, one side has finished, or nothing is there yet or any more. */
export type Look = 'open' | 'closing' | 'faint';

/** A state and when it was; milliseconds since the epoch. */
export interface Span {
    readonly state: ConnectionState;
    readonly look: Look;
    readonly start: number;
    readonly end: number;
}

/** More states than these cannot be told apart in the width of a menu: the latest are shown. */
const mostSpans = 12;

/** The states of a connection one after another. The last one lasts until now, or until it was closed. */
export function spansOf(record: Pick<ConnectionRecord, 'states' | 'closedAt'>, now: number): Span[] {
    const end = record.closedAt ?? now;
    return record.states
        .filter(({ state }) => state !== 'CLOSED')
        .map(({ state, at }, index) => ({
            state,
            look: lookOf(state),
            start: at,
            end: Math.max(at, record.states[index + 1]?.at ?? end),
        }))
        .slice(-mostSpans);
}

function lookOf(state: ConnectionState): Look {
    switch (state) {
        case 'ESTABLISHED':
            return 'open';
        case 'CLOSE_WAIT':
        case 'LAST_ACK':
        case 'FIN_WAIT1':
        case 'FIN_WAIT2':
        case 'CLOSING':
            return 'closing';
        case 'SYN_SENT':
        case 'SYN_RECV':
        case 'TIME_WAIT':
        case 'CLOSE':
        case 'CLOSED':
        case 'LISTEN':
        case 'UNKNOWN':
            return 'faint';
    }
}
