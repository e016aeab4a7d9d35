import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { desktopTest, state } from './desktop.js';
import { uuid, type Sandbox } from './sandbox/sandbox.js';

const top = join(import.meta.dirname, '..', '..');

/** The checkout as far as `scripts/install` needs it, inside the sandbox. */
function copyCheckout(sandbox: Sandbox): string {
    const folder = join(sandbox.directory, 'checkout');
    mkdirSync(join(folder, 'scripts'), { recursive: true });
    cpSync(join(top, 'scripts', 'install'), join(folder, 'scripts', 'install'));
    cpSync(join(top, 'build', uuid), join(folder, 'build', uuid), { recursive: true });
    const archive = `${uuid}.shell-extension.zip`;
    cpSync(join(top, 'build', archive), join(folder, 'build', archive));
    return '/run/edgewise/checkout/scripts/install';
}

desktopTest(
    'installed, it says that a new login is needed, and is there after it',
    { zip: null },
    async sandbox => {
        const install = copyCheckout(sandbox);
        await sandbox.startShell();
        assert.match(await sandbox.check([install]), /new login/);
        assert.match(await sandbox.check([install]), /new login/, 'asking again makes no difference');
        await sandbox.endShell();
        await sandbox.startShell();
        await sandbox.waitFor(`${state} === 1`);
        assert.match(await sandbox.check([install]), /look at the top bar/);

        await sandbox.check(['touch', `.local/share/gnome-shell/extensions/${uuid}/of-another-version`]);
        assert.match(await sandbox.check([install]), /new login/, 'another version than the running one');
        assert.equal(await sandbox.evalInShell(`return ${state}`), 1, 'the running one goes on');
    },
);
