import type { Protocol } from '../sockets/socket.js';
import { isOpen, type Observation } from './observation.js';
import { findingAbout, grouped, type Group, type Rule } from './rule.js';

interface ClearTextPort {
    readonly name: string;
    /** STARTTLS and the like: encryption may begin later on the same port. */
    readonly maybe: boolean;
    /** Passwords are what usually goes over it. */
    readonly passwords: boolean;
}

const clear = (name: string): ClearTextPort => ({ name, maybe: false, passwords: false });
const clearPasswords = (name: string): ClearTextPort => ({ name, maybe: false, passwords: true });
const negotiated = (name: string): ClearTextPort => ({ name, maybe: true, passwords: false });

/** IANA Service Name and Transport Protocol Port Number Registry. */
const ports: Readonly<Record<Protocol, ReadonlyMap<number, ClearTextPort>>> = {
    tcp: new Map([
        [20, clearPasswords('FTP')],
        [21, clearPasswords('FTP')],
        [23, clearPasswords('Telnet')],
        [25, negotiated('SMTP')],
        [43, clear('WHOIS')],
        [53, clear('DNS')],
        [70, clear('Gopher')],
        [79, clear('Finger')],
        [80, clear('HTTP')],
        [110, negotiated('POP3')],
        [119, negotiated('NNTP')],
        [143, negotiated('IMAP')],
        [389, negotiated('LDAP')],
        [513, clearPasswords('rlogin')],
        [514, clearPasswords('rsh')],
        [554, clear('RTSP')],
        [873, clear('rsync')],
        [1883, clearPasswords('MQTT')],
        [2628, clear('DICT')],
        [5222, negotiated('XMPP')],
        [5900, negotiated('VNC')],
        [6667, negotiated('IRC')],
        [8080, clear('HTTP')],
        [9418, clear('Git')],
    ]),
    udp: new Map([
        [53, clear('DNS')],
        [69, clear('TFTP')],
        [123, clear('NTP')],
        [161, clearPasswords('SNMP')],
        [514, clear('syslog')],
    ]),
};

/**
 * A clear-text port at a public address. No threshold.
 * Values: `port`; `protocol` its name; `expected`: the component is meant to do so; `maybe`: encryption may
 * begin later on that port; `count`.
 */
export const unencrypted: Rule = {
    kind: 'unencrypted',
    clearsAfter: 5_000,
    evaluate(context) {
        const inClear = context.observations.filter(
            observation => portOf(observation) !== undefined && isPublic(observation) && isInUse(observation),
        );
        return grouped('unencrypted', inClear, ({ connection }) => String(connection.remote.port)).flatMap(
            group => {
                const port = portOf(group.members[0]);
                return port ? [judge(group, port)] : [];
            },
        );
    },
};

function portOf({ connection }: Observation): ClearTextPort | undefined {
    return ports[connection.protocol].get(connection.remote.port);
}

/** An address that nothing is known of yet is not called public. */
function isPublic({ endpoint }: Observation): boolean {
    return endpoint !== null && endpoint.special === null;
}

/** A connection that never came about has shown nothing to anybody. */
function isInUse({ connection }: Observation): boolean {
    return isOpen(connection) && connection.state !== 'SYN_SENT' && connection.state !== 'TIME_WAIT';
}

function judge(group: Group, { name, maybe, passwords }: ClearTextPort): ReturnType<typeof findingAbout> {
    const { entry, connection } = group.members[0];
    const expected = entry?.clearText === true;
    // Browsers follow links and ask certificate authorities over plain HTTP all day.
    const usual = expected || maybe || (entry?.manyConnections === true && !passwords);
    return findingAbout('unencrypted', group, {
        severity: usual ? 'info' : 'notice',
        since: Math.min(...group.members.map(member => member.connection.since)),
        values: {
            port: connection.remote.port,
            protocol: name,
            expected,
            maybe,
            count: group.members.length,
        },
    });
}
