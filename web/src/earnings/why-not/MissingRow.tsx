import { useId, useMemo, useState } from 'react';
import { editableTables, rowKey, rowsOf, type Rows } from '../../model/rows';
import { useWords } from '../../shell/words';
import type { Asked } from '../ExplanationSheet';
import { RowFate } from './WhyNotSheet';

interface Props {
  readonly asked: Asked;
  readonly book: Rows;
}

/** So many rows are offered at once. */
const OFFERED = 200;

/** Beneath the reasons of a figure: asks about a row that is not among them. */
export function MissingRow({ asked, book }: Props) {
  const { say } = useWords();
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const tables = useMemo(() => editableTables(book), [book]);
  const rows = useMemo(
    // There may be very many: they are read when they are asked for.
    () => (isOpen ? tables.flatMap((table) => rowsOf(book, table).map((row) => ({ table: table.name, key: rowKey(row, table) }))) : []),
    [book, tables, isOpen],
  );
  const wanted = typed.trim();
  const row = rows.find((one) => one.key === wanted);
  const offered = rows.filter((one) => one.key.toLowerCase().includes(wanted.toLowerCase())).slice(0, OFFERED);
  const { target, session } = asked;
  const question = useMemo(
    () => (row === undefined || !('line' in target) ? undefined : { session, payee: target.payee, period: target.period, line: target.line, row }),
    [row, session, target],
  );
  if (!('line' in target) || tables.length === 0) return null;
  return (
    <details className="missing-row" onToggle={(event) => { setIsOpen(event.currentTarget.open); }}>
      <summary className="reason"><span className="reason-name">{say('why-not.missing')}</span></summary>
      <label htmlFor={id}>{say('why-not.which')}</label>
      <input id={id} className="input" list={`${id}-rows`} autoComplete="off" placeholder={say('why-not.choose')} value={typed} onChange={(event) => { setTyped(event.target.value); }} />
      <datalist id={`${id}-rows`}>
        {offered.map((one) => <option key={`${one.table} ${one.key}`} value={one.key}>{one.table}</option>)}
      </datalist>
      {question !== undefined && <RowFate asked={question} description={book.description} />}
    </details>
  );
}
