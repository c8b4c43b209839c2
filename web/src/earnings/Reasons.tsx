import { useState } from 'react';
import type { ExplanationNode, WorkerSession } from 'tiercel/worker';
import { isFolded, isIdle, listed, nameOf, sliceOf, targetOf, valueOf, type Telling } from '../model/explanation';
import { Slices } from './Slices';

interface Props {
  readonly nodes: readonly ExplanationNode[];
  readonly telling: Telling;
  readonly session: WorkerSession;
}

/** Rows shown at first; more on demand. */
const FIRST = 20;

/** The parts that a value comes from. */
export function Reasons({ nodes, telling, session }: Props) {
  const [shown, setShown] = useState(FIRST);
  const slices = nodes.filter((node) => sliceOf(node) !== undefined);
  const others = listed(nodes).filter((node) => sliceOf(node) === undefined && !isIdle(node));
  return (
    <>
      {slices.length > 0 && <Slices nodes={slices} telling={telling} />}
      {others.length > 0 && (
        <ul className="reasons">
          {others.slice(0, shown).map((node, index) => (
            <li key={`${node.label} ${String(index)}`}>
              <Reason node={node} telling={telling} session={session} />
            </li>
          ))}
        </ul>
      )}
      {others.length > shown && (
        <button type="button" className="quiet more" onClick={() => { setShown(others.length); }}>
          {telling.say('explain.show-rest', { count: others.length - shown })}
        </button>
      )}
    </>
  );
}

interface ReasonProps {
  readonly node: ExplanationNode;
  readonly telling: Telling;
  readonly session: WorkerSession;
}

/** One part: its name and value; opened, its formula with values and what it comes from. */
function Reason({ node, telling, session }: ReasonProps) {
  const { say } = telling;
  const [asked, setAsked] = useState<ExplanationNode | undefined>(undefined);
  const whole = asked ?? node;
  const source = node.file === undefined ? undefined : say(telling.isSlice === true ? 'explain.row-own' : 'explain.row', { file: node.file, row: node.row ?? 0 });
  const isCode = ['formula', 'aggregate', 'when'].includes(node.kind);
  const head = (
    <>
      <span className={isCode ? 'reason-name code' : 'reason-name'}>
        {node.kind === 'when' && <span className="tag">{say('explain.condition')}</span>}
        {node.kind === 'rounding' ? `${say('explain.rounded')} ${node.label}` : nameOf(node, telling)}
        {source !== undefined && <small className="source">{source}</small>}
        {node.kind === 'held' && <small className="source">{say('explain.held')}</small>}
        {node.kind === 'sealed' && <small className="source">{say('explain.sealed-note')}</small>}
        {node.kind === 'param' && <small className="source">{say('explain.param')}</small>}
      </span>
      <span className="reason-value">
        {valueOf(node, telling)}
        {node.currency !== undefined && <small> {node.currency}</small>}
      </span>
    </>
  );
  const formula = node.withValues !== undefined && <p className="with-values code">{node.withValues}</p>;
  if (whole.children.length === 0 && !isFolded(whole)) {
    return <div className="reason leaf">{head}{formula}</div>;
  }
  const open = () => {
    const target = targetOf(node);
    if (asked !== undefined || !isFolded(node) || target === undefined) return;
    void session.explain(target, 2).then((answer) => {
      if (answer.ok) setAsked(answer.explanation);
    });
  };
  return (
    <details onToggle={(event) => { if (event.currentTarget.open) open(); }} open={node.kind === 'formula'}>
      <summary className="reason">{head}</summary>
      {formula}
      <Reasons nodes={whole.children} telling={telling} session={session} />
    </details>
  );
}
