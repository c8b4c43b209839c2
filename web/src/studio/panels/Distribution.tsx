import type { PayDifferenceEntry } from 'tiercel/worker';
import { counted } from '../../model/decimal';
import { axis, distribution, share } from '../../model/pixels';
import { useWords } from '../../shell/words';
import { useStudioWords } from '../words';

/** How many people gain or lose how much: a column for each stretch of differences, and the same as a table. */
export function Distribution({ entries }: { readonly entries: readonly PayDifferenceEntry[] }) {
  const say = useStudioWords();
  const { language } = useWords();
  const differences = entries.flatMap((one) => (one.payee === null || one.difference === null ? [] : [one.difference]));
  const columns = distribution(differences);
  // A few people are told one by one in the table.
  if (differences.length < 4 || columns.length < 2) return null;
  const most = Math.max(...columns.map((column) => column.count));
  const name = (from: number, to: number) => say('distribution.span', { from: axis(from), to: axis(to) });
  return (
    <figure className="distribution">
      <figcaption>{say('distribution')}</figcaption>
      <div className="distribution-columns" aria-hidden="true">
        {columns.map(({ from, to, count }) => (
          <span key={from} title={`${name(from, to)}: ${String(count)}`}>
            <span className="distribution-count">{count === 0 ? '' : count}</span>
            <span className={to <= 0 ? 'bar loss' : 'bar gain'} style={{ blockSize: `${String(share(String(count), most))}%` }} />
            <span className="distribution-name">{axis(from)}</span>
          </span>
        ))}
      </div>
      <table className="unseen">
        <caption>{say('distribution')}</caption>
        <thead><tr><th scope="col">{say('distribution.from')}</th><th scope="col">{say('distribution.people')}</th></tr></thead>
        <tbody>
          {columns.map(({ from, to, count }) => <tr key={from}><th scope="row">{name(from, to)}</th><td>{counted(count, language)}</td></tr>)}
        </tbody>
      </table>
    </figure>
  );
}
