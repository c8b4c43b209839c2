// Both programs in turn, three times each size: medians and their ratio. `node run.mjs`, after `cargo xtask package` and
// `npm install` here.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const run = (file, deals) => JSON.parse(execFileSync(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), deals], { encoding: 'utf8' }));
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

console.log('| deals | program | first answer ms | edit p50 ms | p99 ms | HyperFormula / ours at p50 | wrong totals |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: |');
for (const deals of ['200', '2000', '20000']) {
  const pairs = [1, 2, 3].map(() => [run('tiercel.mjs', deals), run('hyperformula.mjs', deals)]);
  const ratio = median(pairs.map(([ours, theirs]) => theirs.p50 / ours.p50));
  for (const at of [0, 1]) {
    const of = (field) => median(pairs.map((pair) => pair[at][field])).toFixed(3);
    const { program, wrong, totals } = pairs[0][at];
    console.log(`| ${deals} | ${program} | ${of('built')} | ${of('p50')} | ${of('p99')} | ${at === 0 ? ratio.toFixed(0) : ''} | ${wrong} of ${totals} |`);
  }
}
