/**
 * The package in a Web Worker: the same API, each call a promise. A call takes `{ signal }`; an aborted call rejects at
 * once, is not begun if it still waits, and its answer is dropped if it comes late.
 */
import type { Answered, CompileOptions, LoadOptions, PlanFile, RowKey, RunRequest, Target } from './api.js';
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
  RunResults,
  Signature,
  SliceMessage,
  SolutionResult,
  StatementDocument,
  Token,
} from './types.js';

export type { Answered, CompileOptions, Language, LoadOptions, PlanFile, RowKey, RunRequest, Target } from './api.js';
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
  readonly #worker: Worker;
  readonly #queue: Waiting[] = [];
  #running: Waiting | undefined;
  #end: TiercelError | undefined;
  #calls = 0;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.#answered(data));
    worker.addEventListener('error', (event) => this.#failed(`the worker stopped: ${event.message ?? 'its script can\'t be loaded'}`));
  }

  /**
   * Starts a worker. `source` is the engine's address, bytes or module where it is not beside the script, or a promise of
   * them, which comes while the worker starts; `worker` is one made by a bundler from `tiercel/dist/thread.js`.
   */
  static async start(options: { readonly source?: WorkerSource | Promise<WorkerSource>; readonly worker?: Worker } = {}): Promise<Engine> {
    const worker = options.worker ?? new Worker(new URL('./thread.js', import.meta.url), { type: 'module' });
    const engine = new Engine(worker);
    const source = await options.source;
    await engine.call(undefined, 'init', source === undefined ? [] : [source instanceof URL ? source.href : source]);
    return engine;
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
    const { signal } = options;
    if (this.#end !== undefined) return Promise.reject(this.#end);
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#calls += 1;
    const call: Call = { id: this.#calls, method, args, ...(on === undefined ? {} : { on }) };
    return new Promise<T>((resolve, reject) => {
      signal?.addEventListener('abort', () => this.#aborted(call.id, signal.reason), { once: true });
      this.#queue.push({ call, resolve: resolve as (value: unknown) => void, reject, options });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running !== undefined) return;
    this.#running = this.#queue.shift();
    if (this.#running === undefined) return;
    try {
      this.#worker.postMessage(this.#running.call);
    } catch (error) {
      // What can't be cloned never left.
      this.#running.reject(error);
      this.#running = undefined;
      this.#next();
    }
  }

  #answered(reply: Reply): void {
    const done = this.#running;
    if (done?.call.id !== reply.id) return;
    this.#running = undefined;
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
    const [waiting] = waits < 0 ? [this.#running] : this.#queue.splice(waits, 1);
    if (waiting?.call.id === id) waiting.reject(reason);
  }

  #failed(message: string): void {
    const waiting = [this.#running, ...this.#queue.splice(0)];
    this.#running = undefined;
    this.#end = new TiercelError('stopped', message);
    for (const one of waiting) one?.reject(this.#end);
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

  canonical(request: RunRequest = {}, options?: CallOptions): Promise<Answered<{ readonly text: string }>> {
    return this.ask('canonical', [request], options);
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
