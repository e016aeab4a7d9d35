import { readEngineSettings } from '../../../src/protocol/settingsKeys.js';
import type { EngineSettings } from '../../../src/engine/settings.js';
import { Installation, ended, until, type Circumstances } from '../collector/installation.js';
import { Traffic } from '../collector/traffic.js';
import { View } from '../collector/view.js';
import { equal } from '../harness.js';

export const settings: EngineSettings = { ...readEngineSettings(() => undefined, []), interval: 500 };

interface Machine {
    readonly view: View;
    /** Two connections of this test's process, so four ends, when the body begins. */
    readonly traffic: Traffic;
    readonly home: string;
}

interface Faults extends Circumstances {
    /** Before the collector starts. */
    readonly damage?: (home: string) => void;
    readonly mend?: (home: string) => void;
    readonly settings?: Partial<EngineSettings>;
    /** Where the far side of the traffic stands. */
    readonly far?: string;
}

/** A collector whose menu is open, on a machine with these faults; it has to end in order. */
export async function onMachine(faults: Faults, body: (machine: Machine) => Promise<void>): Promise<void> {
    const installation = new Installation();
    const home = `${installation.folder}/home`;
    const traffic = new Traffic(4_431, faults.far);
    faults.damage?.(home);
    const view = new View(installation.start('collector.js', [], faults));
    try {
        view.send({ command: 'configure', settings: { ...settings, ...faults.settings } });
        view.send({ command: 'watch', watching: true });
        traffic.open(2);
        await until('the connections', () => view.open === 4);
        await body({ view, traffic, home });
        const closed = ended(view.process);
        view.closeInput();
        equal(await closed, 0, 'the end of it');
    } finally {
        view.process.force_exit();
        traffic.end();
        faults.mend?.(home);
        installation.remove();
    }
}

/** One more connection, and then none at all, are told. */
export async function stillFollows({ view, traffic }: Machine): Promise<void> {
    const before = view.open;
    traffic.open(1);
    await until('one more', () => view.open === before + 2, 5_000);
    traffic.close();
    await until('none', () => view.open === 0, 5_000);
}

/** Opens whatever components there are now: whose a connection is may still be being found out. */
export function openAll(view: View): void {
    for (const componentId of view.components.keys()) view.send({ command: 'open', componentId, limit: 20 });
}
