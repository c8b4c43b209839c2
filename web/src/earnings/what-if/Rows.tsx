import { useMemo, useState } from 'react';
import type { Book } from '../../model/book';
import { blankRow, freshKey, isIn, rowsOf, type Cells, type EditableTable } from '../../model/rows';
import { changeOf, withAdded, type RepChange } from '../../model/scenario';
import { useWords } from '../../shell/words';
import { RowCard } from './RowCard';

interface Props {
  readonly book: Book;
  readonly tables: readonly EditableTable[];
  readonly period: string;
  readonly changes: readonly RepChange[];
  readonly onChanges: (changes: readonly RepChange[]) => void;
}

/** The rows that a period is paid by, to change, take away and add to. */
export function Rows({ book, tables, period, changes, onChanges }: Props) {
  const { say } = useWords();
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const table = tables.find((one) => one.name === chosen) ?? tables[0];
  const all = useMemo(() => (table === undefined ? [] : rowsOf(book, table)), [book, table]);
  const [open, setOpen] = useState<string | undefined>(undefined);
  if (table === undefined) return null;
  const isShown = (row: Cells) => {
    const change = changeOf(changes, table, row[table.key] ?? '');
    const moved = change?.kind === 'editRow' ? { ...row, ...change.values } : row;
    // A row that was moved away is still shown where it was.
    return isIn(row, table, period) || isIn(moved, table, period);
  };
  const added: readonly Cells[] = changes.flatMap((change) => (change.kind === 'addRow' && change.table === table.name ? [change.values] : []));
  const day = table.day ?? table.key;
  const rows = all.filter(isShown).sort((one, other) => (other[day] ?? '').localeCompare(one[day] ?? ''));
  const add = () => {
    const taken = new Set([...all, ...added].map((row) => row[table.key] ?? ''));
    const key = freshKey(taken);
    onChanges(withAdded(changes, table, blankRow(book, table, period, key, rows[0] ?? all.at(-1), say('what-if.new'))));
    setOpen(key);
  };
  const card = (row: Cells, isNew: boolean) => {
    const key = row[table.key] ?? '';
    return (
      <RowCard
        key={key}
        table={table}
        row={row}
        isNew={isNew}
        isOpen={open === key}
        changes={changes}
        onOpen={(isOpen) => { setOpen(isOpen ? key : undefined); }}
        onChanges={onChanges}
      />
    );
  };
  return (
    <section className="panel rows" aria-labelledby="rows-title">
      <div className="rows-head">
        <h2 id="rows-title">{tables.length === 1 ? table.name : say('what-if.rows')}</h2>
        {tables.length > 1 && (
          <select aria-label={say('what-if.table')} value={table.name} onChange={(event) => { setChosen(event.target.value); setOpen(undefined); }}>
            {tables.map((one) => <option key={one.name}>{one.name}</option>)}
          </select>
        )}
        <button type="button" className="button primary" onClick={add}>{say('what-if.add', { table: table.name })}</button>
      </div>
      <ul className="cards">
        {[...added].reverse().map((row) => card(row, true))}
        {rows.map((row) => card(row, false))}
      </ul>
      {rows.length + added.length === 0 && <p className="nothing">{say('what-if.no-rows')}</p>}
    </section>
  );
}
