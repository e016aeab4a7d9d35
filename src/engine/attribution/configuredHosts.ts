import { cleanText } from '../untrustedText.js';
import { keyFileGroups } from './keyFile.js';
import type { ConfiguredHost } from './surroundings.js';

/**
 * Readers of the files in which a machine says whom it asks. They keep host names only: user names, passwords,
 * paths and queries of an address are dropped where it is read. `file` is named in what is shown.
 */
export type HostReader = (text: string, file: string) => readonly ConfiguredHost[];

/** Of one file. */
const mostHosts = 64;

/** Host of an address such as `https://user:secret@example.org:8443/path`; null: none, or a variable stands in it. */
export function hostOfUrl(url: string): string | null {
    const match = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?(\[[0-9a-fA-F:.]+\]|[^/:?#[\]]+)/i.exec(url.trim());
    return match?.[1] === undefined ? null : hostName(match[1].replace(/^\[|\]$/g, ''));
}

/** A host name or address in lower case; null for what is none. */
export function hostName(text: string): string | null {
    const host = text.trim().toLowerCase().replace(/\.$/, '');
    if (host === 'localhost' || host.startsWith('127.') || host === '::1') return null;
    return host.length <= 253 && /^[a-z0-9_:][a-z0-9_.:-]*$/.test(host) ? host : null;
}

function configured(
    hosts: readonly (readonly [string | null, string])[],
    file: string,
): readonly ConfiguredHost[] {
    const found = new Map<string, ConfiguredHost>();
    for (const [host, label] of hosts) {
        if (host === null || found.has(host)) continue;
        if (found.size >= mostHosts) break;
        found.set(host, { host, label: cleanText(label, 80), file });
    }
    return Array.from(found.values());
}

/** sources.list(5), one line a source. */
export const aptList: HostReader = (text, file) =>
    configured(
        text
            .split('\n')
            .map(line => /^\s*deb(?:-src)?\s+(?:\[[^\]]*\]\s*)?(\S+)/.exec(line)?.[1])
            .map(url => [url === undefined ? null : hostOfUrl(url), '']),
        file,
    );

/** sources.list(5), stanzas of fields (deb822). */
export const aptSources: HostReader = (text, file) => {
    const urls = text
        .split(/\n\s*\n/)
        .filter(stanza => !/^Enabled:\s*no\b/im.test(stanza))
        .flatMap(stanza => /^URIs:((?:.*)(?:\n[ \t]+.*)*)/im.exec(stanza)?.[1]?.split(/\s+/) ?? []);
    return configured(
        urls.map(url => [hostOfUrl(url), '']),
        file,
    );
};

/** dnf.conf(5) and zypper: a group for each repository. */
export const rpmRepositories: HostReader = (text, file) =>
    configured(
        keyFileGroups(text)
            .filter(({ entries }) => !entries.some(([key, value]) => key === 'enabled' && value === '0'))
            .flatMap(({ entries }) => {
                const label = entries.find(([key]) => key === 'name')?.[1] ?? '';
                return entries
                    .filter(([key]) => key === 'baseurl' || key === 'mirrorlist' || key === 'metalink')
                    .map(([, url]) => [hostOfUrl(url), label.includes('$') ? '' : label] as const);
            }),
        file,
    );

/** pacman.conf(5) and its mirror list. */
export const pacmanServers: HostReader = (text, file) =>
    configured(
        keyFileGroups(text)
            .flatMap(({ entries }) => entries)
            .filter(([key]) => key === 'Server')
            .map(([, url]) => [hostOfUrl(url), '']),
        file,
    );

/**
 * timesyncd.conf(5). The file as distributed names the built-in servers in a comment; they are the ones where
 * nothing else is set.
 */
export const timesyncd: HostReader = (text, file) => {
    const set = /^(?:NTP|FallbackNTP)=(.*)$/gm;
    const builtIn = /^#(?:NTP|FallbackNTP)=(.*)$/gm;
    const servers = [set, builtIn].map(pattern =>
        Array.from(text.matchAll(pattern)).flatMap(match => (match[1] ?? '').split(/\s+/)),
    );
    const chosen = servers[0]?.some(server => server !== '') ? servers[0] : (servers[1] ?? []);
    return configured(
        chosen.map(server => [hostName(server), '']),
        file,
    );
};

/** chrony.conf(5) and ntp.conf(5). */
export const ntpDaemon: HostReader = (text, file) =>
    configured(
        text
            .split('\n')
            .map(line => /^\s*(?:server|pool|peer)\s+(?:-[46]\s+)?(\S+)/.exec(line)?.[1])
            .map(server => [server === undefined ? null : hostName(server), '']),
        file,
    );

/** Configuration of an OSTree repository: a group for each remote. */
export const flatpakRemotes: HostReader = (text, file) =>
    configured(
        keyFileGroups(text).flatMap(({ name, entries }) => {
            const remote = /^remote "(.*)"$/.exec(name)?.[1];
            if (
                remote === undefined ||
                entries.some(([key, value]) => key === 'xa.disable' && value === 'true')
            )
                return [];
            const title = entries.find(([key]) => key === 'xa.title')?.[1] ?? remote;
            return entries
                .filter(([key]) => key === 'url')
                .map(([, url]) => [hostOfUrl(url), title] as const);
        }),
        file,
    );

/** fwupd-remotes.d(5). */
export const firmwareRemote: HostReader = (text, file) => {
    const entries = keyFileGroups(text).flatMap(group => group.entries);
    if (!entries.some(([key, value]) => key === 'Enabled' && value === 'true')) return [];
    const title = entries.find(([key]) => key === 'Title')?.[1] ?? '';
    return configured(
        entries
            .filter(([key]) => key === 'MetadataURI' || key === 'FirmwareBaseURI' || key === 'ReportURI')
            .map(([, url]) => [hostOfUrl(url), title]),
        file,
    );
};

/** NetworkManager.conf(5), `[connectivity]`. */
export const connectivityCheck: HostReader = (text, file) => urlsOf('connectivity', 'uri', text, file);

/** geoclue.conf(5), `[wifi]`. */
export const locationService: HostReader = (text, file) => urlsOf('wifi', 'url', text, file);

function urlsOf(group: string, key: string, text: string, file: string): readonly ConfiguredHost[] {
    return configured(
        keyFileGroups(text)
            .filter(({ name }) => name === group)
            .flatMap(({ entries }) => entries)
            .filter(([entryKey]) => entryKey === key)
            .map(([, url]) => [hostOfUrl(url), '']),
        file,
    );
}

/** Accounts of GNOME Online Accounts: the servers that the user gave, not who he is there. */
export const onlineAccounts: HostReader = (text, file) =>
    configured(
        keyFileGroups(text)
            .flatMap(({ entries }) => entries)
            .flatMap(([key, value]) => {
                if (/^(?:Uri|CalDavUri|CardDavUri)$/.test(key)) return [[hostOfUrl(value), ''] as const];
                if (/^(?:ImapHost|SmtpHost|Host)$/.test(key))
                    return [[hostName(value.replace(/:[0-9]+$/, '')), ''] as const];
                return [];
            }),
        file,
    );

/** A source of Evolution's data server: calendar, address book or mail. */
export const evolutionSource: HostReader = (text, file) => {
    const groups = keyFileGroups(text);
    const off = groups.some(({ name, entries }) =>
        entries.some(([key, value]) => name === 'Data Source' && key === 'Enabled' && value === 'false'),
    );
    if (off) return [];
    return configured(
        groups
            .flatMap(({ entries }) => entries)
            .filter(([key]) => key === 'Host')
            .map(([, value]) => [hostName(value), '']),
        file,
    );
};

/** resolv.conf(5). The stub of a local resolver is nobody's far side. */
export const nameServers: HostReader = (text, file) =>
    configured(
        text
            .split('\n')
            .map(line => /^\s*nameserver\s+(\S+)/.exec(line)?.[1])
            .map(server => [server === undefined ? null : hostName(server.replace(/%.*$/, '')), '']),
        file,
    );

/** client.conf(5) of CUPS: the server that keeps the print queues. */
export const printServer: HostReader = (text, file) =>
    configured(
        text
            .split('\n')
            .map(line => /^\s*ServerName\s+([^\s/:]+)/.exec(line)?.[1])
            .map(server => [server === undefined ? null : hostName(server), '']),
        file,
    );
