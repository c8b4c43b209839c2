import { useEffect, useRef, useState } from 'react';
import type { Change, DifferenceEntry, PayDifferenceEntry, ProblemMessage, StatementDocument, WorkerSession } from 'tiercel/worker';
import { statementOf, type Book } from '../../model/book';

/** What changes come to in a period. */
export interface Outcome {
  readonly session: WorkerSession;
  readonly statement: StatementDocument;
  /** By the line. */
  readonly differences: ReadonlyMap<string, DifferenceEntry>;
  /** Of all that is paid, by the currency. */
  readonly totals: ReadonlyMap<string, PayDifferenceEntry>;
}

/** What there is to show of a what-if. */
export type WhatIfState =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'ready'; readonly outcome: Outcome }
  | { readonly kind: 'refused'; readonly problems: readonly ProblemMessage[] }
  | { readonly kind: 'failed'; readonly message: string };

/** A pause after the last key before anything is computed. */
const PAUSE = 120;

/** Computes changes of a book in a period. The caller frees the outcome's session. */
export async function outcomeOf(book: Book, period: string, changes: readonly Change[], signal: AbortSignal): Promise<WhatIfState> {
  const { payee, session } = book;
  const later = await session.whatIf(changes, { signal });
  if (!later.ok) return { kind: 'refused', problems: later.problems };
  const asked = { payees: [payee], from: period, to: period };
  const [statement, found, totals] = await Promise.all([
    statementOf(later.session, payee, period, signal),
    session.differences(later.session, asked, { signal }),
    session.payDifferences(later.session, asked, { signal }),
  ]);
  if (!found.ok) return { kind: 'refused', problems: found.problems };
  if (!totals.ok) return { kind: 'refused', problems: totals.problems };
  const differences = new Map(found.differences.map((entry) => [entry.line, entry]));
  const own = totals.differences.filter((entry) => entry.payee === payee);
  return { kind: 'ready', outcome: { session: later.session, statement, differences, totals: new Map(own.map((entry) => [entry.currency, entry])) } };
}

/** Computes changes soon after they are made; what is overtaken is dropped. The outcome before stays until the next has come. */
export function useWhatIf(book: Book, period: string, changes: readonly Change[]): { readonly state: WhatIfState; readonly isComputing: boolean } {
  const key = `${period} ${JSON.stringify(changes)}`;
  const [came, setCame] = useState<{ readonly book: Book; readonly key: string; readonly state: WhatIfState } | undefined>(undefined);
  const held = useRef<WorkerSession>(undefined);
  useEffect(() => () => { void held.current?.free(); }, []);
  useEffect(() => {
    if (changes.length === 0) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      outcomeOf(book, period, changes, abort.signal).then(
        (state) => {
          void held.current?.free();
          held.current = state.kind === 'ready' ? state.outcome.session : undefined;
          setCame({ book, key, state });
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setCame({ book, key, state: { kind: 'failed', message: error instanceof Error ? error.message : String(error) } });
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // The key stands for the changes: the same list made anew is the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [book, period, key]);
  if (changes.length === 0) return { state: { kind: 'unchanged' }, isComputing: false };
  const isOld = came?.key !== key;
  if (came?.book !== book || (isOld && !came.key.startsWith(`${period} `))) return { state: { kind: 'unchanged' }, isComputing: true };
  return { state: came.state, isComputing: isOld };
}
