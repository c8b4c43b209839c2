/** How pay grows with what is sold: what is asked of the engine, and its answer in words. Nothing here computes an amount. */
import type { CurvePointResult, CurveResult, Moving } from 'tiercel/worker';
import type { Book } from './book';
import { isDecimal, money, percentOf, valued, written } from './decimal';
import type { Language } from './language';
import { blankRow, freshKey, NUMBER, rowKey, rowsOf, type Cells, type Column, type EditableTable, type Span } from './rows';
import type { RepChange } from './scenario';

/** A table of which one more row can be imagined, by a column that grows. */
export interface Growth {
  readonly table: EditableTable;
  readonly column: Column;
}

/** Whether rows of a table can be imagined: each has a name of its own, or none. */
function isNamed(table: EditableTable): boolean {
  return table.keys.length === 1 && table.columns.every((column) => !column.isKey || column.type.startsWith('text'));
}

/** The tables that can grow: in a slice those of which the rep has rows, as it has the headings of all that others do. */
export function ownTables(book: Book, tables: readonly EditableTable[]): readonly EditableTable[] {
  if (book.standing === undefined) return tables;
  return tables.filter((table) => book.sheet(table.name).length > 1 && table.columns.some((column) => column.isOwner || column.type.startsWith('->')));
}

/** The tables whose rows count, but have no amount that grows. */
export function countables(tables: readonly EditableTable[]): readonly EditableTable[] {
  return tables.filter(isNamed);
}

/** What can grow: money first, and the fullest table first. */
export function growths(tables: readonly EditableTable[]): readonly Growth[] {
  const all = tables.filter(isNamed).flatMap((table) => table.columns.filter((column) => column.field.kind === 'number' && !column.isOptional && !column.type.startsWith('percent')).map((column) => ({ table, column })));
  const isMoney = ({ column }: Growth) => column.field.kind === 'number' && column.field.isMoney;
  return [...all.filter(isMoney), ...all.filter((growth) => !isMoney(growth))];
}

/** The rows that a new one can be like, the latest first, of the period before others. */
export function models(book: Book, { table }: Pick<Growth, 'table'>, span: Span): readonly Cells[] {
  const day = (row: Cells) => (table.day === undefined ? '' : (row[table.day] ?? ''));
  const rows = rowsOf(book, table).filter((row) => table.columns.every((column) => !column.isOwner || row[column.name] === book.payee));
  const known = rows.filter((row) => day(row) <= span.to);
  return [...(known.length > 0 ? known : rows)].sort((one, other) => day(other).localeCompare(day(one)));
}

/** Whether a cell says yes. */
export function saysYes(cell: string): boolean {
  return /^(true|yes|1)$/i.test(cell.trim());
}

/** The row that a new one is like unless another is chosen: the latest of which all that is yes or no is yes. */
export function usual(rows: readonly Cells[], table: EditableTable): Cells | undefined {
  const questions = table.columns.filter((column) => column.field.kind === 'yes-no');
  return rows.find((row) => questions.every((column) => saysYes(row[column.name] ?? ''))) ?? rows[0];
}

/** A table of which more rows can be imagined, whether one of their columns grows or not. */
type Countable = Pick<Growth, 'table'> & Partial<Growth>;

/** Rows more, all like another and all with the column open. */
function added(book: Book, { table, column }: Countable, span: Span, like: Cells | undefined, count: number): readonly Cells[] {
  const taken = new Set(rowsOf(book, table).map((row) => rowKey(row, table)));
  const [key = ''] = table.keys;
  return Array.from({ length: count }, () => {
    const name = freshKey(taken);
    taken.add(name);
    const blank = blankRow(book, table, span, name, like, name);
    const own = [key, NUMBER, table.day ?? ''];
    return { ...blank, ...Object.fromEntries(Object.entries(like ?? {}).filter(([cell]) => !own.includes(cell))), ...(column === undefined ? {} : { [column.name]: '' }) };
  });
}

