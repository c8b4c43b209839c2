import { Compiled, type Answer, type Session as RawSession, format as formatText, version as engineVersion } from './glue/glue.js';
import { type Cell, type Row, type TableInput, cellText, countOf, textOf } from './cells.js';
import { Handle, guarded } from './engine.js';
import { TiercelError, kindOf } from './errors.js';
import { type Data, hasBytes, loadingOf } from './loading.js';
import { type CurveRequest, type SolveRequest, sweepMessage } from './sweep.js';
import type { AnyNames, Change, ParamValues, PlanNames, Tables } from './typed.js';
import type {
  AskedMessage,
  CellNames,
  CellResult,
  Completion,
  CoverageReport,
  CurveResult,
  Description,
  DiagnosticMessage,
  DifferenceEntry,
  Edit,
  EligibilityEntry,
  ErrorResult,
  ExampleReport,
  ExplanationNode,
  Hover,
  Mending,
  OutlineItem,
  PayDifferenceEntry,
  Place,
  ProblemMessage,
  Range,
  Reference,
  Signature,
  SliceMessage,
  SolutionResult,
  StatementDocument,
  Token,
} from './types.js';

/** The language of messages. */
export type Language = 'en' | 'zh';

/** A plan's file. */
export interface PlanFile {
  /** Its name, for messages, and for `use "name"` of other plans. */
  readonly name: string;
  /** Its text. */
  readonly text: string;
}

/** How plans are compiled. */
export interface CompileOptions {
  /** Texts of the files that the plans `use`, by the path behind `use`. */
  readonly files?: Readonly<Record<string, string>>;
  /** The name of the file, where the plan is given as a text alone. */
  readonly name?: string;
  /** The language of messages; English unless said. */
  readonly language?: Language;
}

/** A plan, or what is wrong with its text. Warnings come with a plan as well. */
export type CompileResult<P extends PlanNames = AnyNames> =
  | { readonly ok: true; readonly plan: Plan<P>; readonly diagnostics: readonly DiagnosticMessage[] }
  | { readonly ok: false; readonly diagnostics: readonly DiagnosticMessage[] };

/** An answer, or what is wrong with what was asked. */
export type Answered<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly problems: readonly ProblemMessage[] };

/** Data besides the tables. */
export interface LoadOptions<P extends PlanNames = AnyNames> {
  /** Results of closed periods: columns Payee, Period, Line, Value. */
  readonly history?: TableInput;
  /** Params to set, by name. */
  readonly params?: ParamValues<P>;
  /** How numbers are written in the tables, by an example with both signs: `'1.234,50'`. */
  readonly numbers?: string;
  /** Bare numbers in percent columns are percent points. */
  readonly percentPoints?: boolean;
}

/** Which part of the results is asked for; all of it unless said. */
export type RunRequest = Partial<AskedMessage>;

/** What an explanation is asked of: a line's cell, or a column's value in a row. */
export type Target<P extends PlanNames = AnyNames> =
  | { readonly payee: string; readonly period: string; readonly line: P['lines'] }
  | { readonly table: string; readonly key: string; readonly column: string };

/** A row, by its key. */
export interface RowKey {
  readonly table: string;
  readonly key: string;
}

/** Checks a plan, or several that are run together. `P` is what `tiercel types` writes: names are then held to the plan's. */
export function compile<P extends PlanNames = AnyNames>(source: string | readonly PlanFile[], options: CompileOptions = {}): CompileResult<P> {
  const language = languageOf(options.language);
  const draft = Draft.of(source, options);
  const diagnostics = draft.diagnostics();
  if (!draft.isFine()) {
    draft.free();
    return { ok: false, diagnostics };
  }
  return { ok: true, plan: new Plan<P>(draft, language), diagnostics };
}

/** A plan's text in its one form. A text that does not parse comes back as it is. */
export function format(text: string): string {
  const plan = textOf(text, 'the plan of format()');
  return guarded(() => formatText(plan));
}

/** The version of the engine. */
export function version(): string {
  return guarded(() => engineVersion());
}

/** Plans as an editor has them: perhaps broken, each text at hand. Places are offsets as JavaScript counts. */
export class Draft {
  readonly #handle: Handle<Compiled>;
  readonly #language: Language;
  /** The files, the plans first. */
  readonly files: readonly PlanFile[];

