import type { EngineStatus } from '../collector/assembly.js';
import type { Snapshot } from '../protocol/snapshot.js';

/** The programs and libraries that Edgewise runs on: name → version. */
export type Environment = Readonly<Record<string, string>>;

/**
 * What a bug report needs: versions, how Edgewise looks, what went wrong, and how many of what there is. It is
 * for those who mend Edgewise, so it is in English; it holds no address, no name and nothing of a connection.
 */
export function reportLines(
    version: string,
    environment: Environment,
    status: EngineStatus,
    snapshot: Snapshot,
): string[] {
    const { closures, networks } = status;
    return [
        `Edgewise ${version}`,
        ...Object.entries(environment).map(([name, value]) => `${name}: ${value}`),
        `sampler: ${status.sampler}${because(status.samplerReason)}`,
        `closures: ${closures.active ? 'followed' : 'not followed'}${because(closures.reason)}`,
        `network data: ${networks.state}${networks.date === null ? '' : `, ${networks.date}`}`,
        `names: ${status.dns ? 'asked for' : 'not asked for'}`,
        `connections: ${snapshot.connections.length}`,
        ...counts(
            'state',
            snapshot.connections.map(({ state }) => state),
        ),
        ...counts(
            'component',
            snapshot.connections.map(({ component }) => component.unknown ?? component.kind),
        ),
        ...counts(
            'finding',
            snapshot.findings.map(({ kind }) => kind),
        ),
        ...status.problems.map(({ file, reason }) => `problem: ${baseName(file)}: ${reason}`),
    ];
}

function because(reason: string | null): string {
    return reason === null ? '' : ` (${reason})`;
}

function counts(what: string, values: readonly string[]): string[] {
    const counted = new Map<string, number>();
    for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1);
    return [...counted].sort().map(([value, count]) => `  ${what} ${value}: ${count}`);
}

/** The folders of a path may hold the user's name. */
function baseName(path: string): string {
    return path.slice(path.lastIndexOf('/') + 1);
}
