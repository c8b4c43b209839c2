/** Tiers, matrices and decision tables of a plan as sheets: their rows stand between bars in the text. */
import type { OutlineItem } from 'tiercel/worker';
import type { Sheet } from './rows';

/** A rate table in the text of a file. */
export interface RateTable {
  readonly name: string;
  readonly kind: string;
  readonly sheet: Sheet;
  /** Where its rows stand in the text. */
  readonly start: number;
  readonly end: number;
}

const KINDS = ['tiers', 'matrix', 'rates'];

/** The rate tables of a file. */
export function rateTables(text: string, outline: readonly OutlineItem[]): readonly RateTable[] {
  return outline.filter((item) => KINDS.includes(item.kind)).flatMap((item) => {
    const lines = [...text.slice(item.start, item.end).matchAll(/^[ \t]*\|.*$/gm)];
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined) return [];
    const [columns = [], ...rows] = lines.map(([line]) => cellsOf(line));
    const sheet = { columns, rows: rows.map((row) => columns.map((_, index) => row[index] ?? '')) };
    return [{ name: item.name, kind: item.kind, sheet, start: item.start + first.index, end: item.start + last.index + last[0].length }];
  });
}

/** The text with other rows in a rate table. */
export function withRows(text: string, table: RateTable, sheet: Sheet): string {
  const lines = [sheet.columns, ...sheet.rows].map((cells) => `  | ${cells.join(' | ')} |`);
  return text.slice(0, table.start) + lines.join('\n') + text.slice(table.end);
}

/** The cells of a row: what stands between bars that are in no quotes. */
function cellsOf(line: string): readonly string[] {
  const cells = [...line.trim().replace(/^\|/, '').matchAll(/((?:[^|"]|"[^"]*")*)\|/g)];
  return cells.map(([, cell = '']) => cell.trim());
}