  private constructor(handle: Handle<Compiled>, files: readonly PlanFile[], language: Language) {
    this.#handle = handle;
    this.files = files;
    this.#language = language;
  }

  /** Reads plans. */
  static of(source: string | readonly PlanFile[], options: CompileOptions = {}): Draft {
    const plans: readonly PlanFile[] = typeof source === 'string' ? [{ name: options.name ?? 'plan.plan', text: source }] : source;
    const used = Object.entries(options.files ?? {}).map(([name, text]) => ({ name, text }));
    if (!Array.isArray(plans) || plans.length === 0) {
      throw new TiercelError('input', `compile() got ${kindOf(source)}; expected the text of a plan, or a list of { name, text }`);
    }
    const files = [...plans, ...used];
    for (const file of files) {
      if (typeof file?.name !== 'string' || typeof file.text !== 'string') {
        throw new TiercelError('input', `a file has the name ${kindOf(file?.name)} and the text ${kindOf(file?.text)}; both must be texts`);
      }
    }
    const raw = guarded(() => new Compiled(files.map((file) => [file.name, file.text]), plans.length));
    return new Draft(new Handle('plan', raw), files, languageOf(options.language));
  }

  /** Whether it can be run. */
  isFine(): boolean {
    return this.#handle.use((raw) => raw.isFine());
  }

  /** Errors and warnings, by place. */
  diagnostics(): DiagnosticMessage[] {
    return this.#handle.use((raw) => raw.diagnostics(this.#language) as DiagnosticMessage[]);
  }

  /** The plans in words: tables with their columns, lines, params, and what reads what. */
  describe(): Description {
    return this.#handle.use((raw) => raw.describe() as Description);
  }

  /** SHA-256 of names and texts. */
  digest(): string {
    return this.#handle.use((raw) => raw.digest());
  }

  /** Runs the example blocks. */
  examples(): ExampleReport[] {
    return this.#handle.use((raw) => raw.examples(this.#language) as ExampleReport[]);
  }

  /** Which rows of tiers and decision tables, and which branches, no example touches. */
  coverage(): CoverageReport {
    return this.#handle.use((raw) => raw.coverage() as CoverageReport);
  }

  /** Colours of a file. */
  tokens(file = 0): Token[] {
    return this.#handle.use((raw) => raw.tokens(countOf(file, 'file')) as Token[]);
  }

  /** Declarations of a file. */
  outline(file = 0): OutlineItem[] {
    return this.#handle.use((raw) => raw.outline(countOf(file, 'file')) as OutlineItem[]);
  }

  /** What can be folded away. */
  folding(file = 0): Range[] {
    return this.#handle.use((raw) => raw.folding(countOf(file, 'file')) as Range[]);
  }

  /** What there is to say about a place. */
  hover(offset: number, file = 0): Hover | null {
    return this.#handle.use((raw) => raw.hover(countOf(file, 'file'), countOf(offset, 'offset'), this.#language) as Hover | null);
  }

  /** What can be written at a place, the likeliest first. */
  complete(offset: number, file = 0): Completion[] {
    return this.#handle.use((raw) => raw.complete(countOf(file, 'file'), countOf(offset, 'offset'), this.#language) as Completion[]);
  }

  /** The call around a place. */
  signature(offset: number, file = 0): Signature | null {
    return this.#handle.use((raw) => raw.signature(countOf(file, 'file'), countOf(offset, 'offset'), this.#language) as Signature | null);
  }

  /** What is wrong with a file, with the changes that mend it. */
  fixes(file = 0): Mending[] {
    return this.#handle.use((raw) => raw.fixes(countOf(file, 'file'), this.#language) as Mending[]);
  }

  /** Where the name at a place is declared. */
  definition(offset: number, file = 0): Place[] {
    return this.#handle.use((raw) => raw.definition(countOf(file, 'file'), countOf(offset, 'offset')) as Place[]);
  }

  /** Where the name at a place stands. */
  references(offset: number, file = 0): Reference[] {
    return this.#handle.use((raw) => raw.references(countOf(file, 'file'), countOf(offset, 'offset')) as Reference[]);
  }

