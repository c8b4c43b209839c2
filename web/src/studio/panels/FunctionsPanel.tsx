import { useEffect, useMemo, useState } from 'react';
import type { Completion } from 'tiercel/worker';
import type { Assistant } from '../assistant';
import { useStudioWords } from '../words';

interface Props {
  readonly assistant: Assistant;
  /** Puts a call into the text, with the caret between its brackets. */
  readonly onInsert: (before: string, after: string) => void;
}

/** All functions with their help, searched while one types; each goes into the text at the caret. */
export function FunctionsPanel({ assistant, onInsert }: Props) {
  const say = useStudioWords();
  const [all, setAll] = useState<readonly Completion[] | undefined>(undefined);
  const [search, setSearch] = useState('');
  useEffect(() => {
    let isWanted = true;
    void assistant.functions().then((functions) => { if (isWanted) setAll(functions); });
    return () => { isWanted = false; };
  }, [assistant]);
  const matching = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return (all ?? []).filter(({ label, doc }) => label.toLowerCase().includes(wanted) || doc.toLowerCase().includes(wanted));
  }, [all, search]);
  return (
    <div className="functions-panel">
      <input className="input" type="search" value={search} placeholder={say('functions.search')} aria-label={say('functions.search')} onChange={(event) => { setSearch(event.target.value); }} />
      {all !== undefined && matching.length === 0 && <p className="nothing">{say('functions.none')}</p>}
      <ul>
        {matching.map(({ label, insert, detail, doc, example }) => (
          <li key={label}>
            <button type="button" className="quiet" aria-label={say('functions.insert', { name: label })} onClick={() => { onInsert(insert, ')'); }}><code>{detail}</code></button>
            <p>{doc}</p>
            {example !== null && <code>{example}</code>}
          </li>
        ))}
      </ul>
    </div>
  );
}
