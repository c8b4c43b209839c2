import type { Description } from 'tiercel/worker';
import { expect, test } from 'vitest';
import { boundedParams, ownLines, reaching } from './reach';

const line = (name: string, formula: string) => ({ name, label: null, note: '', kind: 'pay', type: 'USD', formula, needs: 'own rows' });
const plan = (name: string, lines: readonly ReturnType<typeof line>[]) => ({ name, note: '', currency: 'USD', from: '2026-01-01', to: '2026-12-31', period: 'month', lines: [...lines] });
const param = (name: string) => ({ name, note: '', type: 'USD', value: '1', between: ['0', '2'] as [string, string], step: null });
const description: Description = {
  plans: [plan('Sellers', [line('Commission', 'MIN(SUM(Deals[Amount]), Cap)')]), plan('Managers', [line('Override', 'SUM(Commission for team) * 5%'), line('Bonus', 'COUNT(Hires) * Each')])],
  tables: [],
  params: [param('Cap'), param('Each'), param('Floor_2')],
  edges: [['Deals', 'Commission'], ['Commission', 'Override'], ['Hires', 'Bonus']],
};
const statement = (...plans: readonly string[]) => ({ payee: 'E1', name: '', period: '', from: '', to: '', plans: plans.map((name) => ({ plan: name, currency: 'USD', lines: [], payable: '0', earned: null })) });
const standing = { held: new Set(['Override']), withheld: new Set<string>(), hasTotals: false };

test('a manager tries what moves her own lines, and not what moves those that stand', () => {
  const own = ownLines(description, standing, statement('Managers'));
  expect(own).toEqual(['Bonus']);
  const reached = reaching(description, own);
  expect([...reached]).toEqual(['Bonus', 'Hires']);
  // A param that no formula names may stand in a table of rates.
  expect(boundedParams(description, reached).map((one) => one.name)).toEqual(['Each', 'Floor_2']);
});

test('where no plan pays, and where nothing stands, all is offered that is read', () => {
  expect(ownLines(description, undefined, undefined)).toEqual(['Commission', 'Override', 'Bonus']);
  expect(reaching(description, ['Override']).has('Deals')).toBe(true);
});
