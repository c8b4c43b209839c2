import { useEffect, useState } from 'react';
import type { DifferenceEntry, PayDifferenceEntry } from 'tiercel/worker';
import { isNegative, money, valued } from '../../model/decimal';
import { longestOf, share } from '../../model/pixels';
import { useWords } from '../../shell/words';
import { download, exported } from '../rows';
import type { RunState } from '../useRun';
import { useStudioWords } from '../words';

interface Props {
  readonly before: RunState;
  readonly after: RunState;
}

/** Two versions of the plan over the same data: whose pay changes, by how much, and which lines. */
export function ComparePanel({ before, after }: Props) {
  const say = useStudioWords();
  const { language } = useWords();
  const [paid, setPaid] = useState<readonly PayDifferenceEntry[] | undefined>(undefined);
  const [open, setOpen] = useState<string | undefined>(undefined);
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
  if (paid.length === 0) return <p className="nothing">{say('compare.same')} <small>{say('compare.hint')}</small></p>;
  const amount = (text: string | null) => (text === null ? '–' : money(text, language));
  const longest = longestOf(paid.filter((one) => one.payee !== null).map((one) => one.difference ?? '0'));
  return (
    <div className="compare-panel">
      <div className="panel-tools">
        <span className="hint">{say('compare.hint')}</span>
        <button
          type="button"
          className="button"
          onClick={() => {
            const heading = [say('payee'), 'ISO 4217', say('before'), say('after'), say('difference')];
            download('before-after.csv', exported(heading, paid.map((one) => [one.payee ?? say('compare.everybody'), one.currency, one.before ?? '', one.after ?? '', one.difference ?? ''])));
          }}
        >
          {say('compare.export')}
        </button>
      </div>
      <table className="lines compare">
        <thead>
          <tr>
            <th scope="col">{say('payee')}</th>
            <th scope="col" className="number">{say('before')}</th>
            <th scope="col" className="number">{say('after')}</th>
            <th scope="col" className="number">{say('difference')}</th>
            <th scope="col"><span className="unseen">±</span></th>
          </tr>
        </thead>
        <tbody>
          {paid.map((one) => {
            const key = `${one.payee ?? ''} ${one.currency}`;
            const label = one.payee ?? say('compare.everybody');
            return (
              <tr key={key} className={one.payee === null ? 'everybody' : ''}>
                <th scope="row">
                  {one.payee === null ? label : (
                    <button type="button" className="quiet" aria-expanded={open === key} onClick={() => { setOpen(open === key ? undefined : key); }}>{label}</button>
                  )}
                  {open === key && one.payee !== null && <Lines before={before} after={after} payee={one.payee} />}
                </th>
                <td className="number">{amount(one.before)}</td>
                <td className="number">{amount(one.after)}</td>
                <td className={`number ${isNegative(one.difference ?? '') ? 'negative' : ''}`}>
                  {one.difference === null ? '–' : money(one.difference, language, true)} <small>{one.currency}</small>
                </td>
                <td className="bar-cell">
                  {one.payee !== null && one.difference !== null && (
                    <span className={isNegative(one.difference) ? 'bar loss' : 'bar gain'} style={{ inlineSize: `${String(share(one.difference, longest))}%` }} />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Lines({ before, after, payee }: Props & { readonly payee: string }) {
  const say = useStudioWords();
  const { language } = useWords();
  const [found, setFound] = useState<readonly DifferenceEntry[]>([]);
  useEffect(() => {
    if (before.kind !== 'ready' || after.kind !== 'ready') return undefined;
    const abort = new AbortController();
    before.run.session.differences(after.run.session, { payees: [payee] }, { signal: abort.signal }).then(
      (answer) => { if (answer.ok) setFound(answer.differences); },
      () => undefined,
    );
    return () => { abort.abort(); };
  }, [before, after, payee]);
  const shown = (text: string | null, currency: string) => (text === null ? say('compare.nothing') : valued(text, currency, language));
  return (
    <ul className="compare-lines" aria-label={say('compare.lines')}>
      {found.map((one) => (
        <li key={`${one.period} ${one.line}`}>
          {one.period} {one.line.replaceAll('_', ' ')}: {shown(one.before, one.currency)} → {shown(one.after, one.currency)}
        </li>
      ))}
    </ul>
  );
}
