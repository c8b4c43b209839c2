import type { Description, LineDescription, LineStatement } from 'tiercel/worker';
import { expect, test } from 'vitest';
import { remarksOf } from './preview';

const line = (name: string, needs: string): LineDescription => ({ name, needs, label: null, note: '', kind: 'pay', type: 'USD', formula: '' });
const plan = { name: 'P', note: '', currency: 'USD', from: '2026-01-01', to: '2026-12-31', period: 'month', lines: [line('Sold', 'own rows'), line('Rank', 'other payees'), line('Prize', 'own cells')] };
const edges: [string, string][] = [['Sold', 'Rank'], ['Rank', 'Prize'], ['Prize', 'PAYABLE']];
const description: Description = { plans: [plan], tables: [], params: [], edges };
const paid = (name: string, held: boolean): LineStatement => ({ line: name, label: name, kind: 'pay', value: '1', exact: '1', currency: 'USD', failed: false, held, note: '' });

test('what comes of a line that reads others is no preview either', () => {
  expect([...remarksOf({ description, standing: undefined }, [])].sort()).toEqual([['PAYABLE', 'preview.beyond'], ['Prize', 'preview.beyond'], ['Rank', 'preview.beyond']]);
});

test('in a slice a held line stands, and what reads it stands in part', () => {
  const standing = { held: new Set(['Rank']), withheld: new Set<string>(), hasTotals: false };
  expect([...remarksOf({ description, standing }, [paid('Sold', false), paid('Rank', true)])].sort()).toEqual([['PAYABLE', 'preview.partly'], ['Prize', 'preview.partly'], ['Rank', 'preview.held']]);
  expect(remarksOf({ description, standing: { ...standing, withheld: new Set(['Rank']) } }, [paid('Rank', true)]).get('Rank')).toBe('preview.withheld');
});
