import { useMemo, useState } from 'react';
import type { StatementDocument } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { countables, growths, ownTables, type Growth } from '../../model/growth';
import { boundedParams, ownReach, type BoundedParam } from '../../model/reach';
import type { Route } from '../../model/route';
import { editableTables } from '../../model/rows';
import { useWords } from '../../shell/words';
import { ByNumber } from './ByNumber';
import { ParamGrowth } from './ParamGrowth';
import { RowGrowth } from './RowGrowth';

interface Props {
  readonly book: Book;
  readonly period: string;
  readonly statement: StatementDocument | undefined;
  readonly go: (route: Route) => void;
}

/** How pay grows with what is sold, and what it takes to earn an amount. */
export function GrowthView({ book, period, statement, go }: Props) {
  const { say } = useWords();
  if (statement === undefined) return <p className="waiting" role="status">{say('loading.statement')}</p>;
  return <Ready book={book} period={period} statement={statement} go={go} />;
}

/** What can grow: a column of one more row, the number of rows, or a param. */
type Choice =
  | { readonly kind: 'row'; readonly growth: Growth }
  | { readonly kind: 'number' }
  | { readonly kind: 'param'; readonly param: BoundedParam };

function Ready({ book, period, statement, go }: Props & { readonly statement: StatementDocument }) {
  const { say } = useWords();
  const reached = useMemo(() => ownReach(book, statement), [book, statement]);
  const tables = useMemo(() => ownTables(book, editableTables(book, reached)), [book, reached]);
  const all = useMemo((): readonly Choice[] => {
    const rows = growths(tables).map((growth) => ({ kind: 'row', growth }) as const);
    const numbers = rows.length === 0 && countables(tables).length > 0 ? [{ kind: 'number' } as const] : [];
    return [...rows, ...numbers, ...boundedParams(book.description, reached).map((param) => ({ kind: 'param', param }) as const)];
  }, [book, tables, reached]);
  // Unless the reader has chosen, the first thing by which pay grows at all.
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const [tried, setTried] = useState(0);
  const [goal, setGoal] = useState('');
  const at = all[chosen ?? tried] === undefined ? 0 : (chosen ?? tried);
  const choice = all[at];
  if (choice === undefined) return <p className="nothing panel">{say(book.standing === undefined ? 'growth.none' : 'growth.none-own')}</p>;
  const nameOf = (one: Choice): string => {
    switch (one.kind) {
      case 'row':
        return `${one.growth.table.name}, ${one.growth.column.name.replaceAll('_', ' ')}`;
      case 'number':
        return say('growth.number');
      case 'param':
        return say('growth.param', { param: one.param.name.replaceAll('_', ' ') });
      default:
        throw new Error(String(one satisfies never));
    }
  };
  const picker = all.length > 1 && (
    <label>
      {say('growth.grows')}
      <select value={at} onChange={(event) => { setChosen(event.target.selectedIndex); }}>
        {all.map((one, index) => <option key={nameOf(one)} value={index}>{nameOf(one)}</option>)}
      </select>
    </label>
  );
  const shared = { book, period, statement, goal, onGoal: setGoal, go };
  const onFlat = chosen === undefined && all[at + 1]?.kind === 'row' ? () => { setTried(at + 1); } : undefined;
  switch (choice.kind) {
    case 'row':
      return <div className="growth"><RowGrowth key={at} {...shared} growth={choice.growth} picker={picker} onFlat={onFlat} /></div>;
    case 'number':
      return (
        <div className="growth">
          {all.length > 1 && <section className="panel growth-what" aria-label={say('growth.what')}>{picker}</section>}
          <ByNumber book={book} tables={countables(tables)} period={period} statement={statement} go={go} />
        </div>
      );
    case 'param':
      return (
        <div className="growth">
          {all.length > 1 && <section className="panel growth-what" aria-label={say('growth.what')}>{picker}</section>}
          <ParamGrowth key={at} {...shared} param={choice.param} />
        </div>
      );
    default:
      throw new Error(String(choice satisfies never));
  }
}
