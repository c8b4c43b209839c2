import { useMemo, useState } from 'react';
import type { StatementDocument } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { growths, models, moving, ownTables, reaches, sizeText, type Units } from '../../model/growth';
import { dayName } from '../../model/periods';
import type { Route } from '../../model/route';
import { editableTables, rowId } from '../../model/rows';
import { useWords } from '../../shell/words';
import { ByNumber } from './ByNumber';
import { Curve } from './Curve';
import { Goal } from './Goal';

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

function Ready({ book, period, statement, go }: Props & { readonly statement: StatementDocument }) {
  const { say, language } = useWords();
  const all = useMemo(() => growths(ownTables(book, editableTables(book))), [book]);
  // Unless the reader has chosen, the first thing by which pay grows at all.
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const [tried, setTried] = useState(0);
  const at = chosen ?? tried;
  const [like, setLike] = useState('');
  const [reach, setReach] = useState('');
  const [goal, setGoal] = useState('');
  const growth = all[at] ?? all[0];
  const rows = useMemo(() => (growth === undefined ? [] : models(book, growth, statement)), [book, growth, statement]);
  const model = useMemo(() => {
    if (growth === undefined) return undefined;
    return rows.find((row) => rowId(row, growth.table) === like) ?? rows[0];
  }, [rows, growth, like]);
  const change = useMemo(() => (growth === undefined ? [] : moving(book, growth, statement, model, 1)), [book, growth, statement, model]);
  if (growth === undefined) return <ByNumber book={book} period={period} statement={statement} go={go} />;
  const { table, column } = growth;
  const range = reaches(rows, growth);
  const to = range.all.includes(reach) ? reach : range.first;
  const units: Units = { language, isMoney: column.field.kind === 'number' && column.field.isMoney, currency: statement.plans[0]?.currency ?? '' };
  const nameOf = (index: number) => `${all[index]?.table.name ?? ''}, ${all[index]?.column.name.replaceAll('_', ' ') ?? ''}`;
  return (
    <div className="growth">
      <section className="panel growth-what" aria-label={say('growth.what')}>
        {all.length > 1 && (
          <label>
            {say('growth.grows')}
            <select value={at} onChange={(event) => { setChosen(event.target.selectedIndex); setReach(''); setLike(''); }}>
              {all.map((_, index) => <option key={nameOf(index)} value={index}>{nameOf(index)}</option>)}
            </select>
          </label>
        )}
        {rows.length > 0 && (
          <label>
            {say('growth.like', { table: table.name })}
            <select value={model === undefined ? '' : rowId(model, table)} onChange={(event) => { setLike(event.target.value); }}>
              {rows.slice(0, OFFERED).map((row) => (
                <option key={rowId(row, table)} value={rowId(row, table)}>
                  {[rowId(row, table), table.day === undefined ? '' : dayName(row[table.day] ?? '', language), sizeText(row[column.name] ?? '', units)].filter((part) => part !== '').join(' · ')}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          {say('growth.reach')}
          <select value={to} onChange={(event) => { setReach(event.target.value); }}>
            {range.all.map((one) => <option key={one} value={one}>{sizeText(one, units)}</option>)}
          </select>
        </label>
      </section>
      <Curve book={book} period={period} change={change} to={to} goal={goal} units={units} table={table.name} onFlat={chosen === undefined && at + 1 < all.length ? () => { setTried(at + 1); } : undefined} />
      <Goal book={book} period={period} growth={growth} span={statement} model={model} goal={goal} onGoal={setGoal} units={units} go={go} />
    </div>
  );
}

/** So many rows are offered as a model. */
const OFFERED = 100;
