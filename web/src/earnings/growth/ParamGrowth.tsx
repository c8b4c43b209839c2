import type { CurveResult, StatementDocument } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { money, percentOf, written } from '../../model/decimal';
import { wishOf } from '../../model/growth';
import type { BoundedParam } from '../../model/reach';
import type { Route } from '../../model/route';
import { encoded } from '../../model/scenario';
import { useWords } from '../../shell/words';
import { CurveChart } from './CurveChart';
import { Points } from './Points';
import { Refused } from './Refused';
import { useCurve, useParamFor } from './useGrowth';
import { Wish } from './Wish';

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
              goal={wishOf(goal)}
              label={say('growth.param-chart', { param: label, low: shown(param.between[0]), high: shown(param.between[1]) })}
            />
            <Points curve={curve.found} input={label} currency={curve.found.currency} shown={shown} />
          </div>
        )}
      </section>
      <ParamGoal book={book} period={period} param={param} label={label} shown={shown} goal={goal} onGoal={onGoal} currency={part?.currency ?? ''} go={go} />
    </>
  );
}

/** Whether the amount is the same wherever it was looked at. */
function isFlat({ points }: CurveResult): boolean {
  return points.every((point) => point.below === null && (point.slope === '0' || point.slope === null));
}

interface GoalProps {
  readonly book: Book;
  readonly period: string;
  readonly param: BoundedParam;
  readonly label: string;
  readonly shown: (input: string) => string;
  readonly goal: string;
  readonly onGoal: (goal: string) => void;
  readonly currency: string;
  readonly go: (route: Route) => void;
}

function ParamGoal({ book, period, param, label, shown, goal, onGoal, currency, go }: GoalProps) {
  const { say, language } = useWords();
  const wish = wishOf(goal);
  const { found, problems, isComputing } = useParamFor(book, period, param.name, wish);
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
      <Wish goal={goal} onGoal={onGoal} currency={currency} />
      <Refused problems={problems} />
      {wish !== undefined && found === undefined && isComputing && <p className="waiting" role="status">{say('loading.statement')}</p>}
      {wish !== undefined && found !== undefined && problems.length === 0 && (
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
