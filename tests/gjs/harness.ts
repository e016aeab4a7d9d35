/**
 * What a test under gjs has: `test(name, body)` and node:assert's most needed checks, of which gjs has none.
 * The file `tests/gjs/run.ts` runs what a test file has registered.
 */
type Body = () => void | Promise<void>;
export interface RegisteredTest {
    readonly name: string;
    readonly body: Body;
}

export const registeredTests: RegisteredTest[] = [];

export function test(name: string, body: Body): void {
    registeredTests.push({ name, body });
}

function show(value: unknown): string {
    return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part), 2);
}

export function ok(value: unknown, message = 'expected a truthy value'): asserts value {
    if (!value) throw new Error(message);
}

export function equal(actual: unknown, expected: unknown, message = 'not equal'): void {
    if (!Object.is(actual, expected))
        throw new Error(`${message}: expected ${show(expected)}, got ${show(actual)}`);
}

/** Of plain data: compared as the JSON that it is, keys in any order. */
export function deepEqual(actual: unknown, expected: unknown, message = 'not equal'): void {
    equal(show(sorted(actual)), show(sorted(expected)), message);
}

function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

export function match(actual: string, pattern: RegExp): void {
    if (!pattern.test(actual)) throw new Error(`expected ${String(pattern)} in ${show(actual)}`);
}
