import type { DifferenceEntry, LineStatement, StatementDocument } from 'tiercel/worker';
import type { Book } from '../../model/book';
import { isNegative, isZero, money, percentOf, valued, written } from '../../model/decimal';
import { remarksOf } from '../../model/preview';
import { useWords } from '../../shell/words';
import type { Asked } from '../ExplanationSheet';
import { Remark } from '../Remark';
import type { WhatIfState } from './useWhatIf';

interface Props {
  readonly book: Book;
  readonly period: string;
  readonly before: StatementDocument | undefined;
  readonly state: WhatIfState;
  readonly isComputing: boolean;
  readonly onWhy: (asked: Asked) => void;
}

/** What is paid now and what would be, line by line, with the difference. */
export function Outcome({ book, period, before, state, isComputing, onWhy }: Props) {
  const { say, language } = useWords();
  if (before === undefined) return <p className="waiting" role="status">{say('loading.statement')}</p>;
  const outcome = state.kind === 'ready' ? state.outcome : undefined;
  const said = outcome !== undefined ? say('what-if.no-effect') : state.kind === 'unchanged' && !isComputing ? say('what-if.same') : '';
  const ask = (line: string, label: string) => {
    onWhy({ session: outcome?.session ?? book.session, target: { payee: book.payee, period, line }, label });
  };
  return (
    <>
      {before.plans.map((part) => {
        const later = outcome?.statement.plans.find((one) => one.plan === part.plan);
        const total = money((later ?? part).payable, language);
        const isSame = later === undefined || later.payable === part.payable;
        const lines = [...part.lines].sort(paidFirst);
        const remarks = remarksOf(book, (later ?? part).lines);
        return (
          <div key={part.plan}>
            <div className="total" aria-live="polite">
              <span className="total-label">{say('what-if.would')}</span>
              <button
                type="button"
                className={`total-figure ${isComputing ? 'stale' : ''}`}
                aria-label={say('statement.why', { label: say('statement.total'), value: `${total} ${part.currency}` })}
                onClick={() => { ask('PAYABLE', say('statement.total')); }}
              >
                {total} <small>{part.currency}</small>
              </button>
              <span className="total-before">
                <Total difference={isSame ? undefined : outcome?.totals.get(part.currency)?.difference} />
                {isSame ? said : say('what-if.instead', { amount: money(part.payable, language) })}
              </span>
              <Remark of={remarks.get('PAYABLE')} />
            </div>
            <table className={`lines compared ${isComputing ? 'stale' : ''}`}>
              <thead>
                <tr>
                  <th scope="col">{say('what-if.line')}</th>
                  <th scope="col">{say('what-if.now')}</th>
                  <th scope="col">{say('what-if.then')}</th>
                  <th scope="col">{say('what-if.difference')}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => {
                  const after = later?.lines.find((one) => one.line === line.line) ?? line;
                  const text = valued(after.value, after.currency, language);
                  return (
                    <tr key={line.line} className={line.kind === 'pay' ? 'pay' : ''}>
                      <th scope="row">
                        {line.label}
                        <Remark of={remarks.get(line.line)} />
                      </th>
                      <td className="before">{valued(line.value, line.currency, language)}</td>
                      <td>
                        <button type="button" className="figure" aria-label={say('statement.why', { label: line.label, value: `${text} ${after.currency ?? ''}`.trim() })} onClick={() => { ask(line.line, line.label); }}>
                          {text}
                        </button>
                      </td>
                      <td><Difference entry={outcome?.differences.get(line.line)} line={line} /></td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        );
      })}
      <Refusal state={state} />
    </>
  );
}

/** Orders lines: what is paid comes first. */
export function paidFirst(one: LineStatement, other: LineStatement): number {
  return (one.kind === 'pay' ? 0 : 1) - (other.kind === 'pay' ? 0 : 1);
}

/** What would be paid, below a phone's screen: there the lines are out of sight while a deal is typed. */
export function OutcomeBar({ before, state }: Pick<Props, 'before' | 'state'>) {
  const { say, language } = useWords();
  const later = state.kind === 'ready' ? state.outcome.statement : undefined;
  return (
    <div className="outcome-bar" aria-hidden="true">
      {before?.plans.map((part) => {
        const difference = state.kind === 'ready' ? state.outcome.totals.get(part.currency)?.difference : undefined;
        const amount = later?.plans.find((one) => one.plan === part.plan)?.payable ?? part.payable;
        return (
          <p key={part.plan}>
            <span>{say('what-if.would')}</span>
            <b>{money(amount, language)} <small>{part.currency}</small></b>
            <Total difference={difference} />
            {amount !== part.payable && <small>{say('what-if.instead', { amount: money(part.payable, language) })}</small>}
          </p>
        );
      })}
    </div>
  );
}

/** By how much the total moves. */
function Total({ difference }: { readonly difference: string | null | undefined }) {
  const { language } = useWords();
  if (difference === null || difference === undefined || isZero(difference)) return null;
  return <b className={isNegative(difference) ? 'loss' : 'gain'}>{money(difference, language, true)} </b>;
}

function Difference({ entry, line }: { readonly entry: DifferenceEntry | undefined; readonly line: LineStatement }) {
  const { say, language } = useWords();
  const difference = entry?.difference;
  if (difference === null || difference === undefined || isZero(difference)) return <span className="no-difference" aria-hidden="true">–</span>;
  const isMoney = line.currency !== null;
  const isPercent = line.value.includes('%');
  const plain = written(isPercent ? percentOf(difference).replace('%', '') : difference, { language, digits: [0, 2], signed: true });
  const text = isMoney ? money(difference, language, true) : isPercent ? say('what-if.points', { points: plain }) : plain;
  return <span className={isNegative(difference) ? 'loss' : 'gain'}>{text}</span>;
}

function Refusal({ state }: { readonly state: WhatIfState }) {
  const { say } = useWords();
  switch (state.kind) {
    case 'unchanged':
    case 'ready':
      return null;
    case 'failed':
      return <p className="failure" role="alert">{state.message}</p>;
    case 'refused':
      return (
        <div role="alert">
          <p className="failure">{say('what-if.refused')}</p>
          <ul className="problems">
            {state.problems.slice(0, 5).map((problem, index) => (
              <li key={index}>
                <b>{[problem.file, problem.column].filter(Boolean).join(', ')}</b>
                <span>{problem.message}</span>
                {problem.help !== '' && <small>{problem.help}</small>}
              </li>
            ))}
          </ul>
        </div>
      );
    default:
      throw new Error(String(state satisfies never));
  }
}
