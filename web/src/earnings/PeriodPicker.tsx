import { periodName } from '../model/periods';
import { useWords } from '../shell/words';

interface Props {
  readonly periods: readonly string[];
  readonly period: string;
  readonly onPeriod: (period: string) => void;
}

/** Chooses a period: the one before, the next, or any. */
export function PeriodPicker({ periods, period, onPeriod }: Props) {
  const { say, language } = useWords();
  const at = periods.indexOf(period);
  const step = (to: string | undefined, label: string, path: string) => (
    <button type="button" className="quiet icon" aria-label={label} title={label} disabled={to === undefined} onClick={() => { if (to !== undefined) onPeriod(to); }}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8"><path d={path} /></svg>
    </button>
  );
  return (
    <div className="period">
      {step(at > 0 ? periods[at - 1] : undefined, say('statement.previous'), 'M12.5 4.5 7 10l5.5 5.5')}
      <select aria-label={say('statement.period')} value={period} onChange={(event) => { onPeriod(event.target.value); }}>
        {periods.map((key) => <option key={key} value={key}>{periodName(key, language)}</option>)}
      </select>
      {step(periods[at + 1], say('statement.next'), 'M7.5 4.5 13 10l-5.5 5.5')}
    </div>
  );
}
