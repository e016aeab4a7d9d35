import type { NameResolver } from '../../engine/identification/names.js';
import { GioResolver } from './gioResolver.js';
import { findResolved } from './resolvedResolver.js';

/** systemd-resolved where it runs, as it tells canonical names; else the C library's resolver. */
export async function userResolver(): Promise<NameResolver> {
    return (await findResolved()) ?? new GioResolver();
}
