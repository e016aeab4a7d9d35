import { uuid, type Sandbox, type SandboxOptions } from './sandbox.js';

/** What `scripts/shell --scene FILE` plays: the default export of a module. */
export interface Scene {
    /** For the session to begin with; options of the command line win. */
    readonly options?: Partial<Pick<SandboxOptions, 'locale' | 'style' | 'textScale' | 'size' | 'settings'>>;
    /** Before the shell starts: names, far sides, programs and their connections. */
    prepare?(sandbox: Sandbox): Promise<void>;
    /** With the shell running; without it, pictures of the open menu and of the preferences are taken. */
    play?(sandbox: Sandbox): Promise<void>;
}

/** The pictures that everybody wants. */
export async function takePictures(sandbox: Sandbox): Promise<void> {
    await sandbox.openMenu();
    await sandbox.evalInShell('await hook.pause(2500);');
    await sandbox.screenshot('menu');
    await sandbox.evalInShell('Main.panel.closeMenus?.(); Main.panel.menuManager.activeMenu?.close();');
    if (!(await sandbox.evalInShell<boolean>(`return Main.extensionManager.lookup('${uuid}').hasPrefs`)))
        return;
    await sandbox.openPreferences();
    await sandbox.screenshot('preferences');
    await sandbox.closePreferences();
}
