/** The sheets of a workbook as delimited texts: a sheet's name is the table's. Numbers stay the texts that the workbook has. */
import Papa from 'papaparse';
import readWorkbook from 'read-excel-file/browser';
import type { NamedText } from './dropped';

/** A workbook keeps binary numbers, of which spreadsheets show 15 digits: what is kept as 0.30000000000000004 is 0.3. */
const shown = new Intl.NumberFormat('en', { maximumSignificantDigits: 15, useGrouping: false });

/** A number as a person would type it. `Intl` rounds the text itself. */
export function numberText(text: string): string {
  return shown.format(text as Intl.StringNumericLiteral);
}

/** A cell as a person would type it. */
export function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().replace(/T00:00:00\.000Z$/, '').replace(/\.\d+Z$/, '');
  return String(cell);
}

/** Reads a workbook. */
export async function sheetsOf(file: File): Promise<readonly NamedText[]> {
  const sheets = await readWorkbook<string>(file, { parseNumber: numberText });
  const filled = sheets.filter((sheet) => sheet.data.length > 0);
  return filled.map(({ sheet, data }) => ({ name: `${sheet}.csv`, text: `${Papa.unparse(data.map((row) => row.map(cellText)), { newline: '\n' })}\n` }));
}
