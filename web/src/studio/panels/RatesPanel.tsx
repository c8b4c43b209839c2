import { useMemo, useState } from 'react';
import type { OutlineItem } from 'tiercel/worker';
import { rateTables, withRows } from '../rateTables';
import { useStudioWords } from '../words';
import { Grid } from './Grid';

interface Props {
  readonly text: string;
  readonly outline: readonly OutlineItem[];
  readonly onText: (before: string, after: string) => void;
}

/** Tiers, matrices and decision tables as sheets; what is changed here is changed in the text. */
export function RatesPanel({ text, outline, onText }: Props) {
  const say = useStudioWords();
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const all = useMemo(() => rateTables(text, outline), [text, outline]);
  const table = all.find((one) => one.name === chosen) ?? all[0];
  if (table === undefined) return <p className="nothing">{say('rates.none')}</p>;
  const { columns, rows } = table.sheet;
  return (
    <div className="data-panel">
      <div className="panel-tools">
        <label>
          {say('rates.table')}{' '}
          <select value={table.name} onChange={(event) => { setChosen(event.target.value); }}>
            {all.map((one) => <option key={one.name}>{one.name}</option>)}
          </select>
        </label>
        <button type="button" className="button" onClick={() => { onText(text, withRows(text, table, { columns, rows: [...rows, rows.at(-1) ?? columns.map(() => '')] })); }}>
          {say('data.add')}
        </button>
      </div>
      <Grid key={table.name} sheet={table.sheet} onSheet={(sheet) => { onText(text, withRows(text, table, sheet)); }} />
    </div>
  );
}
