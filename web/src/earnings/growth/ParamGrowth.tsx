import { useId } from 'react';
import type { CurveResult, StatementDocument } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { money, percentOf, written } from '../../model/decimal';
import { isWish } from '../../model/growth';
import type { BoundedParam } from '../../model/reach';
import type { Route } from '../../model/route';
import { encoded } from '../../model/scenario';
import { useWords } from '../../shell/words';
import { CurveChart } from './CurveChart';
import { Refused } from './Refused';
import { useCurve, useParamFor } from './useGrowth';

interface Props {
  readonly book: Book;
  readonly period: string;
  readonly statement: StatementDocument;
  readonly param: BoundedParam;
  readonly goal: string;
  readonly onGoal: (goal: string) => void;
  readonly go: (route: Route) => void;
}

/** How pay depends on a param within its bounds, and the least of it that reaches an amount. */
export function ParamGrowth({ book, period, statement, param, goal, onGoal, go }: Props) {
  const { say, language } = useWords();
  const { name } = param;
  const label = name.replaceAll('_', ' ');
  const isPercent = param.value.includes('%');
  const shown = (input: string) => written(isPercent ? percentOf(input) : input, { language });
  const [part] = statement.plans;
  const text = goal.trim().replaceAll(/[,\s]/g, '');
  const curve = useCurve(book, period, [{ kind: 'setParam', name }], undefined);
  return (
    <>
      <section className="panel curve" aria-labelledby="curve-title" aria-busy={curve.isComputing}>
        <h2 id="curve-title">{say('growth.param-title', { param: label })}</h2>
        <Refused problems={curve.problems} />
        {curve.found === undefined && curve.isComputing && <p className="waiting curve-waiting" role="status">{say('loading.statement')}</p>}
        {curve.found !== undefined && curve.problems.length === 0 && (
          <div className={curve.isComputing ? 'stale' : ''}>
            <p className="sentence" role="status">
              {part !== undefined && say('growth.param-now', { param: label, input: shown(param.value), value: `${money(part.payable, language)} ${part.currency}` })}
              {isFlat(curve.found) && <> {say('growth.param-flat', { low: shown(param.between[0]), high: shown(param.between[1]) })}</>}
            </p>
            <CurveChart
              curve={curve.found}
              today={part === undefined ? undefined : { input: param.value, value: part.payable, isPercent }}
              goal={isWish(text) ? text : undefined}
              label={say('growth.param-chart', { param: label, low: shown(param.between[0]), high: shown(param.between[1]) })}
            />
            <Points curve={curve.found} label={label} shown={shown} />
          </div>
        )}
      </section>
      <ParamGoal book={book} period={period} param={param} label={label} shown={shown} goal={goal} text={text} onGoal={onGoal} currency={part?.currency ?? ''} go={go} />
    </>
  );
}

/** Whether the amount is the same wherever it was looked at. */
function isFlat({ points }: CurveResult): boolean {
  return points.every((point) => point.below === null && (point.slope === '0' || point.slope === null));
}

interface PointsProps {
  readonly curve: CurveResult;
  readonly label: string;
  readonly shown: (input: string) => string;
}

function Points({ curve, label, shown }: PointsProps) {
  const { say, language } = useWords();
  return (
    <details className="points">
      <summary className="reason"><span className="reason-name">{say('growth.table')}</span></summary>
      <table className="lines">
        <thead>
          <tr>
            <th scope="col">{label}</th>
            <th scope="col">{say('growth.paid', { currency: curve.currency })}</th>
          </tr>
        </thead>
        <tbody>
          {curve.points.map(({ input, value, below }) => (
            <tr key={input}>
              <th scope="row">{shown(input)}</th>
              <td>{below === null ? money(value, language) : say('growth.from-to', { below: money(below, language), value: money(value, language) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

interface GoalProps {
  readonly book: Book;
  readonly period: string;
  readonly param: BoundedParam;
  readonly label: string;
  readonly shown: (input: string) => string;
  readonly goal: string;
  /** The goal without blanks and commas. */
  readonly text: string;
  readonly onGoal: (goal: string) => void;
  readonly currency: string;
  readonly go: (route: Route) => void;
}

function ParamGoal({ book, period, param, label, shown, goal, text, onGoal, currency, go }: GoalProps) {
  const { say, language } = useWords();
  const id = useId();
  const { found, problems, isComputing } = useParamFor(book, period, param.name, isWish(text) ? text : undefined);
  const said = () => {
    if (found === undefined) return undefined;
    const { reached, highest } = found;
    const [low, high] = [shown(found.from), shown(found.to)];
    if (reached === null) return say('goal.param-never', { param: label, low, high, value: money(highest?.value ?? '', language), input: shown(highest?.input ?? '') });
    const values = { param: label, input: shown(reached.input), value: money(reached.value, language) };
    return say(reached.below === null ? 'goal.param-lowest' : 'goal.param', values);
  };
  const tryIt = (value: string) => {
    go({ page: 'earnings', tab: 'what-if', query: { payee: book.payee, period, changes: encoded([{ kind: 'setParam', name: param.name, value }]) } });
  };
  const input = found?.reached?.input;
  return (
    <section className="panel goal" aria-labelledby="goal-title" aria-busy={isComputing}>
      <h2 id="goal-title">{say('goal.title')}</h2>
      <p className="goal-wish">
        <label htmlFor={id}>{say('goal.want')}</label>
        <input id={id} className="input" inputMode="decimal" autoComplete="off" value={goal} aria-invalid={text !== '' && !isWish(text) ? true : undefined} onChange={(event) => { onGoal(event.target.value); }} />
        <span>{currency}</span>
      </p>
      {text !== '' && !isWish(text) && <p className="failure" role="alert">{say('goal.amiss')}</p>}
      <Refused problems={problems} />
      {isWish(text) && found === undefined && isComputing && <p className="waiting" role="status">{say('loading.statement')}</p>}
      {isWish(text) && found !== undefined && problems.length === 0 && (
        <div className={isComputing ? 'ways way stale' : 'ways way'}>
          <span role="status">
            {said()}
            {found.more && <small> {say('goal.unsure')}</small>}
          </span>
          {input !== undefined && (
            <button type="button" className="button" aria-label={say('goal.try-param', { param: label, input: shown(input) })} onClick={() => { tryIt(param.value.includes('%') ? percentOf(input) : input); }}>
              {say('goal.try')}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
