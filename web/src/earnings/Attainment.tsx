import type { LineStatement } from 'tiercel/worker';
import { valued } from '../model/decimal';
import { gauge } from '../model/pixels';
import { useWords } from '../shell/words';

interface Props {
  readonly line: LineStatement;
  readonly onWhy: (line: string, label: string) => void;
}

/** A rate against its 100 %, as a bar. */
export function Attainment({ line, onWhy }: Props) {
  const { say, language } = useWords();
  const value = valued(line.value, line.currency, language);
  const { filled, target } = gauge(line.exact);
  return (
    <button
      type="button"
      className="attainment"
      aria-label={say('statement.why', { label: line.label, value })}
      onClick={() => { onWhy(line.line, line.label); }}
    >
      <span className="attainment-head">
        <span>{line.label}</span>
        <b>{value}</b>
      </span>
      <span className="attainment-bar" aria-hidden="true">
        <span className="attainment-filled" style={{ inlineSize: `${String(filled)}%` }} />
        <span className="attainment-target" style={{ insetInlineStart: `${String(target)}%` }} />
      </span>
      <span className="attainment-scale" aria-hidden="true" style={{ insetInlineStart: `${String(target)}%` }}>{say('attainment.full')}</span>
    </button>
  );
}
