import type Gio from 'gi://Gio?version=2.0';
import type { HostAddresses, Surroundings } from '../../engine/attribution/surroundings.js';
import { PasswdAccounts } from './accounts.js';
import { CgroupFiles } from './cgroupFiles.js';
import { DesktopFiles } from './desktopFiles.js';
import { applicationDirectories } from './directories.js';
import { MachineConfiguration } from './machineConfiguration.js';
import { ProcFiles } from './processFiles.js';
import { ServiceRequesters } from './requesters.js';
import { EnabledExtensions } from './shellExtensions.js';
import { UnitFiles } from './unitFiles.js';

interface MachineOptions {
    readonly viewerUid: number;
    readonly hosts: HostAddresses | null;
    readonly problem: (what: string, cause: unknown) => void;
    /** Ends all reading. */
    readonly cancellable: Gio.Cancellable | null;
}

/** This machine, as attribution sees it. */
export function machineSurroundings(options: MachineOptions): Surroundings {
    const { viewerUid, hosts, problem, cancellable } = options;
    const processes = new ProcFiles(viewerUid, cancellable);
    return {
        viewerUid,
        now: () => Date.now(),
        processes,
        cgroups: new CgroupFiles(cancellable),
        desktopEntries: new DesktopFiles(applicationDirectories(), cancellable),
        units: new UnitFiles(cancellable),
        accounts: new PasswdAccounts(cancellable),
        configuration: new MachineConfiguration(cancellable),
        shellExtensions: new EnabledExtensions(cancellable),
        hosts,
        requesters: new ServiceRequesters(processes, cancellable),
        problem,
    };
}
