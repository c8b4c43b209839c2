import type { SolutionResult } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { money } from '../../model/decimal';
import { moving, sizeText, tried, wishOf, type Growth, type Units } from '../../model/growth';
import type { Route } from '../../model/route';
import { rowId, type Cells, type Span } from '../../model/rows';
import { encoded } from '../../model/scenario';
import { useWords } from '../../shell/words';
import { Refused } from './Refused';
import { MOST, useWays, type Way } from './useGrowth';
import { Wish } from './Wish';

interface Props {
  readonly book: Book;
  readonly period: string;
  readonly growth: Growth;
  readonly span: Span;
  readonly model: Cells | undefined;
  readonly goal: string;
  readonly onGoal: (goal: string) => void;
  readonly units: Units;
  readonly go: (route: Route) => void;
}

/** What it takes to earn an amount: one more row, several, or how many of the size of another. */
export function Goal({ book, period, growth, span, model, goal, onGoal, units, go }: Props) {
  const { say } = useWords();
  const wish = wishOf(goal);
  const size = model?.[growth.column.name] ?? '';
  const { found, problems, isComputing } = useWays(book, period, (count) => moving(book, growth, span, model, count), size, wish);
  const tryIt = (count: number, of: string) => {
    const changes = encoded(tried(book, growth, span, model, count, of));
    go({ page: 'earnings', tab: 'what-if', query: { payee: book.payee, period, changes } });
  };
  return (
    <section className="panel goal" aria-labelledby="goal-title" aria-busy={isComputing}>
      <h2 id="goal-title">{say('goal.title')}</h2>
      <Wish goal={goal} onGoal={onGoal} currency={units.currency} />
      <Refused problems={problems} />
      {wish !== undefined && found === undefined && isComputing && <p className="waiting" role="status">{say('loading.statement')}</p>}
      {wish !== undefined && found !== undefined && problems.length === 0 && (
        <div className={isComputing ? 'stale' : ''} role="status">
          <Sizes ways={found.sizes} units={units} table={growth.table.name} onTry={tryIt} />
          <Fewest way={found.number} asked={found.sizes.length > 1 && size !== ''} size={size} name={model === undefined ? '' : rowId(model, growth.table)} units={units} onTry={tryIt} />
        </div>
      )}
    </section>
  );
}

interface SizesProps {
  readonly ways: readonly Way[];
  readonly units: Units;
  readonly table: string;
  readonly onTry: (count: number, size: string) => void;
}

/** The least size of one row, of two, and so on. */
function Sizes({ ways, units, table, onTry }: SizesProps) {
  const { say, language } = useWords();
  const [one] = ways;
  if (one === undefined) return null;
  const { reached } = one.solution;
  if (reached?.below === null) return <p className="sentence">{say('goal.there', { value: money(reached.value, language) })}</p>;
  const reaching = ways.filter((way) => way.solution.reached !== null);
  // What can't be reached is said once.
  const shown = reaching.length > 0 ? reaching : [one];
  return (
    <>
      {reaching.length > 0 && <p className="sentence">{say('goal.least', { table })}</p>}
      <ul className="ways">
        {shown.map(({ count, solution }) => (
          <li key={count}>
            <span>
              {solution.reached === null
                ? say('goal.never', highest(solution, units, language))
                : say(count === 1 ? 'goal.one' : 'goal.several', { count, size: sizeText(solution.reached.input, units), value: money(solution.reached.value, language) })}
              {solution.reached?.jumps === true && <small> {say('goal.jumps', { below: money(solution.reached.below?.value ?? '', language) })}</small>}
              {(solution.falls || solution.more) && <small> {say('goal.unsure')}</small>}
            </span>
            {solution.reached !== null && <TryIt count={count} size={solution.reached.input} units={units} onTry={onTry} />}
          </li>
        ))}
      </ul>
    </>
  );
}

interface NumberProps {
  readonly way: Way | undefined;
  readonly asked: boolean;
  readonly size: string;
  readonly name: string;
  readonly units: Units;
  readonly onTry: (count: number, size: string) => void;
}

/** How many rows of the size of another. */
function Fewest({ way, asked, size, name, units, onTry }: NumberProps) {
  const { say, language } = useWords();
  if (!asked) return null;
  const shown = sizeText(size, units);
  return (
    <ul className="ways">
      <li>
        <span>
          {way === undefined || way.solution.reached === null
            ? say('goal.too-many', { most: MOST, size: shown, name })
            : say('goal.number', { count: way.count, size: shown, name, value: money(way.solution.reached.value, language) })}
        </span>
        {way !== undefined && <TryIt count={way.count} size={size} units={units} onTry={onTry} />}
      </li>
    </ul>
  );
}

function TryIt({ count, size, units, onTry }: Pick<NumberProps, 'size' | 'units' | 'onTry'> & { readonly count: number }) {
  const { say } = useWords();
  return (
    <button type="button" className="button" aria-label={say('goal.try-way', { count, size: sizeText(size, units) })} onClick={() => { onTry(count, size); }}>
      {say('goal.try')}
    </button>
  );
}

/** The most that is paid, and where. */
function highest({ highest: found }: SolutionResult, units: Units, language: Units['language']): Readonly<Record<string, string>> {
  return { value: money(found?.value ?? '', language), input: sizeText(found?.input ?? '', units) };
}
