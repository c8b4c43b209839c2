/**
 * The package in a Web Worker: the same API, each call a promise. A call takes `{ signal }`; an aborted call rejects at
 * once, is not begun if it still waits, and its answer is dropped if it comes late.
 */
import type { Answered, CompileOptions, LoadOptions, PlanFile, RowKey, RunRequest, RunResults, TableColumns, Target } from './api.js';
import { TiercelError } from './errors.js';
import type { Call, Reply } from './messages.js';
import type { CurveRequest, SolveRequest } from './sweep.js';
import type { AnyNames, Change, PlanNames, Tables } from './typed.js';
import type {
  CellResult,
  Completion,
  CoverageReport,
  CurveResult,
  Description,
  DiagnosticMessage,
  DifferenceEntry,
  Edit,
  EligibilityEntry,
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

export type { Answered, CompileOptions, Language, LoadOptions, PlanFile, RowKey, RunRequest, RunResults, TableColumns, Target } from './api.js';
export { type Cell, type Row, type TableInput, whole } from './cells.js';
export { TiercelError, type TiercelErrorCode } from './errors.js';
export type { CurveRequest, SolveRequest } from './sweep.js';
export type { AnyNames, Change, Moving, PlanNames, Tables } from './typed.js';
export type * from './types.js';

/** How one call is made. */
export interface CallOptions {
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** A plan, or what is wrong with its text. */
export type CompileResult<P extends PlanNames = AnyNames> =
  | { readonly ok: true; readonly plan: WorkerPlan<P>; readonly diagnostics: readonly DiagnosticMessage[] }
  | { readonly ok: false; readonly diagnostics: readonly DiagnosticMessage[] };

/** What a worker's engine can be made of. */
export type WorkerSource = URL | string | BufferSource | WebAssembly.Module;

/** How a worker is started. */
export interface WorkerOptions {
  /** The engine's address, bytes or module where it is not beside the script, or a promise of them, which comes while the worker starts. */
  readonly source?: WorkerSource | Promise<WorkerSource | undefined>;
  /** A worker made by a bundler from `tiercel/dist/thread.js`. */
  readonly worker?: Worker;
}

interface OpenedFacts {
  readonly diagnostics: readonly DiagnosticMessage[];
  readonly description: Description;
  /** SHA-256 of the plans' names and texts. */
  readonly digest: string;
  /** The payee's statement; none: the text that was given is no period. */
  readonly statement?: StatementDocument;
}

/** A slice over its plans with a statement; or what is wrong with the plans' texts, or with the slice. */
export type OpenedSlice<P extends PlanNames = AnyNames> =
  | ({ readonly ok: true; readonly plan: WorkerPlan<P>; readonly session: WorkerSession<P> } & OpenedFacts)
  | { readonly ok: false; readonly diagnostics: readonly DiagnosticMessage[]; readonly problems: readonly ProblemMessage[] };

interface Waiting {
  readonly call: Call;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly options: CallOptions;
}

interface Handed {
  readonly handle: number;
}

/** An engine in a worker of its own. */
export class Engine {
  /** Fulfilled when it has started; rejected with what went wrong. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #queue: Waiting[] = [];
  /** What the worker has been sent and has not answered, in its order. */
  readonly #sent: Waiting[] = [];
  #isStarting = false;
  /** Why nothing more can be asked. */
  #end: unknown;
  #calls = 0;

  private constructor(worker: Worker, source: WorkerOptions['source']) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.#answered(data));
    worker.addEventListener('error', (event) => this.#failed(`the worker stopped: ${event.message ?? 'its script can\'t be loaded'}`));
    this.ready = this.#start(source);
    this.ready.catch(() => this.#worker.terminate());
  }

  /** Starts a worker. */
  static async start(options: WorkerOptions = {}): Promise<Engine> {
    const engine = Engine.starting(options);
    await engine.ready;
    return engine;
  }

  /** An engine that is still starting: what is asked of it now is sent behind the start, without a wait for it, and fails with it. */
  static starting(options: WorkerOptions = {}): Engine {
    const worker = options.worker ?? new Worker(new URL('./thread.js', import.meta.url), { type: 'module' });
    return new Engine(worker, options.source);
  }

  async #start(source: WorkerOptions['source']): Promise<void> {
    try {
      const given = await source;
      this.#isStarting = true;
      await this.#call(undefined, 'init', given === undefined ? [] : [given instanceof URL ? given.href : given], {}, 'first');
    } catch (error) {
      this.#finish(error);
      throw error;
    }
  }

  /** Checks a plan, or several that are run together. */
  async compile<P extends PlanNames = AnyNames>(
    source: string | readonly PlanFile[],
    options: CompileOptions = {},
    call: CallOptions = {},
  ): Promise<CompileResult<P>> {
    type Sent = { ok: true; plan: { handle: number; draft: number }; diagnostics: DiagnosticMessage[] } | { ok: false; diagnostics: DiagnosticMessage[] };
    const sent = await this.call<Sent>(undefined, 'compile', [source, options], call);
    return sent.ok ? { ...sent, plan: new WorkerPlan<P>(this, sent.plan.handle, sent.plan.draft) } : sent;
  }

  /**
   * Checks plans, opens a payee's slice over them and computes the payee's statement of a period, in one message: what the
   * payee's page shows first. A text that is no period gives no `statement`.
   */
  async openSlice<P extends PlanNames = AnyNames>(
    source: string | readonly PlanFile[],
    slice: SliceMessage,
    period: string,
    options: CompileOptions = {},
    call: CallOptions = {},
  ): Promise<OpenedSlice<P>> {
    type Sent = { ok: true; plan: { handle: number; draft: number }; session: Handed } & OpenedFacts;
    const sent = await this.call<Sent | Extract<OpenedSlice<P>, { ok: false }>>(undefined, 'openSlice', [source, slice, period, options], call);
    if (!sent.ok) return sent;
    return { ...sent, plan: new WorkerPlan<P>(this, sent.plan.handle, sent.plan.draft), session: new WorkerSession<P>(this, sent.session.handle) };
  }

  /** Plans as an editor has them: perhaps broken. */
  async draft(source: string | readonly PlanFile[], options: CompileOptions = {}, call: CallOptions = {}): Promise<WorkerDraft> {
    const sent = await this.call<Handed>(undefined, 'draft', [source, options], call);
    return new WorkerDraft(this, sent.handle);
  }

  /** A plan's text in its one form. */
  format(text: string, call: CallOptions = {}): Promise<string> {
    return this.call(undefined, 'format', [text], call);
  }

  /** The version of the engine. */
  version(call: CallOptions = {}): Promise<string> {
    return this.call(undefined, 'version', [], call);
  }

  /** Stops the worker; calls that wait are rejected. */
  stop(): void {
    this.#worker.terminate();
    this.#failed('the worker was stopped');
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** @internal */
  call<T>(on: number | undefined, method: string, args: readonly unknown[], options: CallOptions = {}): Promise<T> {
    return this.#call(on, method, args, options, 'last');
  }

  #call<T>(on: number | undefined, method: string, args: readonly unknown[], options: CallOptions, place: 'first' | 'last'): Promise<T> {
    const { signal } = options;
    if (this.#end !== undefined) return Promise.reject(this.#end);
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#calls += 1;
    const call: Call = { id: this.#calls, method, args, ...(on === undefined ? {} : { on }) };
    return new Promise<T>((resolve, reject) => {
      signal?.addEventListener('abort', () => this.#aborted(call.id, signal.reason), { once: true });
      const waiting: Waiting = { call, resolve: resolve as (value: unknown) => void, reject, options };
      if (place === 'first') this.#queue.unshift(waiting);
      else this.#queue.push(waiting);
      this.#next();
    });
  }

  /** Sends the next call when the one before is answered, so that those that wait can be aborted; behind the start at once. */
  #next(): void {
    const isFree = this.#sent.every((waiting) => waiting.call.method === 'init');
    const next = this.#isStarting && isFree ? this.#queue.shift() : undefined;
    if (next === undefined) return;
    try {
      this.#worker.postMessage(next.call);
      this.#sent.push(next);
    } catch (error) {
      // What can't be cloned never left.
      next.reject(error);
    }
    this.#next();
  }

  #answered(reply: Reply): void {
    if (this.#sent[0]?.call.id !== reply.id) return;
    const done = this.#sent.shift();
    if (done === undefined) return;
    if (done.options.signal?.aborted) {
      for (const handle of handles(reply.value)) void this.call(handle, 'free', []);
    } else if (reply.error === undefined) {
      done.resolve(reply.value);
    } else {
      const { code, message } = reply.error;
      done.reject(code === undefined ? new Error(message) : new TiercelError(code, message));
    }
    this.#next();
  }

  #aborted(id: number, reason: unknown): void {
    const waits = this.#queue.findIndex((waiting) => waiting.call.id === id);
    const waiting = waits < 0 ? this.#sent.find((one) => one.call.id === id) : this.#queue.splice(waits, 1)[0];
    waiting?.reject(reason);
  }

  #failed(message: string): void {
    this.#finish(new TiercelError('stopped', message));
  }

  #finish(error: unknown): void {
    this.#end ??= error;
    for (const one of [...this.#sent.splice(0), ...this.#queue.splice(0)]) one.reject(this.#end);
  }
}

/** Handles in an answer that nobody waits for. */
function handles(value: unknown): number[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'handle' in value && typeof value.handle === 'number' ? [value.handle] : [];
  return [...own, ...('plan' in value ? handles(value.plan) : []), ...('session' in value ? handles(value.session) : [])];
}

class Held {
  /** @internal */
  readonly engine: Engine;
  /** @internal */
  readonly handle: number;

  /** @internal */
  constructor(engine: Engine, handle: number) {
    this.engine = engine;
    this.handle = handle;
  }

  /** @internal */
  ask<T>(method: string, args: readonly unknown[], options?: CallOptions): Promise<T> {
    return this.engine.call<T>(this.handle, method, args, options);
  }

  /** Gives its memory back. */
  free(): Promise<void> {
    return this.ask('free', []);
  }
}

/** {@link Draft} in a worker. */
export class WorkerDraft extends Held {
  isFine(options?: CallOptions): Promise<boolean> {
    return this.ask('isFine', [], options);
  }

  diagnostics(options?: CallOptions): Promise<DiagnosticMessage[]> {
    return this.ask('diagnostics', [], options);
  }

  describe(options?: CallOptions): Promise<Description> {
    return this.ask('describe', [], options);
  }

  digest(options?: CallOptions): Promise<string> {
    return this.ask('digest', [], options);
  }

  examples(options?: CallOptions): Promise<ExampleReport[]> {
    return this.ask('examples', [], options);
  }

  coverage(options?: CallOptions): Promise<CoverageReport> {
    return this.ask('coverage', [], options);
  }

  tokens(file = 0, options?: CallOptions): Promise<Token[]> {
    return this.ask('tokens', [file], options);
  }

  outline(file = 0, options?: CallOptions): Promise<OutlineItem[]> {
    return this.ask('outline', [file], options);
  }

  folding(file = 0, options?: CallOptions): Promise<Range[]> {
    return this.ask('folding', [file], options);
  }

  fixes(file = 0, options?: CallOptions): Promise<Mending[]> {
    return this.ask('fixes', [file], options);
  }

  complete(offset: number, file = 0, options?: CallOptions): Promise<Completion[]> {
    return this.ask('complete', [offset, file], options);
  }

  signature(offset: number, file = 0, options?: CallOptions): Promise<Signature | null> {
    return this.ask('signature', [offset, file], options);
  }

  hover(offset: number, file = 0, options?: CallOptions): Promise<Hover | null> {
    return this.ask('hover', [offset, file], options);
  }

  definition(offset: number, file = 0, options?: CallOptions): Promise<Place[]> {
    return this.ask('definition', [offset, file], options);
  }

  references(offset: number, file = 0, options?: CallOptions): Promise<Reference[]> {
    return this.ask('references', [offset, file], options);
  }

  rename(offset: number, name: string, file = 0, options?: CallOptions): Promise<{ ok: true; edits: Edit[] } | { ok: false; reason: string }> {
    return this.ask('rename', [offset, name, file], options);
  }
}

/** {@link Plan} in a worker. */
export class WorkerPlan<P extends PlanNames = AnyNames> extends Held {
  /** The text and what an editor asks of it. */
  readonly draft: WorkerDraft;

  /** @internal */
  constructor(engine: Engine, handle: number, draft: number) {
    super(engine, handle);
    this.draft = new WorkerDraft(engine, draft);
  }

  describe(options?: CallOptions): Promise<Description> {
    return this.ask('describe', [], options);
  }

  digest(options?: CallOptions): Promise<string> {
    return this.ask('digest', [], options);
  }

  examples(options?: CallOptions): Promise<ExampleReport[]> {
    return this.ask('examples', [], options);
  }

  async load(
    tables: Tables<P>,
    load: LoadOptions<P> = {},
    options?: CallOptions,
  ): Promise<Answered<{ readonly session: WorkerSession<P> }>> {
    return opened(this.engine, await this.ask<Opened>('load', [tables, load], options));
  }

  async openSlice(slice: SliceMessage, options?: CallOptions): Promise<Answered<{ readonly session: WorkerSession<P> }>> {
    return opened(this.engine, await this.ask<Opened>('openSlice', [slice], options));
  }
}

/** {@link Session} in a worker. */
export class WorkerSession<P extends PlanNames = AnyNames> extends Held {
  run(request: RunRequest = {}, options?: CallOptions): Promise<Answered<{ readonly results: RunResults }>> {
    return this.ask('run', [request], options);
  }

  cells(request: RunRequest = {}, options?: CallOptions): Promise<Answered<{ readonly cells: readonly CellResult[] }>> {
    return this.ask('cells', [request], options);
  }

  columns(table: string, columns?: readonly string[], options?: CallOptions): Promise<Answered<TableColumns>> {
    return this.ask('columns', [table, columns], options);
  }

  digest(request: RunRequest = {}, options?: CallOptions): Promise<Answered<{ readonly digest: string }>> {
    return this.ask('digest', [request], options);
  }

  canonical(request: RunRequest = {}, options?: CallOptions): Promise<Answered<{ readonly text: string }>> {
    return this.ask('canonical', [request], options);
  }

  sheet(request: RunRequest = {}, options?: CallOptions): Promise<Answered<{ readonly csv: string }>> {
    return this.ask('sheet', [request], options);
  }

  async whatIf(changes: readonly Change<P>[], options?: CallOptions): Promise<Answered<{ readonly session: WorkerSession<P> }>> {
    return opened(this.engine, await this.ask<Opened>('whatIf', [changes], options));
  }

  differences<Q extends PlanNames>(
    later: WorkerSession<Q>,
    request: RunRequest = {},
    options?: CallOptions,
  ): Promise<Answered<{ readonly differences: readonly DifferenceEntry[] }>> {
    return this.ask('differences', [{ tiercelHandle: later.handle }, request], options);
  }

  payDifferences<Q extends PlanNames>(
    later: WorkerSession<Q>,
    request: RunRequest = {},
    options?: CallOptions,
  ): Promise<Answered<{ readonly differences: readonly PayDifferenceEntry[] }>> {
    return this.ask('payDifferences', [{ tiercelHandle: later.handle }, request], options);
  }

  slice(payee: string, slice: { readonly atLeast?: number } = {}, options?: CallOptions): Promise<Answered<{ readonly slice: SliceMessage }>> {
    return this.ask('slice', [payee, slice], options);
  }

  curve(request: CurveRequest<P>, options?: CallOptions): Promise<Answered<{ readonly curve: CurveResult }>> {
    return this.ask('curve', [request], options);
  }

  solve(request: SolveRequest<P>, options?: CallOptions): Promise<Answered<{ readonly solution: SolutionResult }>> {
    return this.ask('solve', [request], options);
  }

  explain(target: Target<P>, depth = 3, options?: CallOptions): Promise<Answered<{ readonly explanation: ExplanationNode }>> {
    return this.ask('explain', [target, depth], options);
  }

  eligibility(
    cell: { readonly payee: string; readonly period: string; readonly line: string },
    row: RowKey,
    options?: CallOptions,
  ): Promise<Answered<{ readonly entries: readonly EligibilityEntry[] }>> {
    return this.ask('eligibility', [cell, row], options);
  }

  statement(payee: string, period: string, options?: CallOptions): Promise<Answered<{ readonly statement: StatementDocument }>> {
    return this.ask('statement', [payee, period], options);
  }
}

type Opened = { readonly ok: true; readonly session: Handed } | { readonly ok: false; readonly problems: readonly ProblemMessage[] };

function opened<P extends PlanNames>(engine: Engine, sent: Opened): Answered<{ readonly session: WorkerSession<P> }> {
  return sent.ok ? { ok: true, session: new WorkerSession<P>(engine, sent.session.handle) } : sent;
}
