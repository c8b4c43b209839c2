/** A rep's rows as a what-if shows them: which tables can be changed, what their columns hold, and which rows are the rep's. */
import type { ColumnDescription, TableDescription } from 'tiercel/worker';
import type { Book } from './book';
import { allLines, reaching } from './reach';

/** What can be typed into a column. */
export type Field =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'date' }
  | { readonly kind: 'month' }
  | { readonly kind: 'number'; readonly isMoney: boolean }
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'text' };

/** A column that can be filled in. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly field: Field;
  readonly isKey: boolean;
  readonly isOwner: boolean;
  readonly isOptional: boolean;
}

/** A table whose rows a what-if changes. */
export interface EditableTable {
  readonly name: string;
  readonly note: string;
  readonly columns: readonly Column[];
  /** The columns that name a row together; a table without a key has {@link NUMBER} alone. */
  readonly keys: readonly string[];
  /** The column that says when. */
  readonly day: string | undefined;
}

/** A row: cells by column. */
export type Cells = Readonly<Record<string, string>>;

/** Stands for the row's number in its file, where no column names a row. No column has this name. */
export const NUMBER = '#';

/** The name of a row, as results have it. */
export function rowKey(row: Cells, table: EditableTable): string {
  const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '|': '\\|' };
  const signs = table.keys.length > 1 ? /[\\\t\n\r|]/g : /[\\\t\n\r]/g;
  return table.keys.map((key) => (row[key] ?? '').trim().replaceAll(signs, (sign) => escapes[sign] ?? sign)).join('|');
}

function fieldOf(type: string): Field {
  const bare = type.replace('?', '');
  if (/^text in \(/.test(bare)) return { kind: 'choice', choices: [...bare.matchAll(/"([^"]*)"/g)].map((found) => found[1] ?? '') };
  if (bare === 'date') return { kind: 'date' };
  if (bare === 'month') return { kind: 'month' };
  if (bare === 'bool') return { kind: 'yes-no' };
  if (/^(text|payee|->)/.test(bare)) return { kind: 'text' };
  return { kind: 'number', isMoney: /^(money|[A-Z]{3}\b)/.test(bare) };
}

function columnOf(column: ColumnDescription): Column {
  const { name, type } = column;
  return { name, type, field: fieldOf(type), isKey: column.key, isOwner: type === 'payee', isOptional: /^(-> )?[\p{L}\p{N}_ ]+(\([^)]*\))?\?/u.test(type) };
}

function editable(table: TableDescription): EditableTable | undefined {
  const columns = table.columns.filter((column) => column.input).map(columnOf);
  const keys = columns.filter((column) => column.isKey);
  // A number can be written in more than one way: its text need not be the key.
  if (!table.input || keys.some((key) => key.field.kind === 'number')) return undefined;
  const day = columns.find((column) => column.field.kind === 'date') ?? columns.find((column) => column.field.kind === 'month');
  return { name: table.name, note: table.note, columns, keys: keys.length === 0 ? [NUMBER] : keys.map((key) => key.name), day: day?.name };
}

/** What rows are read of: a rep's book, or the studio's sample data. */
export type Rows = Pick<Book, 'description' | 'sheet'>;

/** The tables of rows that come and go and that the plan pays by, the fullest first. People are not among them. */
export function editableTables(book: Rows, reached = reaching(book.description, allLines(book.description))): readonly EditableTable[] {
  const size = (table: EditableTable) => book.sheet(table.name).length;
  return book.description.tables
    .filter((table) => table.name !== 'payees' && reached.has(table.name))
    .flatMap((table) => editable(table) ?? [])
    .sort((one, other) => size(other) - size(one));
}

/** What tells a row from the others of a what-if: an added one has a name of its own, so that its key can be changed. */
export function rowId(row: Cells, table: EditableTable): string {
  const own = row[NUMBER] ?? '';
  return own.startsWith('NEW-') ? own : rowKey(row, table);
}

/** All rows of a table. The heading is the first row of a file. */
export function rowsOf(book: Rows, table: EditableTable): readonly Cells[] {
  const [heading = [], ...rows] = book.sheet(table.name);
  return rows.flatMap((row, at) => {
    if (row.every((cell) => cell.trim() === '')) return [];
    return { [NUMBER]: `#${String(at + 2)}`, ...Object.fromEntries(heading.map((name, column) => [name, row[column] ?? ''])) };
  });
}

/** The days of a period, first and last. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** Whether a row lies in a period: by its day, or by its month. */
export function isIn(row: Cells, table: EditableTable, { from, to }: Span): boolean {
  if (table.day === undefined) return true;
  const day = row[table.day] ?? '';
  return day !== '' && from.slice(0, day.length) <= day && day <= to.slice(0, day.length);
}

/** Whether a text stands in one of a row's cells. */
export function holds(row: Cells, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return Object.values(row).some((cell) => cell.toLowerCase().includes(wanted));
}

/** A key that no row has. */
export function freshKey(taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const key = `NEW-${String(number)}`;
    if (!taken.has(key)) return key;
  }
}

/** A new row of the rep's in a period, filled in as far as can be known; `word` stands where a text must be. */
export function blankRow(book: Book, table: EditableTable, { from, to }: Span, key: string, like: Cells | undefined, word: string): Cells {
  const currency = book.description.plans[0]?.currency ?? '';
  const cell = (column: Column): string => {
    if (column.isOwner) return book.payee;
    if (column.isKey && column.type.startsWith('text')) return key;
    if (column.isOptional) return '';
    const { field } = column;
    switch (field.kind) {
      case 'date':
        return from <= book.until && book.until <= to ? book.until : to;
      case 'month':
        return from.slice(0, 7);
      case 'choice':
        return field.choices.find((choice) => choice === currency) ?? like?.[column.name] ?? field.choices[0] ?? '';
      case 'yes-no':
        return 'true';
      case 'number':
        return /^number >= (\d+)/.exec(column.type)?.[1] ?? '';
      case 'text':
        return column.type.startsWith('->') ? (like?.[column.name] ?? '') : word;
      default:
        throw new Error(String(field satisfies never));
    }
  };
  return { [NUMBER]: key, ...Object.fromEntries(table.columns.map((column) => [column.name, cell(column)])) };
}

/** The columns that a row must still have. */
export function missing(row: Cells, table: EditableTable): readonly string[] {
  return table.columns.filter((column) => !column.isOptional && (row[column.name] ?? '').trim() === '').map((column) => column.name);
}
