import type { Request } from './component.js';

/** The HTTP client library of a component: it decides how late a far side's FIN is noticed. */
export type HttpLibrary = 'libsoup2' | 'libsoup3' | 'webkit' | 'firefox' | 'chromium' | 'curl' | 'other';

/** Lists of hosts that this machine's own configuration holds. */
export const configuredHosts = [
    'package-sources',
    'time-servers',
    'flatpak-remotes',
    'firmware-remotes',
    'connectivity-check',
    'accounts',
    'calendars',
    'location-service',
    'dns-servers',
    'printers',
] as const;
export type ConfiguredHosts = (typeof configuredHosts)[number];

/** How a component is recognised. Any one match suffices; `*` in units stands for any run of characters. */
export interface ComponentMatch {
    /** systemd units without escapes, e.g. `NetworkManager.service`, `org.gnome.Shell@*.service`. */
    readonly units?: readonly string[];
    /** Desktop file ids without `.desktop`; flatpak ids are the same names. */
    readonly appIds?: readonly string[];
    readonly snaps?: readonly string[];
    /** Base names of the executable or script; compared with `comm` too, which the kernel cuts to 15 bytes. */
    readonly processes?: readonly string[];
    readonly busNames?: readonly string[];
}

export interface CatalogueHost {
    /** A DNS name in lower case; a leading `*.` stands for one or more labels. */
    readonly host: string;
    /** Absent: any port. */
    readonly ports?: readonly number[];
    readonly protocol?: 'tcp' | 'udp';
}

/** One component of the desktop as `data/components/` describes it. Texts marked msgid are translated by views. */
export interface CatalogueEntry {
    /** E.g. `org.gnome.Shell`, `org.gnome.Shell/weather` (a part), `NetworkManager`. */
    readonly id: string;
    /** msgid, unless the desktop file names it. */
    readonly name: string;
    readonly kind: 'app' | 'user-service' | 'system-service' | 'part';
    /** Themed icon, symbolic where the theme has one. */
    readonly icon: string | null;
    /** For a part: the id of the entry of the process that it lives in. */
    readonly partOf?: string;
    readonly match?: ComponentMatch;
    readonly hosts: readonly CatalogueHost[];
    readonly configured?: readonly ConfiguredHosts[];
    readonly request?: Request['kind'];
    /** It works for others. `requesters`: msgids or app names of the usual ones. */
    readonly behalf?: { readonly requesters: readonly string[] };
    /** msgid, one plain sentence: what it is for. */
    readonly purpose: string;
    /** msgid, one plain sentence: what is lost when it cannot connect. */
    readonly loss: string | null;
    /** msgid: how the user turns it off; null where nothing sensible can be turned off. */
    readonly turnOff: string | null;
    /** Clear text is how it is meant to work (captive-portal checks, NTP, DNS, mirrors with signed packages). */
    readonly clearText?: boolean;
    readonly http?: HttpLibrary;
    /** Many connections at once are normal: browsers, file sharing. */
    readonly manyConnections?: boolean;
    /** Where the facts were read: project and file, or a manual page. */
    readonly source: string;
    /** ISO date. */
    readonly checked: string;
}
