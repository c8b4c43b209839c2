import { useEffect, useState } from 'react';
import type { StatementDocument } from 'tiercel/worker';
import { payables, statementOf, type Book } from '../model/book';

/** A statement that is being computed, has come, or can't. */
export type StatementState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly statement: StatementDocument }
  | { readonly kind: 'failed'; readonly message: string };

/** The statement of a period; while the next one is computed, the one before stays on the screen. */
export function useStatement(book: Book, period: string): StatementState {
  const [state, setState] = useState<StatementState>(() => firstOf(book, period));
  useEffect(() => {
    const abort = new AbortController();
    const { session, payee, first } = book;
    const coming = first.period === period ? Promise.resolve(first.statement) : statementOf(session, payee, period, abort.signal);
    coming.then(
      (statement) => { if (!abort.signal.aborted) setState((now) => (now.kind === 'ready' && now.statement === statement ? now : { kind: 'ready', statement })); },
      (error: unknown) => {
        if (!abort.signal.aborted) setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => { abort.abort(); };
  }, [book, period]);
  return state;
}

/** The statement that came with the book, if it is this one's. */
function firstOf({ first: { period: its, statement } }: Book, period: string): StatementState {
  return its !== period || statement instanceof Promise ? { kind: 'loading' } : { kind: 'ready', statement };
}

/** What a period paid. */
export interface Paid {
  readonly period: string;
  readonly amount: string;
  readonly currency: string;
}

/** What the periods up to the data's day paid, asked one after another so that nothing waits behind them. */
export function useHistory(book: Book, isStatementReady: boolean): readonly Paid[] {
  const [paid, setPaid] = useState<{ readonly book: Book; readonly list: readonly Paid[] }>({ book, list: [] });
  useEffect(() => {
    if (!isStatementReady) return;
    const abort = new AbortController();
    void (async () => {
      const list: Paid[] = [];
      for (const period of book.periods) {
        if (period > book.until.slice(0, 7)) break;
        const statement = await statementOf(book.session, book.payee, period, abort.signal).catch(() => undefined);
        if (abort.signal.aborted) return;
        const [first] = statement === undefined ? [] : payables(statement);
        list.push({ period, amount: first?.amount ?? '0', currency: first?.currency ?? '' });
      }
      setPaid({ book, list });
    })();
    return () => { abort.abort(); };
  }, [book, isStatementReady]);
  return paid.book === book ? paid.list : [];
}
