import { expect, test } from 'vitest';
import { cellText, numberText } from './workbook';

test('numbers of a workbook are the texts that a spreadsheet shows', () => {
  expect(['0.30000000000000004', '1234.5', '1E-3', '88259496234518.57', '-0.1', '1000000000000'].map(numberText)).toEqual(['0.3', '1234.5', '0.001', '88259496234518.6', '-0.1', '1000000000000']);
});

test('days are written as days, moments with their time, and nothing as nothing', () => {
  expect([new Date('2026-01-05T00:00:00Z'), new Date('2026-01-05T10:30:00Z'), true, null, 'Ann'].map(cellText)).toEqual(['2026-01-05', '2026-01-05T10:30:00', 'true', '', 'Ann']);
});
