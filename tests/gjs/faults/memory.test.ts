import { Installation, aliveCalled, asDesktopUser, ended, run, until } from '../collector/installation.js';
import { Traffic } from '../collector/traffic.js';
import { View } from '../collector/view.js';
import { ok, test } from '../harness.js';

test('out of memory it ends at once, and leaves no child', async () => {
    const installation = new Installation();
    const traffic = new Traffic(4_432);
    const view = new View(installation.start('collector.js'));
    try {
        traffic.open(1);
        await until('the connection', () => view.open === 2);
        await until('the follower of closures', () => aliveCalled('ss') === 1);
        // Not a byte more than it has (RLIMIT_DATA, getrlimit(2)).
        run([...asDesktopUser(), 'prlimit', '--pid', view.process.get_identifier() ?? '', '--data=1']);
        const end = ended(view.process);
        traffic.open(400);
        view.send({ command: 'refresh' });
        ok((await end) !== 0, 'it ended as if all were well');
        await until('no child', () => aliveCalled('ss') === 0, 1_000);
    } finally {
        view.process.force_exit();
        traffic.end();
        installation.remove();
    }
});
