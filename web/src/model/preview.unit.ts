import type { Description, LineDescription } from 'tiercel/worker';
import { expect, test } from 'vitest';
import { beyondOwnRows } from './preview';

const line = (name: string, needs: string): LineDescription => ({ name, needs, label: null, note: '', kind: 'pay', type: 'USD', formula: '' });

test('what comes of a line that reads others is no preview either', () => {
  const plan = { name: 'P', note: '', currency: 'USD', from: '2026-01-01', to: '2026-12-31', period: 'month', lines: [line('Sold', 'own rows'), line('Rank', 'other payees'), line('Prize', 'own cells')] };
  const edges: [string, string][] = [['Sold', 'Rank'], ['Rank', 'Prize'], ['Prize', 'PAYABLE']];
  const description: Description = { plans: [plan], tables: [], params: [], edges };
  expect([...beyondOwnRows(description)].sort()).toEqual(['PAYABLE', 'Prize', 'Rank']);
});
