import type { Evidence } from '../evidence.js';

/**
 * What speaks for an attribution. Each code lists the keys of its `values`; all of them are cleaned texts.
 * A report makes one sentence of each.
 */
export type AttributionFact =
    /** The user's own rule named it. `match`: `host`, `unit` or `process`; `pattern`. */
    | 'user-rule'
    /** The kernel keeps the control group of a socket's creator. `unit` (may be empty: none), `cgroup`. */
    | 'socket-cgroup'
    /** The control group of the process that holds the socket. `unit` (may be empty), `pid`, `process`. */
    | 'process-cgroup'
    /** The unit is named after an application. `appId`, `unit`. */
    | 'app-id'
    /** The unit is that of a snap. `snap`, `app`, `unit`. */
    | 'snap'
    /** The unit was started for a D-Bus name. `name`, `unit`. */
    | 'bus-name'
    /** `engine`: podman, docker, cri-o, lxc, machine; `id`: name or short id. */
    | 'container'
    /** A command in a terminal: the unit is one that terminals make. `unit`. */
    | 'terminal'
    /** The desktop file that gave name and icon. `appId`, `name`. */
    | 'desktop-entry'
    /** What systemd's unit file says. `unit`, `description`. */
    | 'unit-description'
    /** This process has the socket open. `pid`, `process`. */
    | 'process-socket'
    /** The one process of the unit that it can be. `pid`, `process`, `unit`. */
    | 'only-process'
    /** An interpreter is named by its script. `interpreter`, `script`. */
    | 'script'
    /** The unit is of another user, or its process is. `uid`, `user` (a name, or the number again). */
    | 'account'
    /** A catalogue entry matched. `entry` (its name), `by` (unit, app, snap, bus-name, process), `value`, `source`, `checked`. */
    | 'catalogue'
    /** A part's or component's host resolves to the address now. `host`, `address`. */
    | 'host-address'
    /** It did earlier; content networks rotate their answers. `host`, `address`. */
    | 'host-address-before'
    /** The far side's name is a host of the part. `host`, `name`, `confirmed` (`yes`, `no`, `unknown`). */
    | 'host-name'
    /** The far side's name is where the host's alias chain ends. `host`, `name`. */
    | 'canonical-name'
    /** Of all parts only this one has a host at that provider and port. `provider`, `port`, `host`. */
    | 'only-provider'
    /** Several parts ask for that host: `parts`, a list of names. */
    | 'several-parts'
    /** No part asks for this host; the process itself or an add-on does. `host`: the process's name. */
    | 'no-part'
    /** Extensions that run inside the shell. `names` (a bounded list), `count`. */
    | 'enabled-extensions'
    /** It works for others. `requesters`: a list; `known`: `yes` (these did ask) or `no` (these usually do). */
    | 'on-behalf'
    /** This machine's configuration names the host. `list` (a ConfiguredHosts), `host`, `file`. */
    | 'configured-host'
    /** What the configuration says is fetched. `kind` (a Request kind), `subjects`, `file`. */
    | 'configured-request'
    /** The same far side was that component's a short while ago. `component`, `address`, `port`. */
    | 'same-endpoint'
    /** Nothing but the far side was seen, and the catalogue knows it. `entry`, `host`. */
    | 'endpoint-of-entry'
    /** Several components use that far side: `components`, a list of names. */
    | 'several-components'
    /** Why it cannot be told. `reason` (an UnknownReason), `uid` and `user` or empty, `processes`: candidates. */
    | 'unknown';

export type AttributionEvidence = Evidence<AttributionFact>;
