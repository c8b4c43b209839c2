/** A rep's book: the plan and the rep's own rows, loaded into the engine. */
import type { Change, Description, DiagnosticMessage, PlanFile, ProblemMessage, StatementDocument, WorkerSession } from 'tiercel/worker';
import { records } from './csv';
import { engine } from './engine';
import type { Language } from './language';
import { months } from './periods';

/** What a book is made of. */
export interface BookFiles {
  /** Whose book it is; none, or nobody of the data: the first payee. */
  readonly payee: string | undefined;
  readonly name: string | undefined;
  readonly plan: PlanFile;
  /** The files that the plan uses, by the path behind `use`. */
  readonly uses: Readonly<Record<string, string>>;
  /** Delimited texts by the table. */
  readonly tables: Readonly<Record<string, string>>;
  /** The last day that the data knows of. */
  readonly until: string;
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
  readonly tables: Readonly<Record<string, string>>;
  readonly periods: readonly string[];
  /** Everybody in the data. */
  readonly people: readonly Person[];
  readonly session: WorkerSession;
  /** The statement that is looked at first, which is computed at once. */
  readonly first: { readonly period: string; readonly statement: Promise<StatementDocument> };
}

/** Why a book can't be opened. */
export type BookFailure =
  | { readonly kind: 'diagnostics'; readonly diagnostics: readonly DiagnosticMessage[] }
  | { readonly kind: 'problems'; readonly problems: readonly ProblemMessage[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'unreadable'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** A book, or why there is none. */
export type Opened = { readonly ok: true; readonly book: Book } | { readonly ok: false; readonly failure: BookFailure };

/** Bytes of data beyond which a page is not the place to compute. */
export const LARGEST = 40 * 1024 * 1024;

/** Compiles the plan and loads the data. `period` is the one that is looked at first; else it is that of the data's day. */
export async function open(files: BookFiles, language: Language, period?: string): Promise<Opened> {
  const bytes = Object.values(files.tables).reduce((sum, text) => sum + text.length, 0);
  if (bytes > LARGEST) return { ok: false, failure: { kind: 'too-large', bytes } };
  const running = await engine();
  const compiled = await running.compile([files.plan], { files: files.uses, language });
  if (!compiled.ok) return { ok: false, failure: { kind: 'diagnostics', diagnostics: compiled.diagnostics } };
  const [description, digest] = await Promise.all([compiled.plan.describe(), compiled.plan.digest()]);
  const known = new Set(description.tables.filter((table) => table.input).map((table) => table.name));
  const tables = Object.fromEntries(Object.entries(files.tables).filter(([table]) => known.has(table)));
  const loaded = await compiled.plan.load(tables);
  if (!loaded.ok) return { ok: false, failure: { kind: 'problems', problems: loaded.problems } };
  const people = peopleOf(description, tables['payees'] ?? '');
  const person = people.find((one) => one.payee === files.payee) ?? people[0];
  if (person === undefined) return { ok: false, failure: { kind: 'empty' } };
  const { payee } = person;
  const periods = await periodsOf(description, loaded.session, payee);
  const shown = periodFrom(periods, period, files.until);
  const statement = statementOf(loaded.session, payee, shown);
  // Whoever shows it says what went wrong.
  statement.catch(() => undefined);
  const first = { period: shown, statement };
  return {
    ok: true,
    book: { payee, name: files.name ?? person.name, description, digest, until: files.until, tables, periods, people, session: loaded.session, first },
  };
}

/** Months are known from the plan; other periods have the names that the results give them. */
async function periodsOf(description: Description, session: WorkerSession, payee: string): Promise<readonly string[]> {
  const known = months(description);
  if (known.length > 0) return known;
  const answer = await session.cells({ payees: [payee] });
  return answer.ok ? [...new Set(answer.cells.map((cell) => cell.period))].sort() : [];
}

/** The people of the table payees, each once, in the order of the file. */
export function peopleOf(description: Description, text: string): readonly Person[] {
  const columns = description.tables.find((table) => table.name === 'payees')?.columns ?? [];
  const [heading = [], ...rows] = records(text);
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
