import { expect, test } from 'vitest';
import { bySize, isNegative, isZero, money, percentOf, valued, written } from './decimal';

test('an amount keeps its digits, however many they are', () => {
  expect(money('123456789012345678901234.565', 'en')).toBe('123,456,789,012,345,678,901,234.57');
  expect(money('-0.005', 'zh')).toBe('\u22120.01');
  expect(money('12', 'en', true)).toBe('+12.00');
});

test('a percentage keeps its sign and loses what nobody reads', () => {
  expect(valued('75.95710829830508474576271186%', null, 'en')).toBe('75.96%');
  expect(written('n/a', { language: 'en' })).toBe('n/a');
});

test('a fraction becomes a percentage by moving its point', () => {
  expect(percentOf('0.7595710829~')).toBe('75.95710829%');
  expect(percentOf('1.2')).toBe('120%');
  expect(percentOf('-0.005')).toBe('-0.5%');
  expect(percentOf('12')).toBe('1200%');
});

test('nought has no sign', () => {
  expect(isNegative('-0.00')).toBe(false);
  expect(isNegative('-0.01')).toBe(true);
  expect(isZero('0.00')).toBe(true);
  expect(isZero('#DIV/0!')).toBe(false);
});

test('numbers are sorted by size, not as words', () => {
  const sorted = ['9.5', '10', '-2', '', '-10.25', '0.00', '10.05', '123456789012345678901234', '-10.3'].sort(bySize);
  expect(sorted).toEqual(['', '-10.3', '-10.25', '-2', '0.00', '9.5', '10', '10.05', '123456789012345678901234']);
  expect(bySize('10.50', '10.5')).toBe(0);
  expect(bySize('-0.00', '0')).toBe(0);
});
