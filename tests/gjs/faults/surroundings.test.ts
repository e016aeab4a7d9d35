import { readEngineSettings } from '../../../src/protocol/settingsKeys.js';
import { equal, ok, test } from '../harness.js';
import { Installation, ended, pause, run, until } from '../collector/installation.js';
import { Traffic } from '../collector/traffic.js';
import { View } from '../collector/view.js';

const settings = { ...readEngineSettings(() => undefined, []), interval: 500, keepHistory: true };

/** A collector on a machine to which `damage` has been done; `mend` undoes it. */
async function onMachine(
    damage: (home: string) => void,
    mend: (home: string) => void,
    body: (view: View, traffic: Traffic, home: string) => Promise<void>,
): Promise<void> {
    const installation = new Installation();
    const home = `${installation.folder}/home`;
    const traffic = new Traffic(4_431);
    damage(home);
    const view = new View(installation.start('collector.js'));
    try {
        view.send({ command: 'configure', settings });
        view.send({ command: 'watch', watching: true });
        traffic.open(2);
        await until('the connections', () => view.open === 4);
        await body(view, traffic, home);
        const closed = ended(view.process);
        view.closeInput();
        equal(await closed, 0, 'the end of it');
    } finally {
        view.process.force_exit();
        traffic.end();
        mend(home);
        installation.remove();
    }
}

async function stillFollows(view: View, traffic: Traffic): Promise<void> {
    traffic.open(1);
    await until('one more', () => view.open === 6);
    traffic.close();
    await until('none', () => view.open === 0);
}

test('where nothing can be written it observes all the same, and ends in order', () =>
    onMachine(
        home => {
            run(['mkdir', '-m', '777', `${home}/state`]);
            run(['mount', '--bind', '-o', 'ro', `${home}/state`, `${home}/state`]);
        },
        home => run(['umount', '-l', `${home}/state`]),
        async (view, traffic, home) => {
            await stillFollows(view, traffic);
            view.send({ command: 'export', format: 'csv', path: `${home}/state/list.csv` });
            await until('the answer', () => view.of('exported').length === 1);
            ok((view.of('exported')[0]?.error ?? '') !== '');
        },
    ));

test('on a full disk it observes all the same, and leaves nothing half written', () =>
    onMachine(
        home => {
            run(['mkdir', '-m', '777', `${home}/state`]);
            run(['mount', '-t', 'tmpfs', '-o', 'size=8k,mode=777', 'tmpfs', `${home}/state`]);
            run([
                'sh',
                '-c',
                'head -c 65536 /dev/zero >"$1" 2>/dev/null; true',
                'sh',
                `${home}/state/filler`,
            ]);
        },
        home => run(['umount', '-l', `${home}/state`]),
        async (view, traffic, home) => {
            view.send({ command: 'export', format: 'json', path: `${home}/state/list.json` });
            await until('the answer', () => view.of('exported').length === 1);
            ok((view.of('exported')[0]?.error ?? '') !== '');
            await until(
                'nothing of it is left',
                () => !run(['ls', '-A', `${home}/state`]).includes('list.json'),
            );
            await stillFollows(view, traffic);
        },
    ));

test('without a tree of control groups it says whose the connections are as far as it can know', () =>
    onMachine(
        () => run(['mount', '-t', 'tmpfs', 'tmpfs', '/sys/fs/cgroup']),
        () => run(['umount', '-l', '/sys/fs/cgroup']),
        async (view, traffic) => {
            ok(view.components.size > 0);
            await stillFollows(view, traffic);
        },
    ));

test('stopped and let go on, it tells how things are then', () =>
    onMachine(
        () => undefined,
        () => undefined,
        async (view, traffic) => {
            const pid = view.process.get_identifier() ?? '';
            run(['kill', '-STOP', pid]);
            traffic.open(1);
            const told = view.messages.length;
            await pause(1500);
            equal(view.messages.length, told, 'messages while it was stopped');
            run(['kill', '-CONT', pid]);
            await until('one more', () => view.open === 6);
        },
    ));
