import { expect, test } from 'vitest';
import { records } from './csv';
import { missing, type EditableTable } from './rows';
import { complete, decoded, encoded, parseScenarioFile, parseScenarios, scenarioFile, withAdded, withCell, withoutRow, withParam, withRestored, type RepChange } from './scenario';

const column = (name: string, type: string, kind: 'text' | 'number' | 'date', more = {}) => ({ name, type, field: kind === 'number' ? { kind, isMoney: true } : { kind }, isKey: false, isOwner: false, isOptional: false, ...more });
const deals: EditableTable = {
  name: 'Deals',
  note: '',
  keys: ['Deal'],
  day: 'Closed',
  columns: [column('Deal', 'text', 'text', { isKey: true }), column('Closed', 'date', 'date'), column('Amount', 'USD', 'number'), column('Customer', 'text', 'text')],
};
const row = { Deal: 'D1', Closed: '2026-09-01', Amount: '100', Customer: 'Acme' };
const none: readonly RepChange[] = [];

test('a cell that is again as it was is no change', () => {
  const once = withCell(none, deals, row, 'Amount', '200');
  expect(once).toEqual([{ kind: 'editRow', table: 'Deals', key: 'D1', values: { Amount: '200' } }]);
  expect(withCell(once, deals, row, 'Amount', '100')).toEqual([]);
});

test('an added row that is removed is forgotten; another comes back', () => {
  const added = withAdded(none, deals, { ...row, Deal: 'NEW-1' });
  expect(withoutRow(added, deals, 'NEW-1')).toEqual([]);
  const removed = withoutRow(withCell(none, deals, row, 'Amount', '200'), deals, 'D1');
  expect(removed).toEqual([{ kind: 'removeRow', table: 'Deals', key: 'D1' }]);
  expect(withRestored(removed, deals, 'D1')).toEqual([]);
});

test('a new row counts from when it is complete', () => {
  const begun = withAdded(none, deals, { Deal: 'NEW-1', Closed: '2026-09-01', Amount: '', Customer: 'new' });
  expect(missing({ Deal: 'NEW-1' }, deals)).toEqual(['Closed', 'Amount', 'Customer']);
  expect(complete(begun, [deals])).toEqual([]);
  const done = withCell(begun, deals, { Deal: 'NEW-1' }, 'Amount', '5');
  expect(complete(done, [deals])).toHaveLength(1);
});

test('a link holds the changes, in any script, and nothing that is not one is taken for it', () => {
  const changes = withParam(withAdded(none, deals, { ...row, Customer: '海天 & Söhne' }), 'Cap', '5000');
  expect(decoded(encoded(changes))).toEqual(changes);
  for (const text of ['', 'x', 'bm8', encoded([{ kind: 'dance' } as unknown as RepChange]), encoded([{ kind: 'addRow', table: 'Deals', values: { Amount: 5 } } as unknown as RepChange])]) {
    expect(decoded(text)).toBeUndefined();
  }
});

test('kept scenarios that are spoilt are left out', () => {
  expect(parseScenarios('[{"name":"A","changes":[]},{"name":5,"changes":[]},7]')).toEqual([{ name: 'A', changes: [] }]);
  expect(parseScenarios('{')).toEqual([]);
});

test('quotes, other delimiters and a missing last newline', () => {
  expect(records('a,b\r\n"x, ""y""",2\r\n\r\n3,')).toEqual([['a', 'b'], ['x, "y"', '2'], ['3', '']]);
  expect(records('a;b\n1;2')).toEqual([['a', 'b'], ['1', '2']]);
});

test('a scenario’s file holds what it is of and the changes; other files are none', () => {
  const scenario = { payee: 'E012', period: '2026-09', name: 'Großes Geschäft', changes: withParam(none, 'Cap', '5000') };
  expect(parseScenarioFile(scenarioFile(scenario))).toEqual(scenario);
  for (const text of ['', '{', '[]', '{"tiercel":"scenario"}', scenarioFile(scenario).replace('setParam', 'dance'), scenarioFile(scenario).replace('"version": 1', '"version": 2')]) {
    expect(parseScenarioFile(text)).toBeUndefined();
  }
});
