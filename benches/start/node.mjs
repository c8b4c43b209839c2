// How long the package takes in Node from nothing to a first answer, and with 100,000 deals: `node node.mjs [DEALS]`, after
// `cargo xtask package`. Tables are CSV text, then a JavaScript object for each row. Each time in a process of its own; the
// medians of eleven.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, objectsOf, planOf, tablesOf } from './workload.mjs';

if (process.argv[2] === 'once') {
  const texts = tablesOf(Number(process.argv[3]));
  const [plan, tables] = [planOf(300), process.argv[4] === 'objects' ? objectsOf(texts) : texts];
  const before = process.memoryUsage.rss();
  const times = [performance.now()];
  const { compile } = await import('../../pkg/dist/node.js');
  times.push(performance.now());
  const compiled = compile(plan);
  times.push(performance.now());
  const { session } = compiled.plan.load(tables);
  times.push(performance.now());
  const { cells } = session.cells();
  times.push(performance.now());
  if (!cells.some((cell) => cell.line === 'Commission')) throw new Error('no answer');
  const took = times.slice(1).map((time, at) => time - times[at]);
  console.log(JSON.stringify([...took, times.at(-1) - times[0], (process.memoryUsage.rss() - before) / 2 ** 20]));
} else {
  const sizes = process.argv.length > 2 ? process.argv.slice(2) : ['2000', '100000'];
  for (const [deals, form] of sizes.flatMap((deals) => [[deals, 'text'], [deals, 'objects']])) {
    const once = () => JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'once', deals, form], { encoding: 'utf8' }));
    const runs = Array.from({ length: 11 }, once);
    const [engine, plan, load, answer, all, memory] = runs[0].map((_, at) => median(runs.map((run) => run[at])).toFixed(1));
    console.log(`${deals} deals as ${form}: ${all} ms (engine ${engine}, plan ${plan}, load ${load}, first answer ${answer}), ${memory} MiB more`);
  }
}
