// The package: `node tiercel.mjs DEALS`, after `cargo xtask package`.
import { readFileSync } from 'node:fs';
import { compile } from '../../pkg/dist/node.js';
import { measured } from './measure.mjs';
import { PRODUCTS, centsOf, money } from './workload.mjs';

const LINES = ['Commission', 'Accelerator', 'Override', 'Cap_adjustment'];
const text = readFileSync(new URL('../w1/w1.plan', import.meta.url), 'utf8');

measured('Tiercel', ({ deals, quotas }) => {
  const compiled = compile(text);
  const rows = {
    payees: 'rep_id,Manager,start_date,base_rate\n100000,,2015-01-01,0.0300\n',
    quotas: ['rep_id,month,quota', ...quotas.map((quota, month) => `100000,2025-${String(month + 1).padStart(2, '0')},${money(quota)}`)].join('\n'),
    deals: ['rep_id,close_date,amount,product', ...deals.map((deal) => `100000,${deal.date},${money(deal.cents)},${PRODUCTS[deal.product]}`)].join('\n'),
  };
  let session = compiled.plan.load(rows).session;
  let cells = [];
  return {
    read: () => (cells = session.cells().cells),
    edit(row, cents) {
      const later = session.whatIf([{ kind: 'editRow', table: 'deals', key: `#${row + 2}`, values: { amount: money(cents) } }]).session;
      session.free();
      session = later;
    },
    totals() {
      const totals = Array(13).fill(0);
      for (const { line, period, value } of cells) {
        if (LINES.includes(line)) for (const at of [Number(period.slice(5)) - 1, 12]) totals[at] += centsOf(value);
      }
      return totals;
    },
  };
});
