import { useEffect, useMemo, useState } from 'react';
import type { StatementDocument } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { isNegative, isZero, money } from '../../model/decimal';
import { models, more, saysYes, usual } from '../../model/growth';
import { dayName } from '../../model/periods';
import type { Route } from '../../model/route';
import { editableTables, rowId, type Cells, type EditableTable } from '../../model/rows';
import { complete, encoded } from '../../model/scenario';
import { useWords } from '../../shell/words';
import { outcomeOf, type WhatIfState } from '../what-if/useWhatIf';

interface Props {
  readonly book: Book;
  /** The tables whose rows count. */
  readonly tables: readonly EditableTable[];
  readonly period: string;
  readonly statement: StatementDocument;
  readonly go: (route: Route) => void;
}

/** So many rows more are looked at. */
const COUNTS = [1, 2, 3, 5, 10, 20];

/** What a number of further rows comes to. */
interface Row {
  readonly count: number;
  readonly state: WhatIfState;
}

/** Where rows only count: what is paid with one more, two, and so on. */
export function ByNumber({ book, tables, period, statement, go }: Props) {
  const { say, language } = useWords();
  const all = useMemo(() => editableTables(book), [book]);
  const [chosen, setChosen] = useState('');
  const [like, setLike] = useState('');
  const table = tables.find((one) => one.name === chosen) ?? tables[0];
  const rows = useMemo(() => (table === undefined ? [] : models(book, { table }, statement)), [book, table, statement]);
  const model = table === undefined ? undefined : (rows.find((row) => rowId(row, table) === like) ?? usual(rows, table));
  const [came, setCame] = useState<{ readonly of: unknown; readonly rows: readonly Row[] } | undefined>(undefined);
  const changes = useMemo(() => (table === undefined ? [] : COUNTS.map((count) => ({ count, changes: more(book, table, statement, model, count) }))), [book, table, statement, model]);
  useEffect(() => {
    const abort = new AbortController();
    void (async () => {
      const found: Row[] = [];
      for (const one of changes) {
        const state = await outcomeOf(book, period, complete(one.changes, all), abort.signal);
        if (state.kind === 'ready') void state.outcome.session.free();
        found.push({ count: one.count, state });
      }
      if (!abort.signal.aborted) setCame({ of: changes, rows: found });
    })().catch((error: unknown) => {
      if (!abort.signal.aborted) throw error;
    });
    return () => { abort.abort(); };
  }, [book, period, changes, all]);
  if (table === undefined) return null;
  const nameOf = (row: Cells, of: EditableTable) => {
    const day = of.day === undefined ? '' : dayName(row[of.day] ?? '', language);
    const answers = of.columns.flatMap((column) => {
      if (column.field.kind !== 'yes-no') return column.field.kind === 'choice' ? [row[column.name] ?? ''] : [];
      return [`${column.name}: ${say(saysYes(row[column.name] ?? '') ? 'what-if.yes' : 'what-if.no')}`];
    });
    return [rowId(row, of), day, ...answers].filter((part) => part !== '').join(' · ');
  };
  const tryIt = (count: number) => {
    const found = changes.find((one) => one.count === count)?.changes ?? [];
    go({ page: 'earnings', tab: 'what-if', query: { payee: book.payee, period, changes: encoded(found) } });
  };
  return (
    <section className="panel by-number" aria-labelledby="by-number-title" aria-busy={came?.of !== changes}>
      <h2 id="by-number-title">{say('growth.number-title', { table: table.name })}</h2>
      <div className="growth-what">
        {tables.length > 1 && (
          <label>
            {say('growth.grows')}
            <select value={table.name} onChange={(event) => { setChosen(event.target.value); setLike(''); }}>
              {tables.map((one) => <option key={one.name}>{one.name}</option>)}
            </select>
          </label>
        )}
        {rows.length > 0 && (
          <label>
            {say('growth.like', { table: table.name })}
            <select value={model === undefined ? '' : rowId(model, table)} onChange={(event) => { setLike(event.target.value); }}>
              {rows.slice(0, 100).map((row) => (
                <option key={rowId(row, table)} value={rowId(row, table)}>{nameOf(row, table)}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      {came === undefined ? <p className="waiting" role="status">{say('loading.statement')}</p> : (
        <table className="lines points">
          <thead>
            <tr>
              <th scope="col">{say('growth.more')}</th>
              <th scope="col">{say('statement.total')}</th>
              <th scope="col">{say('what-if.difference')}</th>
              <th scope="col"><span className="unseen">{say('goal.try')}</span></th>
            </tr>
          </thead>
          <tbody>
            {came.rows.map(({ count, state }) => {
              if (state.kind !== 'ready') return <tr key={count}><th scope="row">{count}</th><td colSpan={3}>{state.kind === 'refused' ? state.problems[0]?.message : ''}</td></tr>;
              const [part] = state.outcome.statement.plans;
              const difference = part === undefined ? null : (state.outcome.totals.get(part.currency)?.difference ?? '0');
              return (
                <tr key={count}>
                  <th scope="row">{count}</th>
                  <td>{part === undefined ? '' : money(part.payable, language)} <small>{part?.currency}</small></td>
                  <td className={difference === null || isZero(difference) ? 'no-difference' : isNegative(difference) ? 'loss' : 'gain'}>{difference === null || isZero(difference) ? '–' : money(difference, language, true)}</td>
                  <td><button type="button" className="quiet" aria-label={say('growth.try-more', { count })} onClick={() => { tryIt(count); }}>{say('goal.try')}</button></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
