/** Asks the engine for curves and for the least that reaches an amount. */
import { useEffect, useState } from 'react';
import type { CurveResult, Moving, ProblemMessage, SolutionResult, WorkerSession } from 'tiercel/worker';
import type { Book } from '../../model/book';

/** What came of a question; while another is asked, the last answer stays. */
export interface Answer<T> {
  readonly found: T | undefined;
  readonly problems: readonly ProblemMessage[];
  readonly isComputing: boolean;
}

/** A pause after the last key before anything is computed. */
const PAUSE = 200;

/** The plan is evaluated so often for a curve or a search: enough for cents, and soon done. */
const EVALUATIONS = 1000;

function useAnswer<T>(key: string | undefined, ask: (signal: AbortSignal) => Promise<{ readonly found: T } | { readonly problems: readonly ProblemMessage[] }>, book: Book): Answer<T> {
  const [came, setCame] = useState<{ readonly key: string; readonly book: Book; readonly found: T | undefined; readonly problems: readonly ProblemMessage[] } | undefined>(undefined);
  useEffect(() => {
    if (key === undefined) return undefined;
    const abort = new AbortController();
    const show = (answer: { readonly found?: T; readonly problems?: readonly ProblemMessage[] }) => {
      if (!abort.signal.aborted) setCame({ key, book, found: answer.found, problems: answer.problems ?? [] });
    };
    const timer = setTimeout(() => {
      ask(abort.signal).then(show, (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        show({ problems: [{ code: 'stopped', file: '', row: null, column: null, found: '', message, help: '' }] });
      });
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // The key stands for all that is asked.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, book]);
  const isOld = came?.key !== key || came?.book !== book;
  const own = came?.book === book ? came : undefined;
  return { found: own?.found, problems: isOld ? [] : (own?.problems ?? []), isComputing: key !== undefined && isOld };
}

/** How pay grows as what moves grows; without an end as far as a param may go. */
export function useCurve(book: Book, period: string, change: readonly Moving[], to: string | undefined): Answer<CurveResult> {
  const key = change.length === 0 ? undefined : `${period} ${to ?? ''} ${JSON.stringify(change)}`;
  const target = { payee: book.payee, period };
  return useAnswer(key, async (signal) => {
    const answer = await book.session.curve({ change, target, ...(to === undefined ? {} : { to }), evaluations: EVALUATIONS }, { signal });
    return answer.ok ? { found: answer.curve } : { problems: answer.problems };
  }, book);
}

/** So many rows of one size, and what their least size is; or that size is given and does. */
export interface Way {
  readonly count: number;
  readonly solution: SolutionResult;
}

/** What reaches an amount. */
export interface Ways {
  /** The least size of one row, two, three, five. */
  readonly sizes: readonly Way[];
  /** How many of a given size; none if more than {@link MOST}. */
  readonly number: Way | undefined;
}

const COUNTS = [1, 2, 3, 5];

/** More rows than this are not looked at. */
export const MOST = 60;

/** The ways to an amount: by the size of rows, and by the number of rows of a size. */
export function useWays(book: Book, period: string, moving: (count: number) => readonly Moving[], size: string, goal: string | undefined): Answer<Ways> {
  const key = goal === undefined ? undefined : `${period} ${goal} ${size} ${JSON.stringify(moving(1))}`;
  const target = { payee: book.payee, period };
  return useAnswer(key, async (signal) => {
    const value = goal ?? '';
    const sizes: Way[] = [];
    for (const count of COUNTS) {
      const answer = await book.session.solve({ change: moving(count), target, value, evaluations: EVALUATIONS }, { signal });
      if (!answer.ok) return { problems: answer.problems };
      sizes.push({ count, solution: answer.solution });
      // The least size there is reaches it: it is reached already.
      if (answer.solution.reached?.below === null) break;
    }
    const number = sizes.length === 1 || size === '' ? undefined : await fewest(book.session, target, moving, size, value, signal);
    return { found: { sizes, number } };
  }, book);
}

/** The least value of a param that reaches an amount. */
export function useParamFor(book: Book, period: string, name: string, goal: string | undefined): Answer<SolutionResult> {
  const key = goal === undefined ? undefined : `${period} ${goal} ${name}`;
  const target = { payee: book.payee, period };
  return useAnswer(key, async (signal) => {
    const answer = await book.session.solve({ change: { kind: 'setParam', name }, target, value: goal ?? '', evaluations: EVALUATIONS }, { signal });
    return answer.ok ? { found: answer.solution } : { problems: answer.problems };
  }, book);
}

/** The fewest rows of a size that reach an amount: each number is asked, as more rows need not pay more. */
async function fewest(session: WorkerSession, target: { readonly payee: string; readonly period: string }, moving: (count: number) => readonly Moving[], size: string, value: string, signal: AbortSignal): Promise<Way | undefined> {
  for (let count = 1; count <= MOST; count++) {
    const answer = await session.solve({ change: moving(count), target, value, from: size, to: size }, { signal });
    if (!answer.ok) return undefined;
    if (answer.solution.reached !== null) return { count, solution: answer.solution };
  }
  return undefined;
}
