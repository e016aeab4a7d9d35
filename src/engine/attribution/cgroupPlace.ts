import { cleanText } from '../untrustedText.js';

/**
 * Where a control group stands among systemd's units.
 * `app`, `flatpak`, `snap`: its name says which application it is. `service`: any other service or scope.
 * `terminal`: a command started in a terminal. `shared`: a unit that many programs live in, so that only the
 * process tells them apart. `activated`: systemd itself made the socket, for whoever it starts with it.
 * `session`: below a session or slice, in no unit of its own. `container`: whatever runs in there is another system's.
 */
type PlaceKind =
    'app' | 'flatpak' | 'snap' | 'service' | 'terminal' | 'shared' | 'activated' | 'session' | 'container';

export interface CgroupPlace {
    readonly kind: PlaceKind;
    /** Unit name with systemd's escapes undone, cleaned; null: in no unit. */
    readonly unit: string | null;
    /** As it is in the path: the name of its unit file. Hostile text, not to be shown. */
    readonly unitFile: string | null;
    readonly manager: 'system' | 'user';
    /** Whose user manager or slice it is below; null: the system's. */
    readonly uid: number | null;
    /** Application ids that the name can mean, the most probable first. */
    readonly appIds: readonly string[];
    readonly snap: { readonly name: string; readonly app: string | null } | null;
    readonly busName: string | null;
    readonly container: { readonly engine: ContainerEngine; readonly id: string } | null;
}

type ContainerEngine = 'podman' | 'docker' | 'cri-o' | 'containerd' | 'lxc' | 'machine';

/** PATH_MAX; a longer path cannot be a cgroup's. */
const longestPath = 4096;
/** systemd's UNIT_NAME_MAX. */
const longestUnit = 255;

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const terminalScope = /^[a-z][a-z0-9]*-spawn-[0-9a-f-]+\.scope$/;
/** snapd, sandbox/cgroup/tracking.go: `snap.NAME.APP-UUID.scope`, with a dot before the UUID in old versions. */
const snapScope = new RegExp(
    `^snap\\.([a-z0-9_-]+)(?:\\.(?:hook\\.)?([A-Za-z0-9_-]+?))??(?:[-.]${uuid})?\\.(?:scope|service)$`,
);
/** dbus-broker, src/launch/service.c: `dbus-:1.2-NAME@N.service`. */
const busService = /^dbus-:[0-9.]+-(.+)@[0-9]+\.service$/;
const unitSuffix = /\.(?:service|scope|socket|mount|swap)$/;

/**
 * Units whose sockets belong to many programs: what a classic dbus-daemon activates stays in its unit, GVfs
 * keeps all its back ends in one, sessions and transient units are named by number, cron runs anything.
 */
const sharedUnits = new Set([
    'dbus.service',
    'dbus-broker.service',
    'gvfs-daemon.service',
    'cron.service',
    'crond.service',
    'anacron.service',
    'atd.service',
]);
const sharedPattern =
    /^(?:run-[urp][0-9a-f-]+(?:-i[0-9]+)?\.(?:service|scope)|session-[^/]*\.scope|gnome-session[^/]*\.service|gnome-launched-[^/]*\.scope)$/;

/**
 * Undoes systemd's escapes (`\x2d` is `-`, systemd.unit(5)). What is no escape, or no UTF-8, stays as it is.
 */
export function unescapeUnit(name: string): string {
    return name.replace(/(?:\\x[0-9a-fA-F]{2})+/g, run => {
        try {
            return decodeURIComponent(run.replaceAll('\\x', '%'));
        } catch {
            return run;
        }
    });
}

/**
 * Reads a path in the cgroup v2 tree, as the kernel and ss write it. null for what is no such path.
 *
 * The outermost unit counts: what lies below it was made by the unit itself, so a container cannot pose as
 * one of this machine's services.
 */
export function placeOfCgroup(path: string): CgroupPlace | null {
    if (!path.startsWith('/') || path.length > longestPath) return null;
    let manager: 'system' | 'user' = 'system';
    let uid: number | null = null;
    for (const segment of path.split('/')) {
        if (segment.length > longestUnit) break;
        const slice = /^user-([0-9]{1,10})\.slice$/.exec(segment);
        if (slice?.[1] !== undefined && manager === 'system') uid = Number(slice[1]);
        const user = /^user@([0-9]{1,10})\.service$/.exec(segment);
        if (user?.[1] !== undefined && manager === 'system') {
            manager = 'user';
            uid = Number(user[1]);
            continue;
        }
        const container = containerOf(segment);
        if (container) return { ...place('container', segment, manager, uid), container };
        if (unitSuffix.test(segment)) return placeOfUnit(segment, manager, uid);
    }
    return { ...place('session', null, manager, uid) };
}

