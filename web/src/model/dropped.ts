/** Files that a reader drops or chooses: which is the plan, which are used by it, and which hold the rows of a table. */
import type { BookFiles } from './book';

/** A file's name and its text. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** What a book is made of, or what is missing. */
export function filesFrom(dropped: readonly NamedText[], until: string): BookFiles | 'no-plan' | 'several-plans' {
  const plans = dropped.filter((file) => file.name.endsWith('.plan'));
  // A file that only declares tables for others has no `plan "…"` line.
  const whole = plans.filter((file) => /^plan\s+"/m.test(file.text));
  const [plan, another] = whole;
  if (plan === undefined) return 'no-plan';
  if (another !== undefined) return 'several-plans';
  const tables = dropped.filter((file) => /\.(csv|tsv|txt)$/i.test(file.name));
  return {
    payee: undefined,
    name: undefined,
    plans: [plan],
    uses: Object.fromEntries(plans.filter((file) => file !== plan).map((file) => [file.name, file.text])),
    data: { kind: 'tables', tables: Object.fromEntries(tables.map((file) => [file.name.replace(/\.\w+$/, ''), file.text])) },
    until,
  };
}

/** Reads files, and the day on which the last of them was changed. A workbook has a text for each of its sheets. */
export async function readFiles(files: readonly File[]): Promise<{ readonly texts: readonly NamedText[]; readonly until: string }> {
  const texts = await Promise.all(files.map(async (file) => (/\.xlsx$/i.test(file.name) ? workbook(file) : { name: file.name, text: decoded(new Uint8Array(await file.arrayBuffer())) })));
  const latest = files.reduce((last, file) => (file.lastModified > last ? file.lastModified : last), 0);
  return { texts: texts.flat(), until: new Date(latest).toISOString().slice(0, 10) };
}

/** The sheets of a workbook; an error that names the file where it is none. */
async function workbook(file: File): Promise<readonly NamedText[]> {
  const { sheetsOf } = await import('./workbook');
  try {
    return await sheetsOf(file);
  } catch (error) {
    throw new Error(`${file.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Spreadsheets in China often write GB18030. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('gb18030').decode(bytes);
  }
}