  /** The changes that rename what stands at a place, or why it can't have that name. */
  rename(offset: number, name: string, file = 0): { ok: true; edits: Edit[] } | { ok: false; reason: string } {
    const wish = this.#handle.use((raw) => raw.rename(countOf(file, 'file'), countOf(offset, 'offset'), textOf(name, 'the name'), this.#language) as { granted?: Edit[]; reason?: string });
    return wish.granted !== undefined ? { ok: true, edits: wish.granted } : { ok: false, reason: wish.reason ?? '' };
  }

  /** @internal */
  load(data: Data, decoded: boolean, language: Language): Answer {
    return this.#handle.use((raw) => raw.load(loadingOf(data, decoded), language));
  }

  /** @internal */
  openSlice(slice: SliceMessage, language: Language): Answer {
    return this.#handle.use((raw) => raw.openSlice(slice, language));
  }

  /** Gives its memory back. */
  free(): void {
    this.#handle.free();
  }

  [Symbol.dispose](): void {
    this.free();
  }
}

/** A checked plan that can be run. */
export class Plan<P extends PlanNames = AnyNames> {
  /** The text and what an editor asks of it. */
  readonly draft: Draft;
  readonly #language: Language;

  /** @internal */
  constructor(draft: Draft, language: Language) {
    this.draft = draft;
    this.#language = language;
  }

  /** The plan in words: tables with their columns, lines, params, and what reads what. */
  describe(): Description {
    return this.draft.describe();
  }

  /** SHA-256 of the plans' names and texts. */
  digest(): string {
    return this.draft.digest();
  }

  /** Runs the example blocks. */
  examples(): ExampleReport[] {
    return this.draft.examples();
  }

