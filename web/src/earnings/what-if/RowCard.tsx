import { useEffect, useRef } from 'react';
import { isNegative, written } from '../../model/decimal';
import { dayName } from '../../model/periods';
import { missing, rowId, rowKey, type Cells, type EditableTable } from '../../model/rows';
import { withCell, withoutRow, withRestored, type RepChange } from '../../model/scenario';
import { useWords } from '../../shell/words';
import { Field } from './Field';

interface Props {
  readonly table: EditableTable;
  readonly row: Cells;
  readonly isNew: boolean;
  readonly isOpen: boolean;
  /** The change of this row. */
  readonly change: RepChange | undefined;
  readonly changes: readonly RepChange[];
  readonly onOpen: (isOpen: boolean) => void;
  readonly onChanges: (changes: readonly RepChange[]) => void;
  /** Asks what the row counts for, by its key. */
  readonly onFate: (key: string) => void;
}

/** A row: what it is in a line; opened, its cells to change. */
export function RowCard({ table, row, isNew, isOpen, change, changes, onOpen, onChanges, onFate }: Props) {
  const { say, language } = useWords();
  const id = rowId(row, table);
  const isRemoved = change?.kind === 'removeRow';
  const edited = change?.kind === 'editRow' ? change.values : {};
  const cells = { ...row, ...edited };
  const key = rowKey(cells, table);
  const lacking = isNew ? missing(cells, table) : [];
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen && isNew) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [isOpen, isNew]);
  const number = table.columns.find((column) => column.field.kind === 'number');
  const amount = number === undefined ? '' : (cells[number.name] ?? '');
  const isMoney = number?.field.kind === 'number' && number.field.isMoney;
  // The rep's own key says nothing to the rep: it comes last.
  const fields = table.columns.filter((column) => !column.isKey || (isNew && column.field.kind !== 'text')).sort((one, other) => (one.isOwner ? 1 : 0) - (other.isOwner ? 1 : 0));
  const words = table.columns.filter((column) => ['text', 'choice', 'yes-no'].includes(column.field.kind) && !column.isKey && !column.isOwner && column.type !== 'payee?');
  const shown = words.map((column) => cells[column.name] ?? '').filter((text) => text !== '').slice(0, 4);
  const day = table.day === undefined ? '' : (cells[table.day] ?? '');
  const state = isNew ? 'new' : isRemoved ? 'removed' : change === undefined ? 'same' : 'changed';
  return (
    <div className={`card ${state}`}>
      <div className="card-head">
        <button type="button" className="card-open" aria-expanded={isOpen} disabled={isRemoved} onClick={() => { onOpen(!isOpen); }}>
          <span className="card-day">{dayName(day, language)}</span>
          <span className="card-name">
            <b>{key}</b> {shown.join(' · ')}
            {state !== 'same' && <span className="badge">{say(`what-if.${state}`)}</span>}
          </span>
          <span className={`card-amount ${isNegative(amount) ? 'negative' : ''}`}>{written(amount, { language, digits: isMoney ? [2, 2] : [0, 10] })}</span>
        </button>
        {change !== undefined && !isNew ? (
          <button type="button" className="quiet" aria-label={say('what-if.restore-row', { key })} onClick={() => { onChanges(withRestored(changes, table, id)); }}>
            {say('what-if.restore')}
          </button>
        ) : (
          <button type="button" className="quiet icon" aria-label={say('what-if.remove-row', { key })} title={say('what-if.remove-row', { key })} onClick={() => { onChanges(withoutRow(changes, table, id)); }}>
            <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6"><path d="M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6" /></svg>
          </button>
        )}
      </div>
      {isOpen && !isRemoved && (
        <div className="card-form" ref={form}>
          {fields.map((column) => (
            <Field
              key={column.name}
              column={column}
              value={cells[column.name] ?? ''}
              isChanged={column.name in edited}
              isMissing={lacking.includes(column.name)}
              onValue={(value) => { onChanges(withCell(changes, table, row, column.name, value)); }}
            />
          ))}
          {lacking.length === 0 && (
            <button type="button" className="quiet card-why" aria-label={say('why-not.ask-row', { key })} onClick={() => { onFate(key); }}>{say('why-not.ask')}</button>
          )}
          {lacking.length > 0 && <p className="card-lacking" role="status">{say('what-if.lacking', { columns: lacking.join(', ') })}</p>}
        </div>
      )}
    </div>
  );
}
