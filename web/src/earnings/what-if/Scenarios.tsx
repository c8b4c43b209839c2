import { useState } from 'react';
import type { Book } from '../../model/book';
import { download } from '../../model/download';
import { remember, remembered } from '../../model/memory';
import { routeHash } from '../../model/route';
import type { EditableTable } from '../../model/rows';
import { encoded, parseScenarios, scenarioFile, type RepChange, type Scenario } from '../../model/scenario';
import { useWords } from '../../shell/words';
import { Compare } from './Compare';

interface Props {
  readonly book: Book;
  readonly period: string;
  readonly tables: readonly EditableTable[];
  readonly changes: readonly RepChange[];
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly onChanges: (changes: readonly RepChange[]) => void;
}

/** Keeps changes under a name, brings them back, shares them as a link, and sets them side by side. */
export function Scenarios({ book, period, tables, changes, name, onName, onChanges }: Props) {
  const { say } = useWords();
  const place = `scenarios.${book.payee}`;
  const [kept, setKept] = useState<readonly Scenario[]>(() => parseScenarios(remembered(place)));
  const [told, setTold] = useState('');
  const [isComparing, setIsComparing] = useState(false);
  const keep = (next: readonly Scenario[]) => {
    setKept(next);
    return remember(place, JSON.stringify(next));
  };
  const save = () => {
    const known = name.trim() === '' ? say('scenario.nameless', { number: kept.length + 1 }) : name.trim();
    onName(known);
    const isKept = keep([...kept.filter((one) => one.name !== known), { name: known, changes }]);
    setTold(say(isKept ? 'scenario.saved' : 'scenario.not-saved', { name: known }));
  };
  const asFile = () => {
    const known = name.trim() === '' ? say('scenario.nameless', { number: kept.length + 1 }) : name.trim();
    download(`${known.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.json`, scenarioFile({ payee: book.payee, period, name: known, changes }));
    setTold(say('scenario.filed'));
  };
  const share = async () => {
    const query = { payee: book.payee, period, ...(name === '' ? {} : { name }), changes: encoded(changes) };
    const link = new URL(routeHash({ page: 'earnings', tab: 'what-if', query }), location.href).href;
    const isCopied = await navigator.clipboard.writeText(link).then(() => true, () => false);
    setTold(isCopied ? say('scenario.copied') : link);
  };
  return (
    <div className="scenarios">
      <h2 id="scenarios-title">{say('scenario.title')}</h2>
      <form className="scenario-save" onSubmit={(event) => { event.preventDefault(); save(); }}>
        <input className="input" aria-label={say('scenario.name')} placeholder={say('scenario.name')} value={name} onChange={(event) => { onName(event.target.value); }} />
        <button type="submit" className="button" disabled={changes.length === 0}>{say('scenario.save')}</button>
        <button type="button" className="button" disabled={changes.length === 0} onClick={() => { void share(); }}>{say('scenario.share')}</button>
        <button type="button" className="button" disabled={changes.length === 0} onClick={asFile}>{say('scenario.file')}</button>
        <button type="button" className="quiet" disabled={changes.length === 0} onClick={() => { onChanges([]); onName(''); setTold(''); }}>{say('scenario.clear')}</button>
      </form>
      <p className="told" role="status">{told}</p>
      {kept.length > 0 && (
        <ul className="kept">
          {kept.map((one) => (
            <li key={one.name}>
              <button type="button" className="kept-open" aria-current={one.name === name ? 'true' : undefined} onClick={() => { onChanges(one.changes); onName(one.name); setTold(''); }}>
                {one.name} <small>{say('scenario.changes', { count: one.changes.length })}</small>
              </button>
              <button type="button" className="quiet icon" aria-label={say('scenario.delete', { name: one.name })} onClick={() => { keep(kept.filter((other) => other !== one)); }}>
                <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6"><path d="m5 5 10 10M15 5 5 15" /></svg>
              </button>
            </li>
          ))}
        </ul>
      )}
      {kept.length > 0 && (
        <button type="button" className="button" aria-expanded={isComparing} onClick={() => { setIsComparing(!isComparing); }}>{say('scenario.compare')}</button>
      )}
      {isComparing && kept.length > 0 && <Compare book={book} period={period} tables={tables} scenarios={kept} />}
    </div>
  );
}
