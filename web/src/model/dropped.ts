/** Files that a reader drops or chooses: which is the plan, which are used by it, and which hold the rows of a table. */
import type { SliceMessage, SliceTableMessage } from 'tiercel/worker';
import type { BookFiles } from './book';
import { records } from './csv';

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
  const tables = dropped.filter((file) => /\.(csv|tsv|txt)$/i.test(file.name)).map((file) => ({ table: file.name.replace(/\.\w+$/, ''), text: file.text }));
  const slice = sliceAmong(dropped);
  if (another !== undefined && slice === undefined) return 'several-plans';
  return {
    payee: undefined,
    name: undefined,
    plans: whole,
    uses: Object.fromEntries(plans.filter((file) => !whole.includes(file)).map((file) => [file.name, file.text])),
    data: slice === undefined
      ? { kind: 'tables', tables: Object.fromEntries(tables.map(({ table, text }) => [table, text])) }
      : { kind: 'slice', slice: { ...slice, tables: slice.tables.length > 0 ? slice.tables : tables.map(rowsOf) } },
    until,
  };
}

/** The rows of a slice's file. */
function rowsOf({ table, text }: { readonly table: string; readonly text: string }): SliceTableMessage {
  const [heading = [], ...rows] = records(text);
  return { table, heading, rows };
}

/** What `tiercel slice` wrote beside the rows, if it is among the files. */
export function sliceAmong(dropped: readonly NamedText[]): SliceMessage | undefined {
  return dropped.filter((file) => /\.json$/i.test(file.name)).map((file) => parseSlice(file.text)).find((slice) => slice !== undefined);
}

function parseSlice(text: string): SliceMessage | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== 'object' || found === null) return undefined;
    const { version, plan, payee, tables, sealed, held } = found as Record<string, unknown>;
    const isSlice = version === 1 && typeof plan === 'string' && typeof payee === 'string' && [tables, sealed, held].every(Array.isArray);
    // The engine itself looks at the rest.
    return isSlice ? (found as SliceMessage) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Folders in folders are looked into so far. */
const DEPTH = 3;

/** The files that are dropped, those in folders as well. What is hidden is left out. */
export async function filesIn({ items, files }: DataTransfer): Promise<readonly File[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const plain = [...files];
  if (entries.every((entry) => entry.isFile)) return plain;
  return (await Promise.all(entries.map((entry) => filesOf(entry, DEPTH)))).flat();
}

// Not every browser has the classes of entries under a name.
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

async function filesOf(entry: FileSystemEntry, depth: number): Promise<readonly File[]> {
  if (entry.name.startsWith('.')) return [];
  if (isFile(entry)) return [await new Promise<File>((found, failed) => { entry.file(found, failed); })];
  if (!isFolder(entry) || depth === 0) return [];
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  // A reader gives a hundred at a time, and none when it has given all.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((found, failed) => { reader.readEntries(found, failed); });
    if (some.length === 0) break;
    all.push(...some);
  }
  return (await Promise.all(all.map((one) => filesOf(one, depth - 1)))).flat();
}

/** A file that can't be read, by its name. */
class UnreadableError extends Error {}

/** The file that can't be read; other errors are thrown on. */
export function unreadable(error: unknown): string {
  if (error instanceof UnreadableError) return error.message;
  throw error;
}

/** Reads files, and the day on which the last of them was changed. A workbook has a text for each of its sheets. */
export async function readFiles(files: readonly File[]): Promise<{ readonly texts: readonly NamedText[]; readonly until: string }> {
  const texts = await Promise.all(files.map(textsOf));
  const latest = files.reduce((last, file) => (file.lastModified > last ? file.lastModified : last), 0);
  return { texts: texts.flat(), until: new Date(latest).toISOString().slice(0, 10) };
}

/** The text of a file, or of each sheet of a workbook. */
async function textsOf(file: File): Promise<readonly NamedText[]> {
  try {
    if (!/\.xlsx$/i.test(file.name)) return [{ name: file.name, text: decoded(new Uint8Array(await file.arrayBuffer())) }];
    const { sheetsOf } = await import('./workbook');
    return await sheetsOf(file);
  } catch (error) {
    throw new UnreadableError(file.name, { cause: error });
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
