import Gio from 'gi://Gio?version=2.0';
import type { Component } from '../../../src/engine/attribution/component.js';
import { asDesktopUser, farSide, nearSide, until } from '../collector/installation.js';
import type { View } from '../collector/view.js';
import { test } from '../harness.js';
import { onMachine, stillFollows } from './machine.js';

/** Mounts over /proc what the collector finds there, in a mount namespace of its own. */
function withProc(...mount: readonly string[]): readonly string[] {
    return ['unshare', '--mount', 'sh', '-c', `mount ${mount.join(' ')} /proc && exec "$@"`, 'sh'];
}

/** A program of the same user as the collector, with one connection. */
function startProgram(before = ''): Gio.Subprocess {
    const script = `${before}
import socket, time
held = socket.create_connection(('${farSide}', 4431), source_address=('${nearSide}', 0))
time.sleep(300)`;
    return Gio.Subprocess.new(
        [...asDesktopUser(), '/usr/bin/python3', '-c', script],
        Gio.SubprocessFlags.NONE,
    );
}

async function componentWith(view: View, wanted: (component: Component) => boolean): Promise<void> {
    await until('a component like that', () =>
        [...view.components.values()].some(({ component }) => wanted(component)),
    );
}

/** Root may look into everything. */
const ofOthers = asDesktopUser().length > 0 ? test : () => undefined;

ofOthers(
    'where the processes of others are hidden it names its user’s own, and says whose the rest are',
    () =>
        onMachine({ within: withProc('-t', 'proc', '-o', 'hidepid=2', 'proc') }, async machine => {
            const program = startProgram();
            await componentWith(machine.view, ({ name }) => name === 'python3');
            await componentWith(machine.view, ({ unknown }) => unknown === 'other-user');
            program.force_exit();
            await until('its own is closed', () => machine.view.open === 5);
            await stillFollows(machine);
        }),
);

test('without /proc it tells all connections, and why it cannot say whose they are', () =>
    onMachine({ within: withProc('-t', 'tmpfs', '-o', 'mode=000', 'tmpfs') }, async machine => {
        await componentWith(machine.view, ({ unknown }) => unknown !== null);
        await stillFollows(machine);
    }));

ofOthers('of a process that lets nobody look into it, it says so', () =>
    onMachine({}, async ({ view }) => {
        // PR_SET_DUMPABLE (prctl(2)), as password stores and agents do it.
        const program = startProgram('import ctypes; ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)');
        await componentWith(view, ({ unknown }) => unknown === 'no-permission');
        program.force_exit();
    }),
);
