import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Collector, type CollectorOptions } from './collector.js';
import { costOfLooks, costOfRunningOn, isInstalled, peers } from './peers.js';
import { inDigits, spreadOf, spreadText, table } from './statistics.js';
import type { World } from './world/world.js';

/** Milliseconds between two looks, of all that are measured. */
export const interval = 2000;
const looksPerHour = 3_600_000 / interval;

export interface CostOptions extends Pick<CollectorOptions, 'folder' | 'scratch'> {
    readonly sizes: readonly number[];
    /** Windows that are measured, and how long each one is, in milliseconds. */
    readonly windows: number;
    readonly window: number;
    /** Milliseconds for which a collector finds out whose the connections are before it is measured. */
    readonly settling: number;
}

interface Row {
    readonly name: string;
    /** By size: milliseconds of processor time for each interval. */
    readonly costs: (readonly number[])[];
    readonly resident: number[];
}

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

/** IPv4 addresses that stand in networks and at providers of all kinds. */
export function farAddresses(): string[] {
    const cases = join(import.meta.dirname, '..', 'fixtures', 'identification-cases.jsonl');
    const addresses = readFileSync(cases, 'utf8').match(/(?<="address": ")[\d.]+(?=")/g) ?? [];
    return [...new Set(addresses)].slice(0, 400);
}

/** What a look costs, by the number of connections: the tables, as Markdown. */
export async function measureCost(world: World, options: CostOptions): Promise<string> {
    const rows: Row[] = [
        'collector, menu shut, nothing happens',
        'collector, menu open, nothing happens',
        'collector, menu shut, 1 % talk, one new each second',
        'collector, menu open, 1 % talk, one new each second',
        ...peers.map(({ name }) => name),
    ].map(name => ({ name, costs: [], resident: [] }));
    const started: number[][] = [];
    for (const size of options.sizes) {
        const clients = world.clients();
        await clients.tell(`open ${size} ${farAddresses().join(' ')}`);
        const firsts: number[] = [];
        const collectors: Collector[] = [];
        for (let n = 0; n < 2; n += 1) {
            const collector = new Collector({ ...options, interval });
            await collector.next(message => message.type === 'components' && message.changed.length > 0);
            firsts.push(performance.now() - collector.started);
            collectors.push(collector);
        }
        started.push(firsts);
        collectors[1]?.openMenu();
        await pause(options.settling / 2);
        const measured = peers.filter(isInstalled).map(async peer => {
            const row = rows.find(({ name }) => name === peer.name);
            row?.costs.push(
                peer.runsOn === true
                    ? await costOfRunningOn(peer, options.windows * 2, interval)
                    : await costOfLooks(peer, options.windows, 4, interval),
            );
        });
        await Promise.all([...measured, pause(options.settling / 2)]);
        await measureCollectors(rows.slice(0, 2), collectors, options);
        const others = world.clients();
        await clients.tell('talk 0.01');
        const brief = others.tell(
            `brief 20 1000 near ${farAddresses()
                .slice(0, Math.ceil((options.windows * options.window) / 1000) + 8)
                .join(' ')}`,
        );
        await pause(6000);
        await measureCollectors(rows.slice(2, 4), collectors, options);
        await Promise.all([brief, ...collectors.map(collector => collector.end())]);
        await Promise.all([clients.end(), others.end()]);
    }
    return [
        costTable(rows, options.sizes),
        residentTable(rows.slice(0, 4), options.sizes),
        'Milliseconds from the start of a collector’s process to the first components that a view is told of:\n\n' +
            table(
                ['', ...options.sizes.map(size => size.toLocaleString('en'))],
                [['first content', ...started.map(times => spreadText(spreadOf(times)))]],
            ),
    ].join('\n\n');
}

async function measureCollectors(
    rows: readonly Row[],
    collectors: readonly Collector[],
    options: CostOptions,
) {
    const costs: number[][] = rows.map(() => []);
    for (let window = 0; window < options.windows; window += 1) {
        const before = collectors.map(({ cpu }) => cpu);
        const began = performance.now();
        await pause(options.window);
        const intervals = (performance.now() - began) / interval;
        collectors.forEach(({ cpu }, index) => {
            costs[index]?.push(((cpu - (before[index] ?? 0)) * 1000) / intervals);
        });
    }
    rows.forEach(({ costs: all, resident }, index) => {
        all.push(costs[index] ?? []);
        resident.push(collectors[index]?.resident.now ?? NaN);
        process.stderr.write(`${rows[index]?.name}: ${spreadText(spreadOf(costs[index] ?? []))}\n`);
    });
}

function costTable(rows: readonly Row[], sizes: readonly number[]): string {
    return (
        table(
            ['ms of processor time per interval', ...sizes.map(size => size.toLocaleString('en'))],
            rows.map(({ name, costs }) => [
                name,
                ...sizes.map((_, index) => {
                    const measured = costs[index] ?? [];
                    return measured.length === 0 ? 'not run' : spreadText(spreadOf(measured));
                }),
            ]),
        ) +
        '\n\nThe same as seconds of processor time in an hour:\n\n' +
        table(
            ['', ...sizes.map(size => size.toLocaleString('en'))],
            rows.map(({ name, costs }) => [
                name,
                ...sizes.map((_, index) =>
                    inDigits((spreadOf(costs[index] ?? []).median * looksPerHour) / 1000),
                ),
            ]),
        )
    );
}

function residentTable(rows: readonly Row[], sizes: readonly number[]): string {
    return (
        'Resident megabytes of the collector:\n\n' +
        table(
            ['', ...sizes.map(size => size.toLocaleString('en'))],
            rows.map(({ name, resident }) => [name, ...resident.map(inDigits)]),
        )
    );
}
