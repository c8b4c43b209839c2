// Measures one program: builds its model, edits one deal after another, reads the year, and holds every total against the
// right one. Prints a line of JSON.
import { workload } from './workload.mjs';

const WARM = 20;

export function measured(program, build) {
  const deals = Number(process.argv[2] ?? 2000);
  const edits = WARM + Number(process.argv[3] ?? 500);
  const work = workload(deals, edits);
  const begun = performance.now();
  const model = build(work);
  model.read();
  const built = performance.now() - begun;
  let wrong = 0;
  const check = (totals) => model.totals().forEach((total, at) => (wrong += total === totals[at] ? 0 : 1));
  check(work.first);
  const times = work.steps.map(({ row, cents, totals }) => {
    const start = performance.now();
    model.edit(row, cents);
    model.read();
    const time = performance.now() - start;
    check(totals);
    return time;
  });
  const sorted = times.slice(WARM).sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  console.log(JSON.stringify({ program, deals, built, p50: at(0.5), p99: at(0.99), wrong, totals: 13 * (edits + 1) }));
}
