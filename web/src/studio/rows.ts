/** Tables of sample data: delimited text to cells and back. Cells stay texts. */
import Papa from 'papaparse';
import { records } from '../model/csv';

/** A table's cells. */
export interface Sheet {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Reads delimited text; columns of the plan that it lacks come behind its own, empty. */
export function sheetOf(text: string, wanted: readonly string[]): Sheet {
  const [heading = [], ...rows] = records(text);
  const columns = [...heading, ...wanted.filter((name) => !heading.includes(name))];
  return { columns, rows: rows.map((row) => columns.map((_, index) => row[index] ?? '')) };
}

/** Delimited text of a table. Columns that are empty throughout are left out, so that optional ones need no cells. */
export function textOf({ columns, rows }: Sheet): string {
  const filled = columns.map((_, index) => rows.some((row) => row[index] !== ''));
  const kept = <T>(cells: readonly T[]) => cells.filter((_, index) => filled[index]);
  return rows.length === 0 ? '' : `${Papa.unparse([kept(columns), ...rows.map(kept)], { newline: '\n' })}\n`;
}

/** So many rows are looked at to see what a column holds. */
const LOOKED_AT = 100;

/** Which columns hold numbers: they are aligned at their last digit. */
export function numeric({ columns, rows }: Sheet): readonly boolean[] {
  return columns.map((_, at) => {
    const filled = rows.slice(0, LOOKED_AT).map((row) => row[at] ?? '').filter((cell) => cell !== '');
    return filled.length > 0 && filled.every((cell) => /^-?[\d,]*\.?\d+%?$/.test(cell));
  });
}

/** The sheet with other texts from a cell on, as a spreadsheet pastes; rows are added where it needs them. */
export function pasted(sheet: Sheet, row: number, column: number, text: string): Sheet {
  const block = Papa.parse<string[]>(text.replace(/\r?\n$/, ''), { delimiter: '\t' }).data;
  const blank = sheet.columns.map(() => '');
  const length = Math.max(sheet.rows.length, row + block.length);
  const rows = Array.from({ length }, (_, index) => {
    const cells = [...(sheet.rows[index] ?? blank)];
    block[index - row]?.forEach((cell, offset) => {
      if (column + offset < cells.length) cells[column + offset] = cell.trim();
    });
    return cells;
  });
  return { columns: sheet.columns, rows };
}

/** Texts as a file that a spreadsheet opens. What it would take for a formula gets a `'` before it. */
export function exported(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return `\ufeff${Papa.unparse([[...heading], ...rows.map((row) => [...row])], { escapeFormulae: /^[=@\t\r]/ })}`;
}
