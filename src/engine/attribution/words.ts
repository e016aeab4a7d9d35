import type { UnknownReason } from './component.js';

/** Marks a text for translation (xgettext --keyword=msgid); views translate it when they show it. */
function msgid(text: string): string {
    return text;
}

/** Names of what cannot be told apart further. `other-user` is named after the user where there is a name. */
export const unknownNames: Readonly<Record<UnknownReason, string>> = {
    'other-user': msgid('Program of another user'),
    // Translators: connections that their program has closed and only the system still keeps, for a minute or so.
    'kernel-only': msgid('Already closed by their program'),
    'not-accepted': msgid('Not yet accepted by a program'),
    exited: msgid('Program that has exited'),
    'no-permission': msgid('Program that may not be looked into'),
    // Translators: connections that began and ended between two looks at the system.
    'closure-only': msgid('Too short to see whose they were'),
    'not-told': msgid('The system does not tell whose'),
};

export const shellOrExtension = msgid('GNOME Shell or one of its extensions');
export const terminalCommand = msgid('Command in a terminal');
