import { equal, ok, test } from '../harness.js';
import { pause, run, until } from '../collector/installation.js';
import { onMachine, stillFollows } from './machine.js';

test('where nothing can be written it observes all the same, and ends in order', () =>
    onMachine(
        {
            damage: home => {
                run(['mkdir', '-m', '777', `${home}/state`]);
                run(['mount', '--bind', '-o', 'ro', `${home}/state`, `${home}/state`]);
            },
            mend: home => run(['umount', '-l', `${home}/state`]),
        },
        async machine => {
            const { view, home } = machine;
            await stillFollows(machine);
            view.send({ command: 'export', format: 'csv', path: `${home}/state/list.csv` });
            await until('the answer', () => view.of('exported').length === 1);
            ok((view.of('exported')[0]?.error ?? '') !== '');
        },
    ));

test('on a full disk it observes all the same, and leaves nothing half written', () =>
    onMachine(
        {
            damage: home => {
                run(['mkdir', '-m', '777', `${home}/state`]);
                run(['mount', '-t', 'tmpfs', '-o', 'size=8k,mode=777', 'tmpfs', `${home}/state`]);
                const fill = 'head -c 65536 /dev/zero >"$1" 2>/dev/null; true';
                run(['sh', '-c', fill, 'sh', `${home}/state/filler`]);
            },
            mend: home => run(['umount', '-l', `${home}/state`]),
        },
        async machine => {
            const { view, home } = machine;
            view.send({ command: 'export', format: 'json', path: `${home}/state/list.json` });
            await until('the answer', () => view.of('exported').length === 1);
            ok((view.of('exported')[0]?.error ?? '') !== '');
            await until(
                'nothing of it is left',
                () => !run(['ls', '-A', `${home}/state`]).includes('list.json'),
            );
            await stillFollows(machine);
        },
    ));

test('without a tree of control groups it says whose the connections are as far as it can know', () =>
    onMachine(
        {
            damage: () => run(['mount', '-t', 'tmpfs', 'tmpfs', '/sys/fs/cgroup']),
            mend: () => run(['umount', '-l', '/sys/fs/cgroup']),
        },
        async machine => {
            ok(machine.view.components.size > 0);
            await stillFollows(machine);
        },
    ));

test('stopped and let go on, it tells how things are then', () =>
    onMachine({}, async ({ view, traffic }) => {
        const pid = view.process.get_identifier() ?? '';
        run(['kill', '-STOP', pid]);
        traffic.open(1);
        const told = view.messages.length;
        await pause(1500);
        equal(view.messages.length, told, 'messages while it was stopped');
        run(['kill', '-CONT', pid]);
        await until('one more', () => view.open === 6);
    }));
