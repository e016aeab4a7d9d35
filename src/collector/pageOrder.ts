interface Placed {
    readonly id: string;
    readonly since: number;
    readonly closedAt: number | null;
    /** How many findings are about it. */
    readonly findings: number;
}

/**
 * The order of a component's connections, of which a view is told the first ones: those with something odd,
 * then the open ones, the newest first, then the closed ones, the last closed first.
 */
export function compareForPage(a: Placed, b: Placed): number {
    return (
        Number(b.findings > 0) - Number(a.findings > 0) ||
        Number(a.closedAt !== null) - Number(b.closedAt !== null) ||
        (b.closedAt ?? b.since) - (a.closedAt ?? a.since) ||
        (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
    );
}