/** What moves: so many rows more, all of one size. */
export function moving(book: Book, growth: Growth, span: Span, like: Cells | undefined, count: number): readonly Moving[] {
  const { table, column } = growth;
  return added(book, growth, span, like, count).map((row) => ({
    kind: 'addRow',
    table: table.name,
    column: column.name,
    values: Object.fromEntries(Object.entries(row).filter(([name]) => name !== NUMBER && name !== column.name)),
  }));
}

/** The same as changes of a what-if, with a size. */
export function tried(book: Book, growth: Growth, span: Span, like: Cells | undefined, count: number, size: string): readonly RepChange[] {
  return added(book, growth, span, like, count).map((row) => ({ kind: 'addRow', table: growth.table.name, values: { ...row, [growth.column.name]: size } }));
}

/** So many rows more, all like another, as changes of a what-if. */
export function more(book: Book, table: EditableTable, span: Span, like: Cells | undefined, count: number): readonly RepChange[] {
  return added(book, { table }, span, like, count).map((row) => ({ kind: 'addRow', table: table.name, values: row }));
}

/** Round ends of a range about as far as the largest row goes and beyond: 1, 2, 5 and noughts. */
export function reaches(rows: readonly Cells[], { column }: Growth): { readonly all: readonly string[]; readonly first: string } {
  const digits = rows.reduce((most, row) => Math.max(most, /^\d+/.exec(row[column.name] ?? '')?.[0].length ?? 0), 1);
  const noughts = (count: number) => '0'.repeat(Math.max(0, count));
  const all = [digits - 1, digits, digits + 1].flatMap((count) => ['1', '2', '5'].map((first) => `${first}${noughts(count)}`));
  return { all, first: `1${noughts(digits)}` };
}

type Say = (key: 'growth.bend' | 'growth.jump' | 'growth.flat' | 'growth.bend-jump', values: Readonly<Record<string, string>>) => string;

/** How a size and a gain are written. */
export interface Units {
  readonly language: Language;
  readonly isMoney: boolean;
  readonly currency: string;
}

/** A size for a reader. */
export function sizeText(size: string, { language, isMoney }: Units): string {
  return isMoney ? money(size, language) : written(size, { language });
}

/** What one more of the input gives: of money a share, of other things an amount. */
export function gainText(slope: string | null, { language, isMoney, currency }: Units): string {
  if (slope === null) return '';
  return isMoney ? written(percentOf(slope), { language, digits: [0, 2] }) : `${valued(slope, currency, language)} ${currency}`;
}

/** Where something changes: at which point, and what held before it. */
export interface Turn {
  readonly point: CurvePointResult;
  readonly before: CurvePointResult;
}

/** The points of a curve where its slope changes or its value jumps. */
export function turns(curve: CurveResult): readonly Turn[] {
  return curve.points.flatMap((point, at) => {
    const before = curve.points[at - 1];
    if (before === undefined) return [];
    const bends = point.slope !== null && point.slope !== before.slope;
    return bends || point.below !== null ? [{ point, before }] : [];
  });
}

/** A turn in a sentence. */
export function turnText({ point, before }: Turn, say: Say, units: Units): string {
  const values = {
    input: sizeText(point.input, units),
    value: money(point.value, units.language),
    below: point.below === null ? '' : money(point.below, units.language),
    slope: gainText(point.slope, units),
    before: gainText(before.slope, units),
    currency: units.currency,
  };
  const bends = point.slope !== null && point.slope !== before.slope;
  if (point.below !== null) return say(bends && before.slope !== null ? 'growth.bend-jump' : 'growth.jump', values);
  return point.slope === '0' ? say('growth.flat', values) : say('growth.bend', values);
}

/** The amount that a text wishes for; none where it is no amount that could be paid. */
export function wishOf(text: string): string | undefined {
  const amount = text.trim().replaceAll(/[,\s]/g, '');
  return isDecimal(amount) && !/[%~-]/.test(amount) ? amount : undefined;
}
