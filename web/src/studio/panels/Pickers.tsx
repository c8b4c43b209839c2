import type { Run } from '../useRun';
import { useStudioWords } from '../words';

/** Whose results are looked at. */
export interface Choice {
  readonly payee: string | undefined;
  readonly period: string | undefined;
}

/** What is chosen, as far as it is there. */
export function chosen(run: Run, { payee, period }: Choice): { readonly payee: string; readonly period: string } {
  return {
    payee: payee !== undefined && run.payees.includes(payee) ? payee : (run.payees[0] ?? ''),
    period: period !== undefined && run.periods.includes(period) ? period : (run.periods[0] ?? ''),
  };
}

interface Props {
  readonly run: Run;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}

/** Chooses a payee and a period. */
export function Pickers({ run, choice, onChoice }: Props) {
  const say = useStudioWords();
  const now = chosen(run, choice);
  const picker = (label: 'payee' | 'period', all: readonly string[]) => (
    <label>
      {say(label)}{' '}
      <select value={now[label]} onChange={(event) => { onChoice({ ...now, [label]: event.target.value }); }}>
        {all.map((one) => <option key={one}>{one}</option>)}
      </select>
    </label>
  );
  return (
    <>
      {picker('payee', run.payees)}
      {picker('period', run.periods)}
    </>
  );
}
