import { useMemo, useState } from 'react';
import type { Description } from 'tiercel/worker';
import { WhyNotSheet, type AskedRow } from '../../earnings/why-not/WhyNotSheet';
import { editableTables, NUMBER, rowKey, rowsOf } from '../../model/rows';
import { sheetOf, textOf, type Sheet } from '../rows';
import type { Run } from '../useRun';
import { useStudioWords } from '../words';
import { Grid } from './Grid';
import { chosen as chosenOf, Pickers, type Choice } from './Pickers';

interface Props {
  readonly description: Description | undefined;
  readonly tables: Readonly<Record<string, string>>;
  /** What the plan comes to over these rows, as far as it does. */
  readonly run: Run | undefined;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
  readonly onTable: (table: string, text: string) => void;
}

/** Sample data, as a sheet for each table. */
export function DataPanel({ description, tables, run, choice, onChoice, onTable }: Props) {
  const say = useStudioWords();
  const inputs = useMemo(() => (description?.tables ?? []).filter((table) => table.input), [description]);
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const table = inputs.find((one) => one.name === chosen) ?? inputs[0];
  const text = table === undefined ? '' : (tables[table.name] ?? '');
  const sheet = useMemo(
    () => sheetOf(text, (table?.columns ?? []).filter((column) => column.input).map((column) => column.name)),
    [text, table],
  );
  const [asked, setAsked] = useState<AskedRow | undefined>(undefined);
  const paying = useMemo(() => (run === undefined ? undefined : editableTables(run).find((one) => one.name === table?.name)), [run, table]);
  /** Asks what a row counts for, with the person and the period chosen. */
  const ask = (index: number) => {
    if (run === undefined || paying === undefined) return;
    // Rows that are blank have no number there, but stand in the sheet.
    const row = rowsOf(run, paying).find((one) => one[NUMBER] === `#${String(index + 2)}`);
    if (row !== undefined) setAsked({ session: run.session, ...chosenOf(run, choice), line: 'PAYABLE', row: { table: paying.name, key: rowKey(row, paying) } });
  };
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
      <Grid key={table.name} sheet={sheet} onRow={paying === undefined ? undefined : ask} onSheet={(next) => { onTable(table.name, textOf(next)); }} />
      <p className="hint">{say('data.paste')}</p>
      {run !== undefined && paying !== undefined && run.payees.length > 0 && (
        <div className="panel-tools data-why">
          <span className="hint">{say('data.why')}</span>
          <Pickers run={run} choice={choice} onChoice={onChoice} />
        </div>
      )}
      {run !== undefined && <WhyNotSheet asked={asked} description={run.description} onClose={() => { setAsked(undefined); }} />}
    </div>
  );
}

/** The sheet with one row more. A row without a text would be none, so its first cell says `new`. */
function withRow(sheet: Sheet): Sheet {
  const taken = new Set(sheet.rows.map((row) => row[0]));
  const name = Array.from({ length: sheet.rows.length + 1 }, (_, index) => `new-${String(index + 1)}`).find((one) => !taken.has(one)) ?? 'new';
  return { ...sheet, rows: [...sheet.rows, sheet.columns.map((_, index) => (index === 0 ? name : ''))] };
}