function place(
    kind: PlaceKind,
    unitFile: string | null,
    manager: 'system' | 'user',
    uid: number | null,
): CgroupPlace {
    const unit = unitFile === null ? null : cleanText(unescapeUnit(unitFile), longestUnit);
    return { kind, unit, unitFile, manager, uid, appIds: [], snap: null, busName: null, container: null };
}

function placeOfUnit(segment: string, manager: 'system' | 'user', uid: number | null): CgroupPlace {
    if (terminalScope.test(segment)) return place('terminal', segment, manager, uid);
    if (segment === 'init.scope') return place('activated', segment, manager, uid);
    if (sharedUnits.has(segment) || sharedPattern.test(segment))
        return place('shared', segment, manager, uid);
    const snap = snapScope.exec(unescapeUnit(segment));
    if (snap?.[1] !== undefined)
        return { ...place('snap', segment, manager, uid), snap: { name: snap[1], app: snap[2] ?? null } };
    const bus = busService.exec(segment);
    if (bus?.[1] !== undefined)
        return { ...place('service', segment, manager, uid), busName: cleanText(unescapeUnit(bus[1])) };
    const app = appOfUnit(segment);
    if (app) return { ...place(app.kind, segment, manager, uid), appIds: app.ids };
    return place('service', segment, manager, uid);
}

/**
 * `app[-LAUNCHER]-ID-RANDOM.scope`, `app[-LAUNCHER]-ID[@RANDOM].service` (systemd, DESKTOP_ENVIRONMENTS.md).
 * A dash within an id ought to be escaped; not every launcher does, so the id with all that could be a launcher
 * is offered as a second reading.
 */
function appOfUnit(segment: string): { kind: 'app' | 'flatpak'; ids: readonly string[] } | null {
    const match = /^app-(.+)\.(scope|service)$/.exec(segment);
    if (match?.[1] === undefined) return null;
    const words = bodyWords(match[1], match[2] === 'scope');
    const last = words.length - 1;
    const readings =
        words[0] === 'flatpak' && last > 0 ? [words.slice(1)] : [words.slice(-1), words.slice(1), words];
    const ids = readings.map(reading => appIdOf(reading.join('-'))).filter((id): id is string => id !== null);
    const unique = Array.from(new Set(ids));
    if (unique.length === 0) return null;
    return { kind: words[0] === 'flatpak' && last > 0 ? 'flatpak' : 'app', ids: unique };
}

/** The words between `app-` and what the launcher put behind the id. */
function bodyWords(body: string, scope: boolean): string[] {
    if (scope) {
        const words = body.split('-');
        return words.length > 1 ? words.slice(0, -1) : words;
    }
    return body
        .replace(/@[^@]*$/, '')
        .replace(/-autostart$/, '')
        .split('-');
}

/** An application id is a desktop file's base name: never a path, never hidden. */
function appIdOf(escaped: string): string | null {
    const id = cleanText(unescapeUnit(escaped), longestUnit).replace(/\.desktop$/, '');
    return id === '' || id.startsWith('.') || id.includes('/') ? null : id;
}

function containerOf(segment: string): CgroupPlace['container'] {
    const scope = /^(libpod|docker|crio|cri-containerd)-(?:conmon-)?([0-9a-f]{12,64})(?:\.scope)?$/.exec(
        segment,
    );
    const engines: Readonly<Record<string, ContainerEngine>> = {
        libpod: 'podman',
        docker: 'docker',
        crio: 'cri-o',
        'cri-containerd': 'containerd',
    };
    if (scope?.[1] !== undefined && scope[2] !== undefined) {
        const engine = engines[scope[1]];
        return engine === undefined ? null : { engine, id: scope[2].slice(0, 12) };
    }
    const lxc = /^lxc\.payload\.(.+)$/.exec(segment);
    if (lxc?.[1] !== undefined) return { engine: 'lxc', id: cleanText(lxc[1], 64) };
    const machine = /^machine-(.+)\.scope$/.exec(segment) ?? /^systemd-nspawn@(.+)\.service$/.exec(segment);
    if (machine?.[1] !== undefined) return { engine: 'machine', id: cleanText(unescapeUnit(machine[1]), 64) };
    return null;
}
