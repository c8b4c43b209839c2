import { useEffect } from 'react';
import type { CurveResult, Moving } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { gainText, sizeText, turns, turnText, wishOf, type Units } from '../../model/growth';
import { useWords } from '../../shell/words';
import { CurveChart } from './CurveChart';
import { Points } from './Points';
import { Refused } from './Refused';
import { useCurve } from './useGrowth';

interface Props {
  readonly book: Book;
  readonly period: string;
  readonly change: readonly Moving[];
  readonly to: string;
  readonly goal: string;
  readonly units: Units;
  readonly table: string;
  /** Called where pay does not move at all. */
  readonly onFlat: (() => void) | undefined;
}

/** Pay as one more row grows: what comes next, the curve, and its points as a table. */
export function Curve({ book, period, change, to, goal, units, table, onFlat }: Props) {
  const { say } = useWords();
  const { found, problems, isComputing } = useCurve(book, period, change, to);
  const isFlat = found !== undefined && !isComputing && found.points.every((point) => point.below === null && (point.slope === '0' || point.slope === null));
  useEffect(() => {
    if (isFlat) onFlat?.();
    // Only what was found decides.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isFlat, found]);
  return (
    <section className="panel curve" aria-labelledby="curve-title" aria-busy={isComputing}>
      <h2 id="curve-title">{say('growth.title', { table })}</h2>
      <Refused problems={problems} />
      {found === undefined && isComputing && <p className="waiting curve-waiting" role="status">{say('loading.statement')}</p>}
      {found !== undefined && problems.length === 0 && (
        <div className={isComputing ? 'stale' : ''}>
          <Turns curve={found} units={units} to={to} />
          <CurveChart curve={found} goal={wishOf(goal)} label={say('growth.chart', { to: sizeText(to, units) })} />
          <Points
            curve={found}
            input={say('growth.size', { table })}
            currency={units.currency}
            shown={(input) => sizeText(input, units)}
            more={{ heading: say('growth.each'), of: ({ slope }) => gainText(slope, units) }}
          />
        </div>
      )}
    </section>
  );
}

/** Where pay bends or jumps, the next one first. */
function Turns({ curve, units, to }: { readonly curve: CurveResult; readonly units: Units; readonly to: string }) {
  const { say } = useWords();
  const found = turns(curve);
  const [first] = curve.points;
  const every = first === undefined ? '' : gainText(first.slope, units);
  return (
    <>
      <p className="sentence" role="status">
        {say('growth.now', { slope: every === '' ? '–' : every })}
        {found.length === 0 && <> {say('growth.even', { to: sizeText(to, units) })}</>}
      </p>
      <ol className="turns">
        {found.map((turn) => <li key={turn.point.input}>{turnText(turn, say, units)}</li>)}
      </ol>
    </>
  );
}
