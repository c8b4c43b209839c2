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

/** The package: what each step took in ms, and the digest of the sheet. */
async function once(form) {
  const plan = readFileSync(here('w1.plan'), 'utf8');
  const read = (name) => readFileSync(join(data, `${name}.csv`), form === 'text' ? 'utf8' : undefined);
  const tables = Object.fromEntries(['payees', 'quotas', 'deals'].map((name) => [name, read(name)]));
  const before = process.memoryUsage.rss();
  const times = [performance.now()];
  const { compile } = await import('../../pkg/dist/node.js');
  times.push(performance.now());
  const compiled = compile(plan);
  times.push(performance.now());
  const { session } = compiled.plan.load(tables);
  times.push(performance.now());
  const { csv } = session.sheet();
  times.push(performance.now());
  const memory = (process.memoryUsage.rss() - before) / 2 ** 20;
  return { took: times.slice(1).map((time, at) => time - times[at]), memory, digest: sha256(csv) };
}

/** The program: ms and the digest of the sheet. */
function native() {
  const sheet = join(data, '../node.csv');
  const args = ['run', here('w1.plan'), '--data', data, '--sheet', sheet, '--threads', '1'];
  const start = performance.now();
  execFileSync(here('../../target/release/tiercel'), args, { stdio: 'ignore' });
  return { took: performance.now() - start, digest: sha256(readFileSync(sheet)) };
}

if (process.argv[4] === 'once') {
  console.log(JSON.stringify(await once(process.argv[5])));
} else {
  for (const form of ['text', 'bytes']) {
    const runs = Array.from({ length: Number(pairs) }, () => {
      const program = native();
      const args = [fileURLToPath(import.meta.url), deals, pairs, 'once', form];
      const found = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
      if (found.digest !== program.digest) throw new Error('the sheets differ');
      const [engine, plan, load, sheet] = found.took;
      return { native: program.took, engine, plan, load, sheet, all: plan + load + sheet, ratio: (plan + load + sheet) / program.took, memory: found.memory };
    });
    const [native_, engine, plan, load, sheet, all, ratio, memory] = Object.keys(runs[0]).map((name) => median(runs.map((run) => run[name])));
    const ms = (number) => number.toFixed(0);
    console.log(
      `${deals} deals as ${form}: ${ms(all)} ms (plan ${ms(plan)}, load ${ms(load)}, sheet ${ms(sheet)}), ${ratio.toFixed(2)} x the program's ` +
        `${ms(native_)} ms; the engine's start ${ms(engine)} ms, ${ms(memory)} MiB more`,
    );
  }
}
