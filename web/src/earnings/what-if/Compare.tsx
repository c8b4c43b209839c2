import { useEffect, useState } from 'react';
import type { StatementDocument } from 'tiercel/worker';
import { statementOf, type Book } from '../../model/book';
import { money, valued } from '../../model/decimal';
import type { EditableTable } from '../../model/rows';
import { complete, type Scenario } from '../../model/scenario';
import { useWords } from '../../shell/words';
import { paidFirst } from './Outcome';
import { outcomeOf } from './useWhatIf';

interface Props {
  readonly book: Book;
  readonly period: string;
  readonly tables: readonly EditableTable[];
  readonly scenarios: readonly Scenario[];
}

interface Column {
  readonly name: string;
  /** None: the scenario's changes are refused by the data of today. */
  readonly statement: StatementDocument | undefined;
}

/** Today and the kept scenarios, side by side. */
export function Compare({ book, period, tables, scenarios }: Props) {
  const { say, language } = useWords();
  const [came, setCame] = useState<readonly Column[] | undefined>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    void (async () => {
      const columns: Column[] = [{ name: say('what-if.now'), statement: await statementOf(book.session, book.payee, period, abort.signal) }];
      for (const scenario of scenarios) {
        const state = await outcomeOf(book, period, complete(scenario.changes, tables), abort.signal);
        columns.push({ name: scenario.name, statement: state.kind === 'ready' ? state.outcome.statement : undefined });
        if (state.kind === 'ready') await state.outcome.session.free();
      }
      if (!abort.signal.aborted) setCame(columns);
    })().catch((error: unknown) => {
      if (!abort.signal.aborted) throw error;
    });
    return () => { abort.abort(); };
  }, [book, period, tables, scenarios, say]);
  if (came === undefined) return <p className="waiting" role="status">{say('loading.statement')}</p>;
  const [today] = came;
  return (
    <div className="side-by-side" role="region" tabIndex={0} aria-label={say('scenario.compare')}>
      <table>
        <thead>
          <tr>
            <td />
            {came.map((column) => <th key={column.name} scope="col">{column.name}</th>)}
          </tr>
        </thead>
        {today?.statement?.plans.map((part, at) => (
          <tbody key={part.plan}>
            <tr className="compare-total">
              <th scope="row">{say('statement.total')}</th>
              {came.map((column) => <td key={column.name}>{column.statement === undefined ? say('scenario.refused') : money(column.statement.plans[at]?.payable ?? '', language)}</td>)}
            </tr>
            {[...part.lines].sort(paidFirst).map((line) => (
              <tr key={line.line}>
                <th scope="row">{line.label}</th>
                {came.map((column) => {
                  const found = column.statement?.plans[at]?.lines.find((one) => one.line === line.line);
                  return <td key={column.name}>{found === undefined ? '' : valued(found.value, found.currency, language)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
