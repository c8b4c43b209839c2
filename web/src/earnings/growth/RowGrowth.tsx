import { useMemo, useState, type ReactNode } from 'react';
import type { StatementDocument } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { models, moving, reaches, sizeText, type Growth, type Units } from '../../model/growth';
import { dayName } from '../../model/periods';
import type { Route } from '../../model/route';
import { rowId } from '../../model/rows';
import { useWords } from '../../shell/words';
import { Curve } from './Curve';
import { Goal } from './Goal';

interface Props {
  readonly book: Book;
  readonly period: string;
  readonly statement: StatementDocument;
  readonly growth: Growth;
  /** Chooses something else that grows. */
  readonly picker: ReactNode;
  readonly goal: string;
  readonly onGoal: (goal: string) => void;
  /** Called where pay does not move at all. */
  readonly onFlat: (() => void) | undefined;
  readonly go: (route: Route) => void;
}

/** So many rows are offered as a model. */
const OFFERED = 100;

/** How pay grows with one more row, and which rows reach an amount. */
export function RowGrowth({ book, period, statement, growth, picker, goal, onGoal, onFlat, go }: Props) {
  const { say, language } = useWords();
  const [like, setLike] = useState('');
  const [reach, setReach] = useState('');
  const { table, column } = growth;
  const rows = useMemo(() => models(book, growth, statement), [book, growth, statement]);
  const model = useMemo(() => rows.find((row) => rowId(row, table) === like) ?? rows[0], [rows, table, like]);
  const change = useMemo(() => moving(book, growth, statement, model, 1), [book, growth, statement, model]);
  const range = reaches(rows, growth);
  const to = range.all.includes(reach) ? reach : range.first;
  const units: Units = { language, isMoney: column.field.kind === 'number' && column.field.isMoney, currency: statement.plans[0]?.currency ?? '' };
  return (
    <>
      <section className="panel growth-what" aria-label={say('growth.what')}>
        {picker}
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
      <Curve book={book} period={period} change={change} to={to} goal={goal} units={units} table={table.name} onFlat={onFlat} />
      <Goal book={book} period={period} growth={growth} span={statement} model={model} goal={goal} onGoal={onGoal} units={units} go={go} />
    </>
  );
}
