// W1-w of ../w1/WORKLOAD.md: one payee's deals and quotas, the edits, and the right totals after each, in integers.
const WORD = (1n << 64n) - 1n;

function mixed(word) {
  let x = (word + 0x9e3779b97f4a7c15n) & WORD;
  x = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n) & WORD;
  x = ((x ^ (x >> 27n)) * 0x94d049bb133111ebn) & WORD;
  return x ^ (x >> 31n);
}

const below = (table, field, index, limit) =>
  Number(((mixed((mixed(20250101n * 65536n + BigInt(table) * 256n + BigInt(field)) + BigInt(index)) & WORD) >> 32n) * BigInt(limit)) >> 32n);

export const PRODUCTS = ['CORE', 'PLUS', 'CLOUD', 'DATA', 'EDGE', 'SERVICE', 'SUPPORT', 'LEGACY'];
/** In thousandths. */
export const MULTIPLIERS = [1000, 1250, 1100, 875, 1500, 500, 333, 750];
const rounded = (number, by) => (number >= 0 ? Math.floor((2 * number + by) / (2 * by)) : -Math.floor((-2 * number + by) / (2 * by)));

function amountOf(index) {
  const kind = below(1, 2, index, 100);
  const value = (limit) => below(1, 3, index, limit);
  if (kind < 60) return 50_000 + value(750_001);
  if (kind < 90) return 800_000 + value(1_700_001);
  return kind < 97 ? 2_500_000 + value(6_500_001) : -(20_000 + value(1_480_001));
}

/** The twelve totals and the year's, in cents. */
function totalsOf(bookings, quotas) {
  let [booked, quota] = [0, 0];
  const totals = bookings.map((month, at) => {
    const goal = quotas[at];
    booked += month;
    quota += goal;
    const attained = rounded(booked * 10_000, quota);
    const twice = 2 * month;
    const part = (from, to) => Math.max(0, Math.min(twice, to) - from);
    const rates = Math.min(twice, goal) * 300 + part(goal, 2 * goal) * 425 + part(2 * goal, 3 * goal) * 575 + part(3 * goal, 4 * goal) * 710 + Math.max(0, twice - 4 * goal) * 450;
    const commission = rounded(rates, 20_000);
    const share = commission <= 0 ? 0 : attained > 12_000 ? 3250 : attained > 10_000 ? 1500 : 0;
    const accelerator = rounded(commission * share, 10_000);
    return commission + accelerator + Math.min(0, 1_800_000 - commission - accelerator);
  });
  return [...totals, totals.reduce((sum, total) => sum + total, 0)];
}

/** The workload of so many deals, with so many edits. */
export function workload(count, edits) {
  const by = { 2000: 10, 20000: 100 }[count] ?? 1;
  const divided = (cents) => Math.trunc(cents / by);
  const deals = Array.from({ length: count }, (_, index) => {
    const date = new Date(Date.UTC(2025, 0, 1 + below(1, 1, index, 365)));
    return { month: date.getUTCMonth(), date: date.toISOString().slice(0, 10), product: below(1, 5, index, 8), cents: divided(amountOf(index)) };
  });
  const quotas = Array.from({ length: 12 }, (_, month) => 8_000_000 + below(3, 0, month, 18_000_001));
  const weighted = (deal) => rounded(deal.cents * MULTIPLIERS[deal.product], 1000);
  const held = deals.map((deal) => ({ ...deal }));
  const bookings = Array(12).fill(0);
  held.forEach((deal) => (bookings[deal.month] += weighted(deal)));
  const first = totalsOf(bookings, quotas);
  const steps = Array.from({ length: edits }, (_, edit) => {
    const [row, cents] = [below(9, 0, edit, count), divided(50_000 + below(9, 1, edit, 750_001))];
    bookings[held[row].month] -= weighted(held[row]);
    held[row].cents = cents;
    bookings[held[row].month] += weighted(held[row]);
    return { row, cents, totals: totalsOf(bookings, quotas) };
  });
  return { deals, quotas, first, steps };
}

export const money = (cents) => `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
/** The cents of a decimal text. */
export function centsOf(text) {
  const [whole, decimals = ''] = text.replace('-', '').split('.');
  return (text.startsWith('-') ? -1 : 1) * (Number(whole) * 100 + Number(decimals.padEnd(2, '0')));
}
