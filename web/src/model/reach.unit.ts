import type { Description } from 'tiercel/worker';
import { expect, test } from 'vitest';
import { boundedParams, ownReach, reaching } from './reach';

const line = (name: string, formula: string, needs = 'own rows') => ({ name, label: null, note: '', kind: 'pay', type: 'USD', formula, needs });
const plan = (name: string, lines: readonly ReturnType<typeof line>[]) => ({ name, note: '', currency: 'USD', from: '2026-01-01', to: '2026-12-31', period: 'month', lines: [...lines] });
const param = (name: string) => ({ name, note: '', type: 'USD', value: '1', between: ['0', '2'] as [string, string], step: null });
const description: Description = {
  plans: [plan('Sellers', [line('Commission', 'MIN(SUM(Deals[Amount]), Cap)')]), plan('Managers', [line('Override', 'SUM(Commission for team) * 5%', 'other payees'), line('Team_quota', 'SUM(Quotas[Quota] for team)', 'other payees'), line('Bonus', 'COUNT(Hires) * Each'), line('All', 'Override + Bonus', 'other payees')])],
  tables: ['Deals', 'Hires', 'Quotas'].map((name) => ({ name, note: '', input: true, columns: [] })) as never,
  params: [param('Cap'), param('Each'), param('Floor_2')],
  edges: [['Deals', 'Commission'], ['Commission', 'Override'], ['Hires', 'Bonus'], ['Quotas', 'Team_quota'], ['Override', 'All'], ['Bonus', 'All']],
};
const statement = (...plans: readonly string[]) => ({ payee: 'E1', name: '', period: '', from: '', to: '', plans: plans.map((name) => ({ plan: name, currency: 'USD', lines: [], payable: '0', earned: null })) });
const standing = { held: new Set(['Override']), withheld: new Set<string>(), hasTotals: false };

test('a manager tries what moves her own lines, and not what moves those that stand', () => {
  const book = (rows: Readonly<Record<string, number>>) => ({ description, standing, sheet: (table: string) => Array.from({ length: 1 + (rows[table] ?? 0) }, () => []) });
  const reached = ownReach(book({}), statement('Managers'));
  expect(['Deals', 'Hires', 'Quotas', 'Commission'].filter((name) => reached.has(name))).toEqual(['Hires']);
  expect(ownReach(book({ Quotas: 2 }), statement('Managers')).has('Quotas')).toBe(true);
  // A param that no formula names may stand in a table of rates.
  expect(boundedParams(description, reached).map((one) => one.name)).toEqual(['Each', 'Floor_2']);
});

test('where no plan pays, and where nothing stands, all is offered that is read', () => {
  const reached = ownReach({ description, standing: undefined, sheet: () => [] }, undefined);
  expect(['Deals', 'Hires', 'Quotas'].every((name) => reached.has(name))).toBe(true);
  expect(reaching(description, ['Override']).has('Deals')).toBe(true);
});
