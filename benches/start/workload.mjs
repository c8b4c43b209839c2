// What is started with: the plan of W1, its formulas again and again to 300 lines, and one payee's deals.
import { readFileSync } from 'node:fs';
import { PRODUCTS, money, workload } from '../whatif/workload.mjs';

export function planOf(lines) {
  const text = readFileSync(new URL('../w1/w1.plan', import.meta.url), 'utf8');
  const more = (number) => `
Deals_${number} = COUNT(deals where deals[amount] > ${number}000)
Part_${number} = ROUND(Bookings * ${number % 9}.5% + MARGINAL(Bookings, Add, Quota), 2)
Year_${number} = SUM(Part_${number} over YTD) + IFS(YTD_attainment > 1.${number}, Commission, true, Deals_${number} * USD 10)
`;
  const count = Math.floor((lines - text.split('\n').length) / 4);
  return text + Array.from({ length: count }, (_, number) => more(number + 1)).join('');
}

/** The tables as CSV text. */
export function tablesOf(count) {
  const { deals, quotas } = workload(count, 0);
  const payee = 100_000;
  return {
    payees: `rep_id,Manager,start_date,base_rate\n${payee},,2015-01-01,0.0300\n`,
    quotas: ['rep_id,month,quota', ...quotas.map((quota, month) => `${payee},2025-${String(month + 1).padStart(2, '0')},${money(quota)}`)].join('\n'),
    deals: ['rep_id,close_date,amount,product', ...deals.map((deal) => `${payee},${deal.date},${money(deal.cents)},${PRODUCTS[deal.product]}`)].join('\n'),
  };
}

/** The same as an object for each row. */
export function objectsOf(tables) {
  const rows = ([heading, ...lines]) => {
    const names = heading.split(',');
    return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at], cell])));
  };
  return Object.fromEntries(Object.entries(tables).map(([name, text]) => [name, rows(text.trimEnd().split('\n'))]));
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
