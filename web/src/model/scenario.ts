/** A what-if: the rep's own changes, as a list that can be kept, shared and undone. */
import type { Change } from 'tiercel/worker';
import { missing, NUMBER, rowId, type Cells, type EditableTable } from './rows';

/** Changes under a name. */
export interface Scenario {
  readonly name: string;
  readonly changes: readonly RepChange[];
}

/** What a rep changes. */
export type RepChange =
  | { readonly kind: 'addRow'; readonly table: string; readonly values: Cells }
  | { readonly kind: 'editRow'; readonly table: string; readonly key: string; readonly values: Cells }
  | { readonly kind: 'removeRow'; readonly table: string; readonly key: string }
  | { readonly kind: 'setParam'; readonly name: string; readonly value: string };

function isOf(change: RepChange, table: EditableTable, key: string): boolean {
  switch (change.kind) {
    case 'addRow':
      return change.table === table.name && rowId(change.values, table) === key;
    case 'editRow':
    case 'removeRow':
      return change.table === table.name && change.key === key;
    case 'setParam':
      return false;
    default:
      throw new Error(String(change satisfies never));
  }
}

/** The change of a row, if there is one. */
export function changeOf(changes: readonly RepChange[], table: EditableTable, key: string): RepChange | undefined {
  return changes.find((change) => isOf(change, table, key));
}

/** With a row added. */
export function withAdded(changes: readonly RepChange[], table: EditableTable, values: Cells): readonly RepChange[] {
  return [...changes, { kind: 'addRow', table: table.name, values }];
}

/** With a cell set; a cell that is again as it was is no change. */
export function withCell(changes: readonly RepChange[], table: EditableTable, row: Cells, column: string, value: string): readonly RepChange[] {
  const key = rowId(row, table);
  const before = changeOf(changes, table, key);
  if (before?.kind === 'addRow') {
    const edited: RepChange = { ...before, values: { ...before.values, [column]: value } };
    return changes.map((change) => (change === before ? edited : change));
  }
  const values = { ...(before?.kind === 'editRow' ? before.values : {}), [column]: value };
  const real = Object.fromEntries(Object.entries(values).filter(([name, text]) => row[name] !== text));
  const others = changes.filter((change) => change !== before);
  return Object.keys(real).length === 0 ? others : [...others, { kind: 'editRow', table: table.name, key, values: real }];
}

/** With a row removed; an added one is forgotten. */
export function withoutRow(changes: readonly RepChange[], table: EditableTable, key: string): readonly RepChange[] {
  const before = changeOf(changes, table, key);
  const others = changes.filter((change) => change !== before);
  return before?.kind === 'addRow' ? others : [...others, { kind: 'removeRow', table: table.name, key }];
}

/** With a row as it was. */
export function withRestored(changes: readonly RepChange[], table: EditableTable, key: string): readonly RepChange[] {
  return changes.filter((change) => !isOf(change, table, key));
}

/** With a param set, or as the plan has it where there is no value. */
export function withParam(changes: readonly RepChange[], name: string, value: string | undefined): readonly RepChange[] {
  const others = changes.filter((change) => change.kind !== 'setParam' || change.name !== name);
  return value === undefined ? others : [...others, { kind: 'setParam', name, value }];
}

/** The changes that can be computed: new rows count from when they are complete. */
export function complete(changes: readonly RepChange[], tables: readonly EditableTable[]): readonly Change[] {
  return changes.flatMap((change): Change | [] => {
    if (change.kind !== 'addRow') return change;
    const table = tables.find((one) => one.name === change.table);
    if (table === undefined || missing(change.values, table).length > 0) return [];
    return { ...change, values: Object.fromEntries(Object.entries(change.values).filter(([name]) => name !== NUMBER)) };
  });
}

/** Changes as a text for an address. */
export function encoded(changes: readonly RepChange[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(changes));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The changes of an address; none where the text is not of this app. */
export function decoded(text: string): readonly RepChange[] | undefined {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const found: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return Array.isArray(found) && found.every(isChange) ? found : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DOMException || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A scenario by itself: whose, of which period, and the changes; nothing of the data. */
export interface ScenarioFile extends Scenario {
  readonly payee: string;
  readonly period: string;
}

/** The text of a scenario's file. */
export function scenarioFile({ payee, period, name, changes }: ScenarioFile): string {
  return `${JSON.stringify({ tiercel: 'scenario', version: 1, payee, period, name, changes }, undefined, 2)}\n`;
}

/** The scenario of a file; none where the text is not of this app. */
export function parseScenarioFile(text: string): ScenarioFile | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== 'object' || found === null) return undefined;
    const { tiercel, version, payee, period, name, changes } = found as Record<string, unknown>;
    const isOurs = tiercel === 'scenario' && version === 1 && isText(payee) && isText(period) && isText(name);
    return isOurs && Array.isArray(changes) && changes.every(isChange) ? { payee, period, name, changes } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isCells = (value: unknown): value is Cells => typeof value === 'object' && value !== null && Object.values(value).every(isText);

function isChange(value: unknown): value is RepChange {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, table, key, values, name, value: text } = value as Record<string, unknown>;
  switch (kind) {
    case 'addRow':
      return isText(table) && isCells(values);
    case 'editRow':
      return isText(table) && isText(key) && isCells(values);
    case 'removeRow':
      return isText(table) && isText(key);
    case 'setParam':
      return isText(name) && isText(text);
    default:
      return false;
  }
}

/** What is kept of a payee's scenarios. */
export function parseScenarios(text: string | undefined): readonly Scenario[] {
  if (text === undefined) return [];
  try {
    const found: unknown = JSON.parse(text);
    if (!Array.isArray(found)) return [];
    return found.filter((one: unknown): one is Scenario => {
      if (typeof one !== 'object' || one === null) return false;
      const { name, changes } = one as Record<string, unknown>;
      return isText(name) && Array.isArray(changes) && changes.every(isChange);
    });
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
