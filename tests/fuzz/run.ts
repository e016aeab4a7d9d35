import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { writeDocument } from '../document.js';
import { parsers } from './parsers.js';

/** `npm run fuzz [-- --inputs N] [--seed N] [--only NAME]`: the long run of tests/unit/hostile; rewrites docs/fuzzing.md where it is long. */
const { values } = parseArgs({
    options: {
        inputs: { type: 'string', default: '1050000' },
        seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
        only: { type: 'string' },
    },
});
const wanted = parsers.filter(({ name }) => values.only === undefined || name.includes(values.only));
const each = Math.ceil(Number(values.inputs) / wanted.length);
const seed = Number(values.seed);
const rows: string[] = [];
let total = 0;
let failures = 0;
for (const { name, property } of wanted) {
    const began = performance.now();
    const { failed, numRuns, counterexample, errorInstance } = fc.check(property, { numRuns: each, seed });
    const seconds = (performance.now() - began) / 1000;
    total += numRuns;
    rows.push(
        `| ${name} | ${numRuns.toLocaleString('en')} | ${seconds.toFixed(0)} | ${failed ? 'failed' : 'none'} |`,
    );
    process.stdout.write(`${rows.at(-1) ?? ''}\n`);
    if (!failed) continue;
    failures += 1;
    process.stdout.write(`  ${JSON.stringify(counterexample)}\n  ${String(errorInstance)}\n`);
}
process.stdout.write(`${total} inputs, ${failures} parsers failed, seed ${seed}\n`);
process.exitCode = failures > 0 ? 1 : 0;
if (values.only === undefined && total >= 1_000_000)
    writeDocument(
        'fuzzing.md',
        `# Hostile input

\`npm run fuzz\` gives every reader of what strangers wrote inputs that once were right and were damaged since, and some that never were; \`tests/fuzz/parsers.ts\` lists the readers and what each promises. The ordinary unit tests run the same list with a few hundred inputs each. What a reader stumbles over becomes a test of its own.

The last long run, ${new Date().toISOString().slice(0, 10)}, \`npm run fuzz -- --inputs ${values.inputs} --seed ${seed}\`, Node ${process.versions.node}: **${total.toLocaleString('en')} inputs, ${failures} failures.** A reader counts as failed at its first failure, and is not run on.

| reader | inputs | seconds | failures |
| --- | --: | --: | --- |
${rows.join('\n')}
`,
    );
