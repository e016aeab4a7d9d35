import type { ConnectionState } from '../connections/connection.js';
import type { Phrases } from './phrases.js';

/** The state as a short label. */
export function stateInWords(phrases: Phrases, state: ConnectionState): string {
    switch (state) {
        case 'ESTABLISHED':
            return phrases.gettext('Connected');
        case 'SYN_SENT':
            return phrases.gettext('Connecting');
        case 'SYN_RECV':
            // Translators: somebody else connects to this computer, and the connection is about to stand.
            return phrases.gettext('Being connected to');
        case 'FIN_WAIT1':
        case 'CLOSING':
            return phrases.gettext('Closing');
        case 'FIN_WAIT2':
            return phrases.gettext('Closing: the far side has not finished yet');
        case 'LAST_ACK':
            return phrases.gettext('Closing: the last confirmation is missing');
        case 'TIME_WAIT':
            return phrases.gettext('Just ended');
        case 'CLOSE_WAIT':
            return phrases.gettext('Half-closed: the far side has finished');
        case 'LISTEN':
            return phrases.gettext('Waiting for connections');
        case 'CLOSE':
            return phrases.gettext('Not connected');
        case 'CLOSED':
            return phrases.gettext('Ended');
        case 'UNKNOWN':
            return phrases.gettext('State not known');
    }
}

/** The state as a whole sentence for somebody who does not know TCP. */
export function stateExplained(phrases: Phrases, state: ConnectionState): string {
    switch (state) {
        case 'ESTABLISHED':
            return phrases.gettext('The connection is open, and both sides can send.');
        case 'SYN_SENT':
            return phrases.gettext('This computer has asked for the connection and waits for an answer.');
        case 'SYN_RECV':
            return phrases.gettext(
                'The far side has asked for the connection, and it is about to be opened.',
            );
        case 'FIN_WAIT1':
            return phrases.gettext(
                'The program has closed the connection; the far side has not confirmed that yet.',
            );
        case 'CLOSING':
            return phrases.gettext('Both sides have closed the connection at the same moment.');
        case 'FIN_WAIT2':
            return phrases.gettext(
                'The program has closed the connection; the far side has not finished yet.',
            );
        case 'LAST_ACK':
            return phrases.gettext(
                'Both sides have closed the connection; only the last confirmation is missing.',
            );
        case 'TIME_WAIT':
            return phrases.gettext(
                'The connection is over. The system remembers it for a minute, in case late packets arrive.',
            );
        case 'CLOSE_WAIT':
            return phrases.gettext(
                'The far side has finished and sends nothing more; the program has not closed its own end yet.',
            );
        case 'LISTEN':
            return phrases.gettext('The program waits for others to connect.');
        case 'CLOSE':
            return phrases.gettext('The socket is there, but it is not connected.');
        case 'CLOSED':
            return phrases.gettext('The connection is over.');
        case 'UNKNOWN':
            return phrases.gettext('The system named a state that is not known here.');
    }
}
