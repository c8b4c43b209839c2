import { expect, test } from 'vitest';
import { en } from './en';
import { zh } from './zh';

const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();

test('both catalogues have the same keys', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
});

test('both wordings of a message name the same values', () => {
  const differing = Object.entries(en).filter(([key, text]) => values(text).join() !== values(zh[key as keyof typeof en]).join());
  expect(differing.map(([key]) => key)).toEqual([]);
});
