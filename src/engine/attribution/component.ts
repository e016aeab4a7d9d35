import type { Evidence } from '../evidence.js';

export type ComponentKind =
    | 'app'
    | 'flatpak'
    | 'snap'
    | 'user-service'
    | 'system-service'
    /** A part inside a shared process: weather inside the shell. */
    | 'part'
    /** A command started in a terminal. */
    | 'terminal'
    | 'process'
    | 'unknown';

/** Why it cannot be told whose a connection is. */
export type UnknownReason =
    | 'other-user' // a process of another user, and no unit to name it
    | 'kernel-only' // TIME_WAIT and the like: no process has it any more
    | 'not-accepted' // the program has not accepted it yet
    | 'exited' // the program has exited
    | 'no-permission' // /proc does not let us look
    | 'closure-only' // it lived between two samples and nothing else matches
    | 'not-told'; // the kernel gave neither cgroup nor inode

/** What a configuration says is fetched: "the weather report for Boston (KBOS)". */
export interface Request {
    readonly kind: 'weather' | 'time' | 'software' | 'calendar' | 'mail' | 'files' | 'connectivity' | 'other';
    /** Names as the configuration gives them, cleaned; may be empty. */
    readonly subjects: readonly { readonly name: string; readonly code: string | null }[];
}

/** The part of the desktop on whose behalf a connection exists. Texts marked msgid are translated by the view. */
export interface Component {
    /** Stable over time and restarts, e.g. `org.gnome.Shell/weather`, `NetworkManager.service`, `unknown:other-user:998`. */
    readonly id: string;
    /** A name to show: a desktop file's (already in the user's language) or a msgid of the catalogue. */
    readonly name: string;
    readonly kind: ComponentKind;
    /** Themed icon name or absolute file name; null: the view chooses by kind. */
    readonly icon: string | null;
    /** Desktop file id without `.desktop`, for matching windows. */
    readonly appId: string | null;
    readonly unit: string | null;
    /** The shared process that a part lives in. */
    readonly host: { readonly id: string; readonly name: string } | null;
    /** For services that work for somebody else: whom, as far as it can be known. null: works for itself. */
    readonly behalf: { readonly requesters: readonly string[]; readonly known: boolean } | null;
    /** msgid, one plain sentence: what it is for. */
    readonly purpose: string | null;
    /** msgid: what is lost without it. */
    readonly loss: string | null;
    /** msgid: how to turn it off. */
    readonly turnOff: string | null;
    readonly unknown: UnknownReason | null;
    /** Catalogue entry that it came from, null where none matched. */
    readonly catalogueId: string | null;
}

export interface ProcessName {
    readonly pid: number;
    readonly name: string;
}

export interface Attribution {
    readonly component: Component;
    readonly process: ProcessName | null;
    readonly request: Request | null;
    readonly evidence: readonly Evidence[];
    /** Not sampled in its process but matched by its endpoint. */
    readonly inferred: boolean;
}
