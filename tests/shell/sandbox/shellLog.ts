/** A message begins like this; what follows without it (a stack trace) belongs to the message. */
const messageStart = /^(\([^()\s]+:\d+\): |[A-Za-z-]+-?(Message|WARNING|CRITICAL|DEBUG|INFO)\b|\*\* )/;

/** Names us, but is mutter's own: it pings a window that has just been opened or closed. */
const known: readonly RegExp[] = [/libmutter-WARNING .*Tried to ping window/];

/**
 * Messages of GNOME Shell's log that speak against the extension: each warning, error or stack trace that names it,
 * and each critical or JavaScript error that a shell without it does not log.
 */
export function complaintsIn(log: string): string[] {
    const messages: string[][] = [];
    for (const line of log.split('\n')) {
        const last = messages.at(-1);
        if (last && !messageStart.test(line)) last.push(line);
        else messages.push([line]);
    }
    return messages
        .map(lines => lines.join('\n'))
        .filter(message => {
            if (known.some(pattern => pattern.test(message))) return false;
            if (/CRITICAL|JS ERROR/.test(message)) return true;
            return /edgewise/i.test(message) && /WARNING|ERROR|Error|Stack trace/.test(message);
        });
}
