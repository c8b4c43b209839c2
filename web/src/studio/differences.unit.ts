import { expect, test } from 'vitest';
import { sorted } from './differences';

const entry = (payee: string | null, difference: string) => ({ payee, currency: 'USD', before: '0.00', after: difference, difference });

test('people are sorted by what changes, and everybody stays on top', () => {
  const entries = [entry('a', '9.00'), entry('b', '-20.00'), entry('c', '10.00'), entry(null, '-1.00')];
  const names = (isDown: boolean) => sorted(entries, { column: 'difference', isDown }).map((one) => one.payee);
  expect(names(true)).toEqual([null, 'c', 'a', 'b']);
  expect(names(false)).toEqual([null, 'b', 'a', 'c']);
  expect(sorted(entries, undefined).map((one) => one.payee)).toEqual([null, 'a', 'b', 'c']);
});
