import { expect, test } from 'vitest';
import { numeric } from './rows';

test('columns of amounts and rates are numbers, those of names, days and comparisons are not', () => {
  const rows = [['D1', '2026-01-05', '1,200.50', '4%', '>= 3', ''], ['D2', '2026-01-06', '-80', '', '< 3', '']];
  expect(numeric({ columns: ['Deal', 'Closed', 'Amount', 'Rate', 'Years', 'Note'], rows })).toEqual([false, false, true, true, false, false]);
});
