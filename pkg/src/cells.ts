import { TiercelError, kindOf } from './errors.js';

/**
 * The value of a cell. Numbers are texts (`'1200.50'`) or bigints: a fraction held as a JavaScript number has lost its
 * digits before it arrives, so the type refuses numbers. Dates are texts such as `'2026-03-31'`; blank is `null`.
 */
export type Cell = string | bigint | boolean | null | undefined;

/** A row: cells by the names of the plan's columns. */
export type Row = { readonly [column: string]: Cell };

/** The rows of a table: objects, columns, or delimited text with a heading (as text or as bytes in UTF-8, UTF-16 or GB18030). */
export type TableInput<R = Row> = readonly Readonly<R>[] | { readonly columns: { readonly [C in keyof R]: readonly R[C][] } } | string | Uint8Array;

/** A whole JavaScript number as a cell. Throws for fractions and for what is beyond 2^53. */
export function whole(value: number): bigint {
  if (!Number.isSafeInteger(value)) throw fraction(value, 'whole()');
  return BigInt(value);
}

/** The text of a cell. `where` names it in messages. */
export function cellText(cell: unknown, where: string): string {
  switch (typeof cell) {
    case 'string':
      return cell;
    case 'bigint':
    case 'boolean':
      return String(cell);
    case 'undefined':
      return '';
    case 'number':
      // The type refuses numbers; a whole one that arrives all the same is exact.
      if (Number.isSafeInteger(cell)) return String(cell);
      throw fraction(cell, where);
    default:
      if (cell === null) return '';
      throw new TiercelError('cell', `${where} is ${kindOf(cell)}; a cell is a text, a bigint, true, false or null`);
  }
}

function fraction(value: number, where: string): TiercelError {
  const hint = Number.isFinite(value)
    ? `JavaScript numbers can't hold most decimal fractions exactly; write it as a text, such as '${value}'`
    : 'no amount is made of it';
  return new TiercelError('cell', `${where} is the number ${value}: ${hint}`);
}

/** How much text of a table is made at once. */
const AT_ONCE = 1 << 16;

/**
 * Delimited text of a table, in pieces; what is text or bytes already stays as it is. `decoded`: bytes are turned into text first,
 * from UTF-8, UTF-16 or GB18030. Of those in UTF-16 it can be seen.
 */
export function pieces(table: TableInput, name: string, decoded: boolean): Iterable<string | Uint8Array> {
  if (typeof table === 'string') return [table];
  if (table instanceof Uint8Array) return [decoded || isUtf16(table) ? textOfBytes(table, name) : table];
  if (Array.isArray(table)) return ofRows(table as readonly Row[], name);
  if (typeof table === 'object' && table !== null && 'columns' in table) return ofColumns(table.columns, name);
  throw new TiercelError('input', `the table ${name} is ${kindOf(table)}; expected rows, { columns }, or delimited text`);
}

function ofRows(rows: readonly Row[], name: string): Iterable<string> {
  const columns = new Set<string>();
  rows.forEach((row, index) => {
    if (typeof row !== 'object' || row === null) {
      throw new TiercelError('input', `row ${index + 1} of ${name} is ${kindOf(row)}; expected an object with a field for each column`);
    }
    Object.keys(row).forEach((column) => columns.add(column));
  });
  return lines([...columns], rows.length, (column, index) => rows[index]?.[column], name);
}

function ofColumns(columns: { readonly [column: string]: readonly Cell[] }, name: string): Iterable<string> {
  const names = Object.keys(columns);
  const length = Math.max(0, ...names.map((column) => columns[column]?.length ?? 0));
  for (const column of names) {
    const found = columns[column]?.length ?? 0;
    if (found !== length) {
      throw new TiercelError('input', `the column ${column} of ${name} has ${found} cells, others have ${length}`);
    }
  }
  return lines(names, length, (column, index) => columns[column]?.[index], name);
}

function* lines(names: readonly string[], count: number, cell: (column: string, index: number) => Cell, name: string): Iterable<string> {
  let text = `${line(names)}\n`;
  for (let index = 0; index < count; index += 1) {
    const cells = names.map((column) => {
      const value = cell(column, index);
      return typeof value === 'string' ? value : cellText(value, `${name}, row ${index + 1}, ${column}`);
    });
    text += `${line(cells)}\n`;
    if (text.length >= AT_ONCE) {
      yield text;
      text = '';
    }
  }
  yield text;
}

function line(cells: readonly string[]): string {
  // A row of one empty cell is a row all the same, not an empty line.
  if (cells.length === 1 && cells[0] === '') return '""';
  return cells.map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function textOfBytes(bytes: Uint8Array, name: string): string {
  const encodings = isUtf16(bytes) ? [bytes[0] === 0xff ? 'utf-16le' : 'utf-16be'] : ['utf-8', 'gb18030'];
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  throw new TiercelError('input', `the bytes of ${name} are no text in UTF-8, UTF-16 or GB18030`);
}

/** A text of a call. `what` names it in messages. The glue takes anything for a text, and the engine stops over what is none. */
export function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new TiercelError('input', `${what} is ${kindOf(value)}; expected a text`);
}

/** A count of a call, such as an offset: whole and not negative. */
export function countOf(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw new TiercelError('input', `${what} is ${kindOf(value)}; expected a whole number from 0`);
}
