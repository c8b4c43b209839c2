import { useEffect, useState } from 'react';
import type { DifferenceEntry, PayDifferenceEntry, PlanFile, Target } from 'tiercel/worker';
import { ExplanationSheet, type Asked } from '../../earnings/ExplanationSheet';
import { isNegative, money, valued } from '../../model/decimal';
import { longestOf, share } from '../../model/pixels';
import { useWords } from '../../shell/words';
import { download } from '../../model/download';
import { COLUMNS, sorted, type Sorting } from '../differences';
import { exported } from '../rows';
import { useRun, type Run, type RunState } from '../useRun';
import { useStudioWords } from '../words';
import { Distribution } from './Distribution';

interface Props {
  readonly saved: readonly PlanFile[];
  readonly tables: Readonly<Record<string, string>>;
  readonly after: RunState;
}

/** Two versions of the plan over the same data: whose pay changes, by how much, and which lines. */
export function ComparePanel({ saved, tables, after }: Props) {
  const say = useStudioWords();
  const { language } = useWords();
  const before = useRun(saved, tables, language);
  const [asked, setAsked] = useState<{ readonly asked: Asked; readonly run: Run } | undefined>(undefined);
  const [paid, setPaid] = useState<readonly PayDifferenceEntry[] | undefined>(undefined);
  const [open, setOpen] = useState<string | undefined>(undefined);
  const [sorting, setSorting] = useState<Sorting | undefined>(undefined);
  useEffect(() => {
    if (before.kind !== 'ready' || after.kind !== 'ready') return undefined;
    const abort = new AbortController();
    before.run.session.payDifferences(after.run.session, {}, { signal: abort.signal }).then(
      (answer) => { if (answer.ok) setPaid(answer.differences); },
      () => undefined,
    );
    return () => { abort.abort(); };
  }, [before, after]);
  if (after.kind === 'broken' || after.kind === 'problems') return <p className="nothing">{say('results.broken')}</p>;
  if (before.kind === 'broken' || before.kind === 'problems') return <p className="nothing">{say('compare.broken')}</p>;
  if (paid === undefined || before.kind !== 'ready' || after.kind !== 'ready') return <p className="nothing" role="status">{say('results.waiting')}</p>;
  if (paid.length === 0) return <div className="nothing"><p>{say('compare.same')}</p><p className="hint">{say('compare.hint')}</p></div>;
  const shown = sorted(paid, sorting);
  const longest = longestOf(paid.filter((one) => one.payee !== null).map((one) => one.difference ?? '0'));
  return (
    <div className="compare-panel">
      <div className="panel-tools">
        <span className="hint">{say('compare.hint')}</span>
        <button
          type="button"
          className="button"
          onClick={() => {
            const heading = [say('payee'), say('currency'), say('before'), say('after'), say('difference')];
            download('before-after.csv', exported(heading, shown.map((one) => [one.payee ?? say('compare.everybody'), one.currency, one.before ?? '', one.after ?? '', one.difference ?? ''])));
          }}
        >
          {say('compare.export')}
        </button>
      </div>
      <Distribution entries={paid} />
      <table className="lines differences">
        <thead>
          <tr>
            {COLUMNS.map((column) => {
              const isDown = sorting?.column === column ? sorting.isDown : undefined;
              return (
                <th key={column} scope="col" className={column === 'payee' ? '' : 'number'} aria-sort={isDown === undefined ? 'none' : isDown ? 'descending' : 'ascending'}>
                  <button type="button" className="quiet" onClick={() => { setSorting({ column, isDown: isDown === undefined ? column !== 'payee' : !isDown }); }}>
                    {say(column)}<span className="sorting" aria-hidden="true">{isDown === undefined ? '' : isDown ? '↓' : '↑'}</span>
                  </button>
                </th>
              );
            })}
            <th scope="col" className="bar-cell"><span className="unseen">±</span></th>
          </tr>
        </thead>
        {shown.map((one) => {
          const key = `${one.payee ?? ''} ${one.currency}`;
          return (
            <tbody key={key}>
              <Row entry={one} longest={longest} isOpen={open === key} onOpen={(isOpen) => { setOpen(isOpen ? key : undefined); }} />
              {open === key && one.payee !== null && (
                <tr>
                  <td colSpan={COLUMNS.length + 1} className="differences-lines">
                    <Lines before={before.run} after={after.run} payee={one.payee} onWhy={(run, target, label) => { setAsked({ run, asked: { session: run.session, target, label } }); }} />
                  </td>
                </tr>
              )}
            </tbody>
          );
        })}
      </table>
      {asked !== undefined && <ExplanationSheet asked={asked.asked} book={asked.run} onClose={() => { setAsked(undefined); }} />}
    </div>
  );
}

interface RowProps {
  readonly entry: PayDifferenceEntry;
  readonly longest: number;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

/** What somebody, or everybody, gets before and after. */
function Row({ entry: { payee, currency, before, after, difference }, longest, isOpen, onOpen }: RowProps) {
  const say = useStudioWords();
  const { language } = useWords();
  const amount = (text: string | null) => (text === null ? '–' : money(text, language));
  return (
    <tr className={payee === null ? 'everybody' : ''}>
      <th scope="row">
        {payee === null ? say('compare.everybody') : (
          <button type="button" className="quiet" aria-expanded={isOpen} onClick={() => { onOpen(!isOpen); }}>{payee}</button>
        )}
      </th>
      <td className="number">{amount(before)}</td>
      <td className="number">{amount(after)}</td>
      <td className={`number ${isNegative(difference ?? '') ? 'negative' : ''}`}>
        {difference === null ? '–' : money(difference, language, true)} <small>{currency}</small>
      </td>
      <td className="bar-cell">
        {payee !== null && difference !== null && (
          <span className={isNegative(difference) ? 'bar loss' : 'bar gain'} style={{ inlineSize: `${String(share(difference, longest))}%` }} />
        )}
      </td>
    </tr>
  );
}

interface LinesProps {
  readonly before: Run;
  readonly after: Run;
  readonly payee: string;
  readonly onWhy: (run: Run, target: Target, label: string) => void;
}

/** The lines of someone that are not the same; each value says why. */
function Lines({ before, after, payee, onWhy }: LinesProps) {
  const say = useStudioWords();
  const { language } = useWords();
  const [found, setFound] = useState<readonly DifferenceEntry[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    before.session.differences(after.session, { payees: [payee] }, { signal: abort.signal }).then(
      (answer) => { if (answer.ok) setFound(answer.differences); },
      () => undefined,
    );
    return () => { abort.abort(); };
  }, [before, after, payee]);
  return (
    <ul className="compare-lines" aria-label={say('compare.lines')}>
      {found.map(({ period, line, currency, ...values }) => {
        const label = line.replaceAll('_', ' ');
        const figure = (run: Run, text: string | null) => {
          if (text === null) return say('compare.nothing');
          const value = valued(text, currency, language);
          return (
            <button type="button" className="figure" aria-label={say('results.why', { label, value })} onClick={() => { onWhy(run, { payee, period, line }, label); }}>
              {value}
            </button>
          );
        };
        return <li key={`${period} ${line}`}>{period} {label}: {figure(before, values.before)} → {figure(after, values.after)}</li>;
      })}
    </ul>
  );
}
