import type { Description, ExplanationNode } from 'tiercel/worker';
import { expect, test } from 'vitest';
import { sayIn } from '../shell/words';
import { isFolded, isIdle, listed, sentence, sliceOf, targetOf, valueOf } from './explanation';

const description: Description = { plans: [], tables: [], params: [], edges: [] };
const part = (kind: string, label: string, value: string | null, children: ExplanationNode[] = [], more = 0): ExplanationNode => ({
  kind, label, value, children, more, ...(value?.includes('.') === true ? { currency: 'USD' } : {}),
});
const telling = (language: 'en' | 'zh') => ({ language, say: sayIn(language), description });

test('a rate of two lines is said as one of the other', () => {
  const formula = part('formula', 'DIVIDE(Bookings, Quota, 0)', '120%', [part('line', 'Bookings (E1 2026-01)', '12000.00'), part('line', 'Quota (E1 2026-01)', '10000.00')]);
  const tree = part('line', 'Attainment (E1 2026-01)', '120%', [formula]);
  expect(sentence(tree, telling('en'))).toBe('Bookings 12,000.00 of Quota 10,000.00 is 120%.');
  expect(sentence(tree, telling('zh'))).toBe('Bookings 12,000.00，Quota 10,000.00，比率为 120%。');
});

test('tiers are said slice by slice', () => {
  const slices = [part('slice', '1: 0.00 .. 5000.00 × 4%', '200.00'), part('slice', '2: 5000.00 .. 6000.00 × 7%', '70.00')];
  const tree = part('line', 'Commission (E1 2026-01)', '270.00', [part('formula', 'MARGINAL(Bookings, T)', '270.00', slices)]);
  expect(sentence(tree, telling('en'))).toBe('Commission is 270.00: 0.00–5,000.00 at 4% makes 200.00; 5,000.00–6,000.00 at 7% makes 70.00.');
  expect(sliceOf(part('formula', '1: 0.00 .. 5000.00 × 4%', '200.00'))).toBeUndefined();
});

test('a condition that does not hold is the reason', () => {
  const tree = part('line', 'Bonus (E1 2026-01)', '0.00', [part('when', 'Quota > 0', 'false')]);
  expect(sentence(tree, telling('en'))).toBe('Bonus is 0.00, because the condition Quota > 0 does not hold.');
});

test('a sum is said with its rows, and what a line is called', () => {
  const tree = part('line', 'YTD_bookings (E1 2026-01)', '7.00', [part('aggregate', 'SUM(Credits[Credit]) (57)', '7.00')]);
  expect(sentence(tree, telling('en'))).toBe('YTD bookings is 7.00, the sum of 57 rows of Credits.');
});

test('what was left out is asked for by its place', () => {
  expect(targetOf(part('line', 'Quota (E012 2026-09)', '1.00'))).toEqual({ line: 'Quota', payee: 'E012', period: '2026-09' });
  expect(targetOf(part('line', 'Quota (Glenda Durant (West) 2026-Q1)', '1.00'))).toEqual({ line: 'Quota', payee: 'Glenda Durant (West)', period: '2026-Q1' });
  expect(targetOf(part('column', 'Credits(1|D00060)[Credit]', '1.00'))).toEqual({ table: 'Credits', key: '1|D00060', column: 'Credit' });
  expect(targetOf(part('row', 'Credits(1|D00060)', '1.00'))).toBeUndefined();
  expect(isFolded(part('line', 'Quota (E012 2026-09)', '1.00', [], 1))).toBe(true);
  const bare = part('line', 'Sum (E1 2026-01)', '1.00', [part('aggregate', 'SUM(T[A]) (1)', '1.00', [part('row', 'T(1)', '1.00')])]);
  expect(isFolded(bare)).toBe(true);
});

test('a rounding that changes no digit says nothing', () => {
  expect(isIdle(part('rounding', '500 → 500.00', '500.00'))).toBe(true);
  expect(isIdle(part('rounding', '4150.057 → 4150.06', '4150.06'))).toBe(false);
  expect(isIdle(part('rounding', '100 → 1', '1.00'))).toBe(false);
});

test('a part without a text of its own is passed over for what it is made of', () => {
  const line = part('line', 'Commission (E1 2026-01)', '7.00');
  expect(listed([part('formula', '', '7.00', [line])])).toEqual([line]);
  const empty = part('formula', '', '0.00');
  expect(listed([empty])).toEqual([empty]);
});

test('a condition holds or does not; a cell says yes or no', () => {
  expect(valueOf(part('formula', 'Quota > 0', 'true'), telling('zh'))).toBe('成立');
  expect(valueOf(part('input', 'Meetings(M1)[Qualified]', 'false'), telling('en'))).toBe('no');
});
