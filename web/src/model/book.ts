/** A rep's book: the plan and the rep's slice, or files with everybody's rows, loaded into the engine. */
import type { Change, Description, DiagnosticMessage, PlanFile, ProblemMessage, SliceMessage, StatementDocument, WorkerSession } from 'tiercel/worker';
import { records } from './csv';
import { engine } from './engine';
import type { Language } from './language';
import { months } from './periods';

/** What a book is made of. */
export interface BookFiles {
  /** Whose book it is; none, or nobody of the data: the first payee. */
  readonly payee: string | undefined;
  readonly name: string | undefined;
  /** The plans that are run together, the reader's first. */
  readonly plans: readonly PlanFile[];
  /** The files that the plans use, by the path behind `use`. */
  readonly uses: Readonly<Record<string, string>>;
  readonly data: BookData;
  /** The last day that the data knows of. */
  readonly until: string;
}

/** Delimited texts by the table, or what is one payee's alone. */
export type BookData =
  | { readonly kind: 'tables'; readonly tables: Readonly<Record<string, string>> }
  | { readonly kind: 'slice'; readonly slice: SliceMessage };

/** Rows as texts, the heading first. */
export type Sheet = readonly (readonly string[])[];

/** Lines of a slice that a change does not move, or that are blank, as they need others' figures. */
export interface Standing {
  readonly held: ReadonlySet<string>;
  readonly withheld: ReadonlySet<string>;
  /** Whether totals over others are in it. */
  readonly hasTotals: boolean;
}

/** Somebody of the data. */
export interface Person {
  readonly payee: string;
  readonly name: string;
}

/** A book that is ready to be asked. */
export interface Book {
  readonly payee: string;
  readonly name: string;
  readonly description: Description;
  readonly digest: string;
  readonly until: string;
  /** The rows of a table. */
  readonly sheet: (table: string) => Sheet;
  /** What stands for others, where the data is a slice. */
  readonly standing: Standing | undefined;
  readonly periods: readonly string[];
  /** Everybody in the data. */
  readonly people: readonly Person[];
  readonly session: WorkerSession;
  /** The statement that is looked at first, which came with the book or is computed at once. */
  readonly first: { readonly period: string; readonly statement: StatementDocument | Promise<StatementDocument> };
}

/** Why a book can't be opened. */
export type BookFailure =
  | { readonly kind: 'diagnostics'; readonly diagnostics: readonly DiagnosticMessage[] }
  | { readonly kind: 'problems'; readonly problems: readonly ProblemMessage[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'unreadable'; readonly file: string }
  | { readonly kind: 'failed'; readonly message: string };

/** A book, or why there is none. */
export type Opened = { readonly ok: true; readonly book: Book } | { readonly ok: false; readonly failure: BookFailure };

/** Bytes of data beyond which a page is not the place to compute. */
export const LARGEST = 40 * 1024 * 1024;

/** Compiles the plans and loads the data. `period` is the one that is looked at first; else it is that of the data's day. */
export async function open(files: BookFiles, language: Language, period?: string): Promise<Opened> {
  const { data, plans } = files;
  const bytes = data.kind === 'slice' ? 0 : Object.values(data.tables).reduce((sum, text) => sum + text.length, 0);
  if (bytes > LARGEST) return { ok: false, failure: { kind: 'too-large', bytes } };
  const first = await openInOrder(files, language, period);
  if (data.kind === 'tables' || !isOtherPlan(first)) return first;
  // A slice belongs to plans in the order in which they were run.
  for (const order of orders(plans).slice(1)) {
    const opened = await openInOrder({ ...files, plans: order }, language, period);
    if (!isOtherPlan(opened)) return opened;
  }
  return first;
}

function isOtherPlan(opened: Opened): boolean {
  return !opened.ok && opened.failure.kind === 'problems' && opened.failure.problems.some((problem) => problem.code === 'data-slice-plan');
}

/** More plans than these are not tried in every order. */
const FEW = 3;

/** The orders of things, as they are first. */
function orders<T>(things: readonly T[]): readonly (readonly T[])[] {
  if (things.length < 2 || things.length > FEW) return [things];
  return things.flatMap((first, at) => orders(things.filter((_, other) => other !== at)).map((rest) => [first, ...rest]));
}

async function openInOrder(files: BookFiles, language: Language, period: string | undefined): Promise<Opened> {
  const { data } = files;
  const guess = period ?? files.until.slice(0, 7);
  const read = await (data.kind === 'slice' ? openSlice(files, data.slice, guess, language) : openTables(files, data.tables, language));
  if ('kind' in read) return { ok: false, failure: read };
  const { description, digest, session } = read;
  const sheet = sheetOf(data);
  const people = peopleOf(description, sheet('payees'));
  const wanted = data.kind === 'slice' ? data.slice.payee : files.payee;
  const person = people.find((one) => one.payee === wanted) ?? people[0];
  if (person === undefined) return { ok: false, failure: { kind: 'empty' } };
  const { payee } = person;
  const periods = await periodsOf(description, session, payee);
  const shown = periodFrom(periods, period, files.until);
  const came = shown === guess ? read.statement : undefined;
  const statement = came ?? statementOf(session, payee, shown);
  // Whoever shows it says what went wrong.
  if (statement instanceof Promise) statement.catch(() => undefined);
  const first = { period: shown, statement };
  const name = files.name ?? person.name;
  const book = { payee, name, description, digest, until: files.until, sheet, standing: standingOf(data), periods, people, session, first };
  return { ok: true, book };
}

/** Plans with data, and the statement that was asked for with them. */
interface Read {
  readonly description: Description;
  readonly digest: string;
  readonly session: WorkerSession;
  readonly statement?: StatementDocument | undefined;
}

/** A slice with its plans and a statement, all in one message: it is what a rep waits for. */
async function openSlice(files: BookFiles, slice: SliceMessage, period: string, language: Language): Promise<Read | BookFailure> {
  const opened = await engine().openSlice(files.plans, slice, period, { files: files.uses, language });
  if (opened.ok) return opened;
  const { diagnostics, problems } = opened;
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'diagnostics', diagnostics };
}

