import { useMemo, useState } from 'react';
import type { Description } from 'tiercel/worker';
import { sheetOf, textOf, type Sheet } from '../rows';
import { useStudioWords } from '../words';
import { Grid } from './Grid';

interface Props {
  readonly description: Description | undefined;
  readonly tables: Readonly<Record<string, string>>;
  readonly onTable: (table: string, text: string) => void;
}

/** Sample data, as a sheet for each table. */
export function DataPanel({ description, tables, onTable }: Props) {
  const say = useStudioWords();
  const inputs = useMemo(() => (description?.tables ?? []).filter((table) => table.input), [description]);
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const table = inputs.find((one) => one.name === chosen) ?? inputs[0];
  const text = table === undefined ? '' : (tables[table.name] ?? '');
  const sheet = useMemo(
    () => sheetOf(text, (table?.columns ?? []).filter((column) => column.input).map((column) => column.name)),
    [text, table],
  );
  if (table === undefined) return <p className="nothing">{say('results.broken')}</p>;
  return (
    <div className="data-panel">
      <div className="panel-tools">
        <label>
          {say('data.table')}{' '}
          <select value={table.name} onChange={(event) => { setChosen(event.target.value); }}>
            {inputs.map((one) => <option key={one.name}>{one.name}</option>)}
          </select>
        </label>
        <span className="hint">{sheet.rows.length === 0 ? say('data.empty') : say('data.many', { count: sheet.rows.length })}</span>
        <button type="button" className="button" onClick={() => { onTable(table.name, textOf(withRow(sheet))); }}>{say('data.add')}</button>
      </div>
      <Grid key={table.name} sheet={sheet} onSheet={(next) => { onTable(table.name, textOf(next)); }} />
      <p className="hint">{say('data.paste')}</p>
    </div>
  );
}

/** The sheet with one row more. A row without a text would be none, so its first cell says `new`. */
function withRow(sheet: Sheet): Sheet {
  const taken = new Set(sheet.rows.map((row) => row[0]));
  const name = Array.from({ length: sheet.rows.length + 1 }, (_, index) => `new-${String(index + 1)}`).find((one) => !taken.has(one)) ?? 'new';
  return { ...sheet, rows: [...sheet.rows, sheet.columns.map((_, index) => (index === 0 ? name : ''))] };
}
