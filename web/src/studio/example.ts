/** An example block made of a result: the rows that name the payee, and what the pay lines come to. */
import type { Description, StatementDocument } from 'tiercel/worker';
import { sheetOf, type Sheet } from './rows';

/** Tables in which nobody is named are taken whole up to this many rows. */
const WHOLE = 20;

/** The text of an example, to be put behind a plan and formatted. */
export function exampleOf(statement: StatementDocument, description: Description, tables: Readonly<Record<string, string>>): string {
  const { payee, period } = statement;
  const sheets = description.tables
    .filter((table) => table.input)
    .map((table) => ({ name: table.name, sheet: own(sheetOf(tables[table.name] ?? '', []), payee) }))
    .filter(({ sheet }) => sheet.rows.length > 0);
  const blocks = sheets.map(({ name, sheet }) => [`  ${name} {`, row(sheet.columns), ...sheet.rows.map((cells) => row(cells.map(cellText))), '  }'].join('\n'));
  const expected = statement.plans
    .flatMap((part) => part.lines)
    .filter((line) => line.kind === 'pay' && !line.failed)
    .map((line) => `  expect ${line.line} = ${line.exact}`);
  return [`example "${payee} in ${period}" {`, `  payee "${payee}"  period ${period}`, ...blocks, ...expected, '}'].join('\n');
}

/** The rows that name someone; all of a short table that names nobody. */
function own(sheet: Sheet, payee: string): Sheet {
  const rows = sheet.rows.filter((cells) => cells.includes(payee));
  return { ...sheet, rows: rows.length > 0 ? rows : sheet.rows.slice(0, WHOLE) };
}

function row(cells: readonly string[]): string {
  return `    | ${cells.join(' | ')} |`;
}

/** A cell as an example has it: bare, or in quotes where a sign would end it. */
function cellText(cell: string): string {
  return /[|"#{}]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
