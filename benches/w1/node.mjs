// W1 in Node: the package over CSV text in memory, in turn with the program. `node node.mjs [DEALS [PAIRS]]`, after
// `cargo xtask bench --deals DEALS --only Tiercel` (which makes the data) and `cargo xtask package`. Each time in a process of its
// own; the sheets must be the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../start/workload.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [deals = '1000000', pairs = '11'] = process.argv.slice(2);
const data = here(`../../target/bench/${deals}/plan`);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The package: what each step took in ms, the first time in the process and the second, and the digest of the sheet. */
async function once(form) {
  const plan = readFileSync(here('w1.plan'), 'utf8');
  const read = (name) => readFileSync(join(data, `${name}.csv`), form === 'text' ? 'utf8' : undefined);
  const tables = Object.fromEntries(['payees', 'quotas', 'deals'].map((name) => [name, read(name)]));
  const before = process.memoryUsage.rss();
  const start = performance.now();
  const { compile } = await import('../../pkg/dist/node.js');
  const engine = performance.now() - start;
  const round = () => {
    const times = [performance.now()];
    const compiled = compile(plan);
    times.push(performance.now());
    const { session } = compiled.plan.load(tables);
    times.push(performance.now());
    const { csv } = session.sheet();
    times.push(performance.now());
    session.free();
    return { took: times.slice(1).map((time, at) => time - times[at]), csv };
  };
  const first = round();
  const memory = (process.memoryUsage.rss() - before) / 2 ** 20;
  const second = round();
  return { engine, first: first.took, second: second.took, memory, digests: [first, second].map(({ csv }) => sha256(csv)) };
}

/** The program: ms and the digest of the sheet. */
function native() {
  const sheet = join(data, '../node.csv');
  const args = ['run', here('w1.plan'), '--data', data, '--sheet', sheet, '--threads', '1'];
  const start = performance.now();
  execFileSync(here('../../target/release/tiercel'), args, { stdio: 'ignore' });
  return { took: performance.now() - start, digest: sha256(readFileSync(sheet)) };
}

const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);
const ms = (number) => number.toFixed(0);

if (process.argv[4] === 'once') {
  console.log(JSON.stringify(await once(process.argv[5])));
} else {
  for (const form of ['text', 'bytes']) {
    const runs = Array.from({ length: Number(pairs) }, () => {
      const program = native();
      const args = [fileURLToPath(import.meta.url), deals, pairs, 'once', form];
      const found = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
      if (found.digests.some((digest) => digest !== program.digest)) throw new Error('the sheets differ');
      return { ...found, program: program.took };
    });
    const middle = (of) => median(runs.map(of));
    const said = (name) => {
      const [plan, load, sheet] = [0, 1, 2].map((at) => ms(middle((run) => run[name][at])));
      const ratio = middle((run) => sum(run[name]) / run.program).toFixed(2);
      return `${ms(middle((run) => sum(run[name])))} ms (plan ${plan}, load ${load}, sheet ${sheet}), ${ratio} x`;
    };
    console.log(`${deals} deals as ${form}; the program ${ms(middle((run) => run.program))} ms, the engine's start ${ms(middle((run) => run.engine))} ms`);
    console.log(`  first in its process: ${said('first')}; ${ms(middle((run) => run.memory))} MiB more`);
    console.log(`  second: ${said('second')}`);
  }
}
