import type { Description } from 'tiercel/worker';
import { expect, test } from 'vitest';
import { filesFrom } from './dropped';
import { months, periodName } from './periods';
import { distribution, gauge, share } from './pixels';
import { parseRoute, routeHash } from './route';

test('a plan’s months go from its first to its last', () => {
  const plan = { name: 'P', note: '', currency: 'USD', from: '2025-11-15', to: '2026-02-03', period: 'month', lines: [] };
  const description: Description = { plans: [plan], tables: [], params: [], edges: [] };
  expect(months(description)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
  expect(periodName('2026-09', 'zh')).toBe('2026年9月');
  expect(periodName('2026-Q3', 'en')).toBe('2026-Q3');
});

test('an address says again what it was read from', () => {
  for (const hash of ['#/earnings', '#/studio', '#/earnings/what-if?payee=E012&period=2026-09']) {
    expect(routeHash(parseRoute(hash))).toBe(hash);
  }
  expect(parseRoute('#/nowhere').page).toBe('earnings');
});

test('files are told apart by what is in them', () => {
  const plan = { name: 'sales.plan', text: 'plan "Sales"\ncurrency USD\n' };
  const used = { name: 'common.plan', text: 'table Deals {\n}\n' };
  const rows = { name: 'Deals.csv', text: 'Deal\nD1\n' };
  expect(filesFrom([used, rows, plan], '2026-01-01')).toMatchObject({ plans: [plan], uses: { 'common.plan': used.text }, data: { kind: 'tables', tables: { Deals: rows.text } } });
  expect(filesFrom([used, rows], '')).toBe('no-plan');
  expect(filesFrom([plan, { ...plan, name: 'other.plan' }], '')).toBe('several-plans');
});

test('a gauge always shows its hundred percent', () => {
  expect(gauge('50%')).toEqual({ filled: 40, target: 80, scale: 125 });
  expect(gauge('240%').scale).toBe(250);
  expect(gauge('-5%').filled).toBe(0);
  expect(share('5', 0)).toBe(0);
});

test('differences are counted in stretches of round width, of which one begins at nought', () => {
  const found = distribution(['-120.50', '-30', '5', '99.99', '100', '250']);
  expect(found.map(({ from, to, count }) => [from, to, count])).toEqual([[-150, -100, 1], [-100, -50, 0], [-50, 0, 1], [0, 50, 1], [50, 100, 2], [100, 150, 0], [150, 200, 0], [200, 250, 1]]);
  expect(distribution(['0', '0'])).toEqual([]);
});
