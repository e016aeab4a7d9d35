import System from 'system';
import { HistoryFile } from '../../../src/system/history/historyFile.js';
import { sighting } from './sighting.js';

/** `gjs -m writer.js PATH BEGAN`: writes without end, and says after each writing how much it holds. */
const [path = '', began = '0'] = System.programArgs;
const file = new HistoryFile(path);
const history = file.load(Number(began));
for (let count = history.size + 1; ; count += 1) {
    history.observe([sighting(count, Number(began) + count)]);
    if (!file.save(history, Number(began) + count)) System.exit(1);
    print(String(count));
}
