// The demo company as its payroll has it: everybody's rows, and what the command line prints for them.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = process.env.TIERCEL_PROGRAM ?? join(root, 'target/debug/tiercel');
const known = join(root, 'target/demo/known');

const cells = (text) => text.trim().split('\n').map((line) => line.split(','));

/** The rows of a table, the heading first. */
export const rowsOf = (table) => cells(readFileSync(join(known, `${table}.csv`), 'utf8'));

/** What the command line prints for a payee in September, from everybody's rows and these more: values by the line. */
export function printed(payee, plans, table, rows = []) {
  const folder = mkdtempSync(join(tmpdir(), 'tiercel-web-'));
  try {
    cpSync(known, folder, { recursive: true });
    for (const row of rows) appendFileSync(join(folder, `${table}.csv`), `${row}\n`);
    const out = join(folder, 'results');
    const paths = plans.map((plan) => join(root, 'examples/company', plan));
    execFileSync(program, ['run', ...paths, '--data', folder, '--period', '2026-09', '--out', out], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [heading, ...lines] = cells(readFileSync(join(out, 'cells.csv'), 'utf8'));
    const at = (name) => heading.indexOf(name);
    return new Map(lines.filter((line) => line[at('Payee')] === payee && line[at('Period')] === '2026-09').map((line) => [line[at('Line')], line[at('Value')]]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
