import { useMemo, useState } from 'react';
import type { RowKey } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { blankRow, freshKey, holds, isIn, rowId, rowKey, rowsOf, type Cells, type EditableTable, type Span } from '../../model/rows';
import { counted } from '../../model/decimal';
import { changeOf, withAdded, type RepChange } from '../../model/scenario';
import { useWords } from '../../shell/words';
import { RowCard } from './RowCard';
import { RowList } from './RowList';

interface Props {
  readonly book: Book;
  readonly tables: readonly EditableTable[];
  /** The days of the period. */
  readonly span: Span;
  readonly changes: readonly RepChange[];
  readonly onChanges: (changes: readonly RepChange[]) => void;
  readonly onFate: (row: RowKey) => void;
}

interface Item {
  readonly row: Cells;
  readonly isNew: boolean;
}

/** From so many rows on, they can be searched. */
const MANY = 12;

/** The rows that a period is paid by, to change, take away and add to. */
export function Rows({ book, tables, span, changes, onChanges, onFate }: Props) {
  const { say, language } = useWords();
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<string | undefined>(undefined);
  const table = tables.find((one) => one.name === chosen) ?? tables[0];
  const all = useMemo(() => (table === undefined ? [] : rowsOf(book, table)), [book, table]);
  const changed = useMemo(() => new Map(changes.flatMap((change) => (change.kind === 'editRow' && change.table === table?.name ? [[change.key, change.values] as const] : []))), [changes, table]);
  const rows = useMemo(() => {
    if (table === undefined) return [];
    const day = table.day ?? table.keys[0] ?? '';
    // A row that was moved away is still shown where it was.
    const isShown = (row: Cells) => isIn(row, table, span) || isIn({ ...row, ...changed.get(rowId(row, table)) }, table, span);
    return all.filter(isShown).sort((one, other) => (other[day] ?? '').localeCompare(one[day] ?? ''));
  }, [all, table, span, changed]);
  if (table === undefined) return null;
  const added: readonly Cells[] = changes.flatMap((change) => (change.kind === 'addRow' && change.table === table.name ? [change.values] : []));
  const add = () => {
    const key = freshKey(new Set([...all, ...added].flatMap((row) => [rowId(row, table), rowKey(row, table)])));
    onChanges(withAdded(changes, table, blankRow(book, table, span, key, rows[0] ?? all.at(-1), say('what-if.new'))));
    setOpen(key);
    setSearch('');
  };
  const items: readonly Item[] = [...[...added].reverse().map((row) => ({ row, isNew: true })), ...rows.map((row) => ({ row, isNew: false }))];
  const shown = search.trim() === '' ? items : items.filter((item) => holds(item.row, search));
  const idOf = (item: Item) => rowId(item.row, table);
  return (
    <section className="panel rows" aria-labelledby="rows-title">
      <div className="rows-head">
        <h2 id="rows-title">{tables.length === 1 ? table.name : say('what-if.rows')}</h2>
        {tables.length > 1 && (
          <select aria-label={say('what-if.table')} value={table.name} onChange={(event) => { setChosen(event.target.value); setOpen(undefined); setSearch(''); }}>
            {tables.map((one) => <option key={one.name}>{one.name}</option>)}
          </select>
        )}
        <button type="button" className="button primary" onClick={add}>{say('what-if.add', { table: table.name })}</button>
      </div>
      {items.length > MANY && (
        <p className="rows-search">
          <input className="input" type="search" aria-label={say('what-if.search')} placeholder={say('what-if.search')} value={search} onChange={(event) => { setSearch(event.target.value); }} />
          <small role="status">{say('what-if.found', { found: counted(shown.length, language), all: counted(items.length, language) })}</small>
        </p>
      )}
      <RowList items={shown} idOf={idOf}>
        {(item) => (
          <RowCard
            table={table}
            row={item.row}
            isNew={item.isNew}
            isOpen={open === idOf(item)}
            change={changeOf(changes, table, idOf(item))}
            changes={changes}
            onOpen={(isOpen) => { setOpen(isOpen ? idOf(item) : undefined); }}
            onChanges={onChanges}
            onFate={(key) => { onFate({ table: table.name, key }); }}
          />
        )}
      </RowList>
      {items.length === 0 && <p className="nothing">{say('what-if.no-rows')}</p>}
    </section>
  );
}
