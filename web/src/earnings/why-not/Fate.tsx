import type { EligibilityEntry, RowKey, WorkerSession } from 'tiercel/worker';
import { conditionOf, failing, fateText, gives, obstacleText } from '../../model/eligibility';
import { lineLabel, type Telling } from '../../model/explanation';
import { Reasons } from '../Reasons';

interface Props {
  readonly entry: EligibilityEntry;
  readonly row: RowKey;
  readonly telling: Telling;
  readonly session: WorkerSession;
}

/** What one figure makes of a row: what it gives, or what keeps it out. */
export function Fate({ entry, row, telling, session }: Props) {
  const through = entry.key === null || entry.table === row.table ? undefined : `${entry.table} · ${entry.key.replace(/^\d+\|/, '')}`;
  return (
    <li className={gives(entry) ? 'fate in' : 'fate'}>
      <p className="fate-head">
        <b>{lineLabel(telling.description, entry.line)}</b>
        <span className="fate-value">{fateText(entry, telling)}</span>
      </p>
      <p className="fate-place"><code className="code">{entry.formula}</code>{through !== undefined && <small> {through}</small>}</p>
      {entry.obstacles.map((obstacle, index) => {
        const condition = conditionOf(obstacle);
        return (
          <div className="obstacle" key={index}>
            <p>{obstacleText(obstacle, telling)}</p>
            {condition !== undefined && failing(condition).map((part) => (
              <p key={part.label} className="obstacle-condition">
                <code className="code">{part.label}</code>
                {part.withValues !== undefined && <code className="code with-values">{part.withValues}</code>}
              </p>
            ))}
          </div>
        );
      })}
      {entry.gives !== null && entry.gives.children.length > 0 && (
        <details>
          <summary className="reason"><span className="reason-name">{telling.say('explain.more')}</span></summary>
          <Reasons nodes={[entry.gives]} telling={telling} session={session} />
        </details>
      )}
    </li>
  );
}
