import { isNegative, money } from '../model/decimal';
import { periodName } from '../model/periods';
import { longestOf, share } from '../model/pixels';
import { useWords } from '../shell/words';
import type { Paid } from './useStatement';

interface Props {
  readonly paid: readonly Paid[];
  /** The periods that will be there when all has been computed, so that nothing jumps. */
  readonly periods: readonly string[];
  readonly period: string;
  readonly onPeriod: (period: string) => void;
}

/** What each period paid: a bar that is a button, and its figure. */
export function History({ paid, periods, period, onPeriod }: Props) {
  const { say, language } = useWords();
  const longest = longestOf(paid.map((one) => one.amount));
  const found = new Map(paid.map((one) => [one.period, one]));
  return (
    <>
      <h2 id="history-title">{say('history.title')} <small>{paid.at(-1)?.currency}</small></h2>
      <ol className="bars" aria-busy={paid.length === 0}>
        {periods.map((key) => {
          const one = found.get(key);
          const amount = one === undefined ? '' : money(one.amount, language);
          return (
            <li key={key}>
              <button
                type="button"
                aria-current={key === period ? 'true' : undefined}
                aria-label={`${periodName(key, language)}${one === undefined ? '' : `: ${amount} ${one.currency}`}`}
                onClick={() => { onPeriod(key); }}
              >
                <span className="bars-name">{periodName(key, language, 'short')}</span>
                <span className="bars-track">
                  <span className={one !== undefined && isNegative(one.amount) ? 'negative' : ''} style={{ inlineSize: `${String(one === undefined ? 0 : share(one.amount, longest))}%` }} />
                </span>
                <span className="bars-figure">{amount}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </>
  );
}