async function openTables(files: BookFiles, tables: Readonly<Record<string, string>>, language: Language): Promise<Read | BookFailure> {
  const compiled = await engine().compile(files.plans, { files: files.uses, language });
  if (!compiled.ok) return { kind: 'diagnostics', diagnostics: compiled.diagnostics };
  const { plan } = compiled;
  const [description, digest] = await Promise.all([plan.describe(), plan.digest()]);
  const loaded = await plan.load(tablesOf(description, tables));
  return loaded.ok ? { description, digest, session: loaded.session } : { kind: 'problems', problems: loaded.problems };
}

/** The tables that the plan knows. */
function tablesOf(description: Description, tables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const known = new Set(description.tables.filter((table) => table.input).map((table) => table.name));
  return Object.fromEntries(Object.entries(tables).filter(([table]) => known.has(table)));
}

/** The rows of each table, read once, when they are first looked at. */
export function sheetOf(data: BookData): Book['sheet'] {
  if (data.kind === 'slice') {
    const sheets = new Map(data.slice.tables.map(({ table, heading, rows }) => [table, [heading, ...rows]]));
    return (table) => sheets.get(table) ?? [];
  }
  const read = new Map<string, Sheet>();
  return (table) => {
    const rows = read.get(table) ?? records(data.tables[table] ?? '', 'all');
    read.set(table, rows);
    return rows;
  };
}

function standingOf(data: BookData): Standing | undefined {
  if (data.kind === 'tables') return undefined;
  const { heldLines, withheldLines, sealed } = data.slice;
  return { held: new Set(heldLines), withheld: new Set(withheldLines), hasTotals: sealed.length > 0 };
}

/** Months are known from the plan; other periods have the names that the results give them. */
async function periodsOf(description: Description, session: WorkerSession, payee: string): Promise<readonly string[]> {
  const known = months(description);
  if (known.length > 0) return known;
  const answer = await session.cells({ payees: [payee] });
  return answer.ok ? [...new Set(answer.cells.map((cell) => cell.period))].sort() : [];
}

/** The people of the table payees, each once, in the order of the file. */
export function peopleOf(description: Description, sheet: Sheet): readonly Person[] {
  const columns = description.tables.find((table) => table.name === 'payees')?.columns ?? [];
  const [heading = [], ...rows] = sheet;
  const at = (name: string | undefined) => heading.findIndex((one) => one.trim() === name);
  const [key, name] = [at(columns.find((column) => column.key)?.name), at('Name')];
  const named = new Map<string, string>();
  for (const row of rows) {
    const payee = row[key]?.trim() ?? '';
    if (payee !== '' && !named.has(payee)) named.set(payee, row[name]?.trim() ?? '');
  }
  return [...named].map(([payee, called]) => ({ payee, name: called === '' ? payee : called }));
}

/** The period that is asked for, if it is there; else the one that a day lies in, or the last before it. */
export function periodFrom(periods: readonly string[], asked: string | undefined, day: string): string {
  if (asked !== undefined && periods.includes(asked)) return asked;
  const before = periods.filter((period) => period <= day.slice(0, 7));
  return before.at(-1) ?? periods[0] ?? '';
}

/** A statement; an error where the engine refuses. */
export async function statementOf(session: WorkerSession, payee: string, period: string, signal?: AbortSignal): Promise<StatementDocument> {
  const answer = await session.statement(payee, period, { signal });
  if (!answer.ok) throw new Error(answer.problems.map((problem) => problem.message).join('; '));
  return answer.statement;
}

/** What a statement pays, for each currency apart: sums of money in different currencies are no figure. */
export function payables(statement: StatementDocument): readonly { readonly amount: string; readonly currency: string; readonly plan: string }[] {
  return statement.plans.map((part) => ({ amount: part.payable, currency: part.currency, plan: part.plan }));
}

export type { Change };
