import type { Protocol, SocketAddress } from '../sockets/socket.js';
import type { Component } from './component.js';

interface Seen {
    readonly component: Component;
    readonly at: number;
}

const mostEndpoints = 4096;
const mostComponents = 4;
/** Milliseconds after which a far side says nothing of who talks to it now. */
const memory = 10 * 60_000;

/** Which components were seen with a far side a short while ago. */
export class RecentEndpoints {
    /** The far side that was seen longest ago is first; within it the component. */
    readonly #endpoints = new Map<string, Map<string, Seen>>();

    add(protocol: Protocol, remote: SocketAddress, component: Component, at: number): void {
        const key = keyOf(protocol, remote);
        const seen = this.#endpoints.get(key) ?? new Map<string, Seen>();
        this.#endpoints.delete(key);
        this.#endpoints.set(key, seen);
        seen.delete(component.id);
        seen.set(component.id, { component, at });
        dropFirst(seen, mostComponents);
        dropFirst(this.#endpoints, mostEndpoints);
    }

    /** The last one first. */
    at(protocol: Protocol, remote: SocketAddress, now: number): readonly Component[] {
        const seen = this.#endpoints.get(keyOf(protocol, remote));
        if (!seen) return [];
        return Array.from(seen.values())
            .filter(({ at }) => now - at < memory)
            .map(({ component }) => component)
            .reverse();
    }
}

function keyOf(protocol: Protocol, { address, port }: SocketAddress): string {
    return `${protocol} ${address} ${port}`;
}

function dropFirst(map: Map<string, unknown>, most: number): void {
    if (map.size <= most) return;
    const [first] = map.keys();
    if (first !== undefined) map.delete(first);
}
