import { useState } from 'react';
import type { ProblemMessage, StatementDocument } from 'tiercel/worker';
import { ExplanationSheet, type Asked } from '../../earnings/ExplanationSheet';
import { isNegative, money, valued } from '../../model/decimal';
import { useWords } from '../../shell/words';
import type { Run, RunState } from '../useRun';
import { useStatementOf } from '../useStatementOf';
import { useStudioWords } from '../words';
import { chosen, Pickers, type Choice } from './Pickers';

interface Props {
  readonly state: RunState;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
  readonly onExample: (statement: StatementDocument) => void;
}

/** What the plan pays one person, as it is typed. */
export function ResultsPanel({ state, choice, onChoice, onExample }: Props) {
  const say = useStudioWords();
  if (state.kind === 'waiting') return <p className="nothing" role="status">{say('results.waiting')}</p>;
  if (state.kind === 'broken') return <p className="nothing">{say('results.broken')}</p>;
  if (state.kind === 'problems') return <Problems problems={state.problems} />;
  if (state.run.payees.length === 0) return <p className="nothing">{say('results.nobody')}</p>;
  return <Ready run={state.run} choice={choice} onChoice={onChoice} onExample={onExample} />;
}

function Ready({ run, choice, onChoice, onExample }: Omit<Props, 'state'> & { readonly run: Run }) {
  const say = useStudioWords();
  const { language } = useWords();
  const { payee, period } = chosen(run, choice);
  const statement = useStatementOf(run, payee, period);
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  return (
    <div className="results-panel">
      <div className="panel-tools">
        <Pickers run={run} choice={choice} onChoice={onChoice} />
        <button type="button" className="button" disabled={statement === undefined} onClick={() => { if (statement !== undefined) onExample(statement); }}>
          {say('examples.make')}
        </button>
      </div>
      {statement?.plans.map((part) => (
        <table className="lines" key={part.plan}>
          <caption>{part.plan}</caption>
          <tbody>
            {[...part.lines.filter((line) => line.kind !== 'pay'), ...part.lines.filter((line) => line.kind === 'pay')].map((line) => {
              const value = line.failed ? line.value : valued(line.value, line.currency, language);
              return (
                <tr key={line.line} className={line.kind}>
                  <th scope="row">{line.label}</th>
                  <td>
                    <button
                      type="button"
                      className={`figure ${isNegative(line.value) ? 'negative' : ''} ${line.failed ? 'failed' : ''}`}
                      aria-label={say('results.why', { label: line.label, value: `${value} ${line.currency ?? ''}`.trim() })}
                      onClick={() => { setAsked({ session: run.session, target: { payee, period, line: line.line }, label: line.label }); }}
                    >
                      {value}
                    </button>
                  </td>
                  <td className="unit">{line.currency ?? ''}</td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{say('total')}</th>
              <td>
                <button
                  type="button"
                  className={`figure figure-total ${isNegative(part.payable) ? 'negative' : ''}`}
                  aria-label={say('results.why', { label: say('total'), value: `${money(part.payable, language)} ${part.currency}` })}
                  onClick={() => { setAsked({ session: run.session, target: { payee, period, line: 'PAYABLE' }, label: say('total') }); }}
                >
                  {money(part.payable, language)}
                </button>
              </td>
              <td className="unit">{part.currency}</td>
            </tr>
          </tfoot>
        </table>
      ))}
      <ExplanationSheet asked={asked} book={run} onClose={() => { setAsked(undefined); }} />
    </div>
  );
}

/** What is wrong with the data. */
export function Problems({ problems }: { readonly problems: readonly ProblemMessage[] }) {
  const say = useStudioWords();
  return (
    <div className="panel-problems" role="alert">
      <h2>{say('results.problems')}</h2>
      <ul className="problems">
        {problems.map((problem, index) => (
          <li key={index}>
            {problem.row !== null && <b>{say('problem.place', { file: problem.file, row: problem.row })}</b>}
            <span>{problem.message}</span>
            {problem.help !== '' && <small>{problem.help}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}
