import { pause, run, until } from '../collector/installation.js';
import type { View } from '../collector/view.js';
import { equal, ok, test } from '../harness.js';
import { FakeTime } from './fakeTime.js';
import { onMachine, openAll, stillFollows } from './machine.js';

const day = 86_400;

/** Whatever is found wrong with a connection that just lies there is found wrong by the clock alone. */
function findings(view: View): number {
    return [...view.components.values()].reduce((sum, component) => sum + component.findings.length, 0);
}

for (const [what, seconds] of [
    ['back by a day', -day],
    ['forth by a day', day],
] as const)
    test(`set ${what}, the clock makes nothing odd, and nothing late`, async () => {
        const time = new FakeTime();
        await onMachine({ environment: time.environment }, async machine => {
            const { view } = machine;
            await until('the connections', () => {
                openAll(view);
                return view.connections.size >= 4;
            });
            time.jump(seconds);
            await view.refresh();
            await stillFollows(machine);
            equal(findings(view), 0);
            await until('the last of them', () =>
                [...view.connections.values()].every(({ closedAt }) => closedAt !== null),
            );
            for (const { since, closedAt, states } of view.connections.values()) {
                ok(since <= (closedAt ?? since), 'a connection that ended before it began');
                const times = states.map(({ at }) => at);
                equal(times.join(), [...times].sort((a, b) => a - b).join(), 'the order of its states');
            }
        });
    });

test('asleep for a night, it wakes up to how things are, and finds nothing odd in having slept', async () => {
    const time = new FakeTime();
    await onMachine({ environment: time.environment }, async machine => {
        const { view, traffic } = machine;
        const pid = view.process.get_identifier() ?? '';
        run(['kill', '-STOP', pid]);
        traffic.open(1);
        time.jump(8 * 3600);
        await pause(1_500);
        run(['kill', '-CONT', pid]);
        await until('the new one', () => view.open === 6);
        equal(findings(view), 0);
        await stillFollows(machine);
    });
});
