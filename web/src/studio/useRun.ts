/** The plan, run over the sample data a moment after the last change. */
import { useEffect, useRef, useState } from 'react';
import type { Description, PlanFile, ProblemMessage, WorkerSession } from 'tiercel/worker';
import { sheetOf, type Book } from '../model/book';
import { engine } from '../model/engine';
import type { Language } from '../model/language';

/** A plan over data, ready to be asked. */
export interface Run {
  readonly session: WorkerSession;
  readonly description: Description;
  /** The rows that it ran over. */
  readonly sheet: Book['sheet'];
  readonly payees: readonly string[];
  readonly periods: readonly string[];
}

/** What came of running. */
export type RunState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'problems'; readonly problems: readonly ProblemMessage[]; readonly description?: Description }
  | { readonly kind: 'ready'; readonly run: Run };

/** Rests this long after a change before anything is computed. */
const REST = 250;

/** Runs files over tables whenever they change. */
export function useRun(files: readonly PlanFile[], tables: Readonly<Record<string, string>>, language: Language): RunState {
  const [state, setState] = useState<RunState>({ kind: 'waiting' });
  const session = useRef<WorkerSession | undefined>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      runOf(files, tables, language, abort.signal).then(
        (next) => {
          const before = session.current;
          session.current = next.kind === 'ready' ? next.run.session : undefined;
          setState(next);
          void before?.free().catch(() => undefined);
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setState({ kind: 'problems', problems: [thrown(error)] });
        },
      );
    }, REST);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [files, tables, language]);
  return state;
}

async function runOf(files: readonly PlanFile[], tables: Readonly<Record<string, string>>, language: Language, signal: AbortSignal): Promise<RunState> {
  const [plan, ...used] = files;
  if (plan === undefined) return { kind: 'broken' };
  const running = engine();
  const options = { files: Object.fromEntries(used.map((file) => [file.name, file.text])), language };
  const compiled = await running.compile([plan], options, { signal });
  if (!compiled.ok) return { kind: 'broken' };
  const description = await compiled.plan.describe({ signal });
  const known = new Set(description.tables.filter((table) => table.input).map((table) => table.name));
  const given = Object.fromEntries(Object.entries(tables).filter(([table, text]) => known.has(table) && text.trim() !== ''));
  const loaded = await compiled.plan.load(given, {}, { signal });
  void compiled.plan.free().catch(() => undefined);
  if (!loaded.ok) return { kind: 'problems', problems: loaded.problems, description };
  const answer = await loaded.session.cells({}, { signal });
  if (!answer.ok) return { kind: 'problems', problems: answer.problems, description };
  const unique = (names: readonly string[]) => [...new Set(names)];
  const payees = unique(answer.cells.map((cell) => cell.payee));
  const periods = unique(answer.cells.map((cell) => cell.period)).sort();
  return { kind: 'ready', run: { session: loaded.session, description, sheet: sheetOf({ kind: 'tables', tables: given }), payees, periods } };
}

function thrown(error: unknown): ProblemMessage {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'stopped', file: '', row: null, column: null, found: '', message, help: '' };
}
