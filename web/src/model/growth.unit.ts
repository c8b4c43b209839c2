import type { CurveResult } from 'tiercel/worker';
import { expect, test } from 'vitest';
import { en } from '../messages/en';
import { sayFrom } from '../shell/words';
import { gainText, wishOf, reaches, turns, turnText, type Growth, type Units } from './growth';
import { curveLines } from './pixels';

const curve: CurveResult = {
  points: [
    { input: '0', value: '100', below: null, slope: '0.07' },
    { input: '1000', value: '170', below: null, slope: '0.1' },
    { input: '2000', value: '770', below: '270', slope: '0.1' },
    { input: '3000', value: '870', below: null, slope: '0' },
    { input: '9000', value: '870', below: null, slope: null },
  ],
  currency: 'USD', step: '0.01', within: '0', certain: false, more: false, evaluations: 90,
};
const money: Units = { language: 'en', isMoney: true, currency: 'USD' };

test('a curve is told where it bends, jumps and ends', () => {
  const say = sayFrom(en);
  expect(turns(curve).map((turn) => turnText(turn, say, money))).toEqual([
    '1,000.00 more, and each further amount pays 10% instead of 7%.',
    '2,000.00 more, and pay jumps from 270.00 to 770.00 USD.',
    'From 3,000.00 more on, nothing is added.',
  ]);
  expect(gainText('12.5', { ...money, isMoney: false })).toBe('12.50 USD');
});

test('a jump parts the line and is a stroke of its own', () => {
  const { sizes, pieces, jumps, goals } = curveLines(curve.points, '500');
  expect(sizes).toEqual([0, 1000, 2000, 2000, 2000, 3000, 9000]);
  expect(pieces).toEqual([[100, 170, 270, null, null, null, null], [null, null, null, 770, 770, 870, 870]]);
  expect(jumps).toEqual([null, null, 270, 770, null, null, null]);
  expect(new Set(goals)).toEqual(new Set([500]));
});

test('a range ends at a round size beyond the largest row', () => {
  const growth = { column: { name: 'Amount' } } as Growth;
  expect(reaches([{ Amount: '3912.62' }, { Amount: '80' }], growth).first).toBe('10000');
  expect(reaches([], growth).first).toBe('10');
});

test('only amounts can be wished for', () => {
  expect(['5000', ' 12,000.5 ', '', '5 %', '-3', '1e3', 'much'].map(wishOf)).toEqual(['5000', '12000.5', undefined, undefined, undefined, undefined, undefined]);
});