  /** Loads data, by the names of the plan's tables. A table that is left out, or has no rows, is empty. */
  load(tables: Tables<P>, options: LoadOptions<P> = {}): Answered<{ readonly session: Session<P> }> {
    if (typeof tables !== 'object' || tables === null) {
      throw new TiercelError('input', `load() got ${kindOf(tables)}; expected an object with a field for each table`);
    }
    const params = Object.entries<Cell>(options.params ?? {}).map(([name, value]) => [name, cellText(value, `the param ${name}`)]);
    const data: Data = {
      tables: Object.entries<TableInput>(tables as { readonly [table: string]: TableInput }),
      history: options.history,
      options: { params: Object.fromEntries(params), numbers: options.numbers ?? null, percentPoints: options.percentPoints ?? false },
    };
    const load = (decoded: boolean) => opened<P>(this.draft.load(data, decoded, this.#language), this.#language);
    const answer = load(false);
    // Bytes are taken for UTF-8 until they prove to be something else.
    const isOther = !answer.ok && answer.problems.some(({ code }) => code === 'data-encoding') && hasBytes(data);
    return isOther ? load(true) : answer;
  }

  /**
   * A session over one payee's slice, as {@link Session.slice} or `tiercel slice` gives it. The payee's own rows and the params
   * can be changed; what then would need others' figures keeps its value (`slice.heldLines` names such lines).
   */
  openSlice(slice: SliceMessage): Answered<{ readonly session: Session<P> }> {
    if (typeof slice !== 'object' || slice === null) throw new TiercelError('input', `openSlice() got ${kindOf(slice)}; expected a slice`);
    return opened(this.draft.openSlice(slice, this.#language), this.#language);
  }

  /** Gives its memory back; sessions of it go on working. */
  free(): void {
    this.draft.free();
  }

  [Symbol.dispose](): void {
    this.free();
  }
}

/** Cells that were asked for, with their number: those of a later session are told by what is not the same. */
interface KnownCells {
  readonly number: number;
  readonly cells: readonly CellResult[];
}

const NOT_KNOWN: KnownCells = { number: 0, cells: [] };

/** How many cells are held for a later answer. */
const MOST_KNOWN = 100_000;

/**
 * What a run gives. Calculated columns ({@link Session.columns}) and the digest ({@link Session.digest}) are asked for apart: where
 * tables are large they are many times as much.
 */
export interface RunResults {
  /** Every line per payee and period. */
  readonly cells: readonly Readonly<CellResult>[];
  /** The cells in error, with where the error began. */
  readonly errors: readonly ErrorResult[];
}

/** Columns of a table. */
export interface TableColumns {
  /** The keys of the rows, in the order of the rows. */
  readonly keys: readonly string[];
  /** The values of each column as canonical texts, in the same order. */
  readonly columns: { readonly [column: string]: readonly string[] };
}

/** A plan with the data of a run. Changes make another session; this one stays as it is, so undo is to drop the later one. */
export class Session<P extends PlanNames = AnyNames> {
  readonly #handle: Handle<RawSession>;
  readonly #language: Language;
  #known: KnownCells;

  /** @internal */
  constructor(handle: Handle<RawSession>, language: Language, known: KnownCells = NOT_KNOWN) {
    this.#handle = handle;
    this.#language = language;
    this.#known = known;
  }

  /** Runs the plan: every line per payee and period, and what is in error. */
  run(request: RunRequest = {}): Answered<{ readonly results: RunResults }> {
    return this.#handle.use((raw) => {
      const made = ([values, errors]: [string, ErrorResult[]]) => ({ results: { cells: this.#cells(raw, values), errors } });
      return answered(raw.run(request, this.#known.number, this.#language), made);
    });
  }

  /** Every line per payee and period alone. Cells that a change leaves as they were are the same objects as before it. */
  cells(request?: RunRequest): Answered<{ readonly cells: readonly Readonly<CellResult>[] }> {
    return this.#handle.use((raw) => {
      const found = raw.cells(request, this.#known.number, this.#language) as unknown;
      return typeof found === 'string' ? { ok: true, cells: this.#cells(raw, found) } : answered(found, () => ({ cells: [] }));
    });
  }

  /** Cells from a text: their number, what is told of them, and the values. */
  #cells(raw: RawSession, text: string): readonly CellResult[] {
    const [number, told, ...values] = text.split('\n');
    const { cells: before } = this.#known;
    const cells =
      told === 'changes' ? changedCells(before, values) : told === 'values' ? before.map((cell, index) => withValue(cell, values[index] ?? '')) : wholeCells(raw, values);
    // What a million cells are is forgotten with the answer. A list of its own: the caller may sort the other.
    this.#known = cells.length > MOST_KNOWN ? NOT_KNOWN : { number: Number(number), cells: cells.slice() };
    return cells;
  }

  /** Columns of a table, input ones too; all calculated ones unless said. The keys tell which row is which. */
  columns(table: string, columns?: readonly string[]): Answered<TableColumns> {
    if (columns !== undefined && !Array.isArray(columns)) throw new TiercelError('input', `columns() got ${kindOf(columns)}; expected a list of names`);
    const names = columns?.map((name) => textOf(name, 'a column'));
    const found = this.#handle.use((raw) => raw.columns(textOf(table, 'table'), names, this.#language));
    return answered(found, ([keys = '', ...texts]: string[]) => {
      const values = (text = '') => text.split('\n').slice(1);
      const named = texts.flatMap((name, at) => (at % 2 === 0 ? [[name, values(texts[at + 1])] as const] : []));
      return { keys: values(keys), columns: Object.fromEntries(named) };
    });
  }

  /** SHA-256 of the canonical form, in hexadecimal. */
  digest(request: RunRequest = {}): Answered<{ readonly digest: string }> {
    return answered(this.#handle.use((raw) => raw.digest(request, this.#language)), (digest: string) => ({ digest }));
  }

  /** The canonical form of the results, whose SHA-256 is the digest. */
  canonical(request: RunRequest = {}): Answered<{ readonly text: string }> {
    return answered(this.#handle.use((raw) => raw.canonical(request, this.#language)), (text: string) => ({ text }));
  }

  /**
   * All lines beside each other as CSV: a row per payee and period, a column per line; the bytes of `tiercel run --sheet`. The
   * quick way to the figures of many people.
   */
  sheet(request: RunRequest = {}): Answered<{ readonly csv: string }> {
    return answered(this.#handle.use((raw) => raw.sheet(request, this.#language)), (csv: string) => ({ csv }));
  }

  /** The session with changes. */
  whatIf(changes: readonly Change<P>[]): Answered<{ readonly session: Session<P> }> {
    if (!Array.isArray(changes)) throw new TiercelError('input', `whatIf() got ${kindOf(changes)}; expected a list of changes`);
    const sent = (changes as readonly Change[]).map((change) => sentChange(change).map(escaped).join('\t')).join('\n');
    try {
      const raw = this.#handle.use((raw) => raw.whatIf(sent, this.#language));
      return { ok: true, session: new Session<P>(new Handle('session', raw), this.#language, this.#known) };
    } catch (cause) {
      return { ok: false, problems: problemsOf(cause) };
    }
  }

  /** What is paid to whom in a later session, where it is not the same: everybody together (`payee: null`), then payee by payee. */
  payDifferences<Q extends PlanNames>(later: Session<Q>, request: RunRequest = {}): Answered<{ readonly differences: readonly PayDifferenceEntry[] }> {
    const found = this.#handle.use((raw) => later.#handle.use((other) => raw.payDifferences(other, request, this.#language)));
    return answered(found, (differences: PayDifferenceEntry[]) => ({ differences }));
  }

  /**
   * The cells that are not the same in a later session: before, after, difference. It may be one of another version of the
   * plan: lines meet by their names.
   */
  differences<Q extends PlanNames>(later: Session<Q>, request: RunRequest = {}): Answered<{ readonly differences: readonly DifferenceEntry[] }> {
    const found = this.#handle.use((raw) => later.#handle.use((other) => raw.differences(other, request, this.#language)));
    return answered(found, (differences: DifferenceEntry[]) => ({ differences }));
  }

  /**
   * One payee's slice: the least data with which {@link Plan.openSlice} gives that payee's cells as they are. Of others it has
   * totals only, over `atLeast` of them (3 unless said). Plain data, to be sent as JSON.
   */
  slice(payee: string, options: { readonly atLeast?: number } = {}): Answered<{ readonly slice: SliceMessage }> {
    const found = this.#handle.use((raw) => raw.slice(textOf(payee, 'payee'), countOf(options.atLeast ?? 3, 'atLeast'), this.#language));
    return answered(found, (slice: SliceMessage) => ({ slice }));
  }

  /**
   * How an amount follows an input: the points where its slope or its value changes, exact. A range of no more steps than
   * `evaluations` is evaluated whole (`certain`); in a longer one changes are found by halving between inputs that are looked
   * at first, and what rises and falls back between two of those may be missed.
   */
  curve(request: CurveRequest<P>): Answered<{ readonly curve: CurveResult }> {
    const message = sweepMessage(request as CurveRequest, 'curve', null);
    return answered(this.#handle.use((raw) => raw.curve(message, this.#language)), (curve: CurveResult) => ({ curve }));
  }

  /**
   * The least input at which an amount is a value or more, and whether the amount jumps over the value there. It is the least
   * for certain if every input of the range was evaluated (`certain`) or the amount never falls.
   */
  solve(request: SolveRequest<P>): Answered<{ readonly solution: SolutionResult }> {
    const message = sweepMessage(request as SolveRequest, 'solve', request?.value);
    if (message.value === null) throw new TiercelError('input', `value is ${kindOf(request.value)}; expected the amount to be reached`);
    return answered(this.#handle.use((raw) => raw.solve(message, this.#language)), (solution: SolutionResult) => ({ solution }));
  }

  /** Why a value is what it is: a tree, through so many lines and calculated columns. */
  explain(target: Target<P>, depth = 3): Answered<{ readonly explanation: ExplanationNode }> {
    const tree = this.#handle.use((raw) =>
      'line' in target
        ? raw.explain(textOf(target.payee, 'payee'), textOf(target.period, 'period'), textOf(target.line, 'line'), countOf(depth, 'depth'), this.#language)
        : raw.explainRow(textOf(target.table, 'table'), textOf(target.key, 'key'), textOf(target.column, 'column'), countOf(depth, 'depth'), this.#language),
    );
    return answered(tree, (explanation: ExplanationNode) => ({ explanation }));
  }

  /**
   * What a figure makes of a row: each aggregate of the line, and of the lines that it reads for the same payee and period,
   * with what the row gives to it or all that keeps it out.
   */
  eligibility(cell: { readonly payee: string; readonly period: string; readonly line: string }, row: RowKey): Answered<{ readonly entries: readonly EligibilityEntry[] }> {
    const texts = [textOf(cell.payee, 'payee'), textOf(cell.period, 'period'), textOf(cell.line, 'line')] as const;
    const found = this.#handle.use((raw) => raw.eligibility(...texts, textOf(row.table, 'table'), textOf(row.key, 'key'), this.#language));
    return answered(found, (entries: EligibilityEntry[]) => ({ entries }));
  }

  /** A payee's statement of a period. */
  statement(payee: string, period: string): Answered<{ readonly statement: StatementDocument }> {
    const found = this.#handle.use((raw) => raw.statement(textOf(payee, 'payee'), textOf(period, 'period'), this.#language));
    return answered(found, (statement: StatementDocument) => ({ statement }));
  }

  /** Gives its memory back. */
  free(): void {
    this.#handle.free();
  }

  [Symbol.dispose](): void {
    this.free();
  }
}

function languageOf(language: Language = 'en'): Language {
  if (language === 'en' || language === 'zh') return language;
  throw new TiercelError('input', `language is ${kindOf(language)}; expected 'en' or 'zh'`);
}

function opened<P extends PlanNames>(answer: Answer, language: Language): Answered<{ readonly session: Session<P> }> {
  const raw = answer.session();
  const problems = raw === undefined ? (answer.problems() as ProblemMessage[]) : [];
  answer.free();
  return raw === undefined ? { ok: false, problems } : { ok: true, session: new Session<P>(new Handle('session', raw), language) };
}

/** What the engine throws where it refuses; whatever else is thrown goes on. */
function problemsOf(cause: unknown): readonly ProblemMessage[] {
  if (typeof cause === 'object' && cause !== null && 'problems' in cause) return cause.problems as ProblemMessage[];
  throw cause;
}

/** Cells with their values; where they stand is asked for. Later answers share cells: nobody may change them. */
function wholeCells(raw: RawSession, values: readonly string[]): readonly CellResult[] {
  const [names, at] = raw.cellPlaces() as [CellNames, Uint32Array];
  return values.map((value, index) => {
    const line = at[3 * index + 2] ?? 0;
    return Object.freeze({
      payee: names.payees[at[3 * index] ?? 0] ?? '',
      period: names.periods[at[3 * index + 1] ?? 0] ?? '',
      line: names.lines[line] ?? '',
      currency: names.currencies[line] ?? '',
      value,
    });
  });
}

/** The cells with others in place of some: of each its number, a tab, and the value. */
function changedCells(before: readonly CellResult[], changes: readonly string[]): readonly CellResult[] {
  const cells = before.slice();
  for (const change of changes) {
    const tab = change.indexOf('\t');
    const at = Number(change.slice(0, tab));
    const cell = cells[at];
    if (cell !== undefined) cells[at] = withValue(cell, change.slice(tab + 1));
  }
  return cells;
}

function withValue({ payee, period, line, currency }: CellResult, value: string): CellResult {
  return Object.freeze({ payee, period, line, currency, value });
}

function answered<A, T>(answer: unknown, made: (answer: A) => T): Answered<T> {
  const refused = typeof answer === 'object' && answer !== null && 'problems' in answer;
  return refused ? { ok: false, problems: (answer as { problems: ProblemMessage[] }).problems } : { ok: true, ...made(answer as A) };
}

/** The fields of a change, as the engine reads them. */
function sentChange(change: Change): readonly string[] {
  const values = (row: Row, where: string) => Object.entries(row).flatMap(([column, cell]) => [column, cellText(cell, `${where}, ${column}`)]);
  switch (change.kind) {
    case 'addRow':
      return [change.kind, textOf(change.table, 'table'), ...values(change.values, `the new row of ${change.table}`)];
    case 'editRow':
      return [change.kind, textOf(change.table, 'table'), textOf(change.key, 'key'), ...values(change.values, `${change.table}(${change.key})`)];
    case 'removeRow':
      return [change.kind, textOf(change.table, 'table'), textOf(change.key, 'key')];
    case 'setParam':
      return [change.kind, textOf(change.name, 'name'), cellText(change.value, `the param ${change.name}`)];
    case 'setCell':
      return [
        change.kind,
        ...[textOf(change.payee, 'payee'), textOf(change.period, 'period'), textOf(change.line, 'line')],
        cellText(change.value, `${change.line} of ${change.payee}`),
      ];
    default:
      throw new TiercelError('input', `a change has the kind ${kindOf((change satisfies never as Change)?.kind)}`);
  }
}

/** A field of a change; tabs and line feeds stand between them. */
function escaped(field: string): string {
  return /[\\\t\n]/.test(field) ? field.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n') : field;
}
