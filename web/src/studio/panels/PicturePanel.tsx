import dagre from '@dagrejs/dagre';
import { useMemo } from 'react';
import type { Description } from 'tiercel/worker';
import { useWords } from '../../shell/words';
import type { Run } from '../useRun';
import { useStatementOf } from '../useStatementOf';
import { valuesOf } from '../values';
import { useStudioWords } from '../words';
import { chosen, Pickers, type Choice } from './Pickers';

interface Props {
  readonly description: Description | undefined;
  readonly run: Run | undefined;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
  readonly onName: (name: string) => void;
}

/** Sizes in pixels. */
const [HEIGHT, PER_LETTER, PADDING] = [44, 7.5, 24];

/** What feeds what, as a picture, with the values of a payee and period. A click on a name leads to its declaration. */
export function PicturePanel({ description, run, choice, onChoice, onName }: Props) {
  const say = useStudioWords();
  const { language } = useWords();
  const drawn = useMemo(() => (description === undefined ? undefined : drawing(description)), [description]);
  const { payee, period } = run === undefined ? { payee: '', period: '' } : chosen(run, choice);
  const statement = useStatementOf(run, payee, period);
  if (drawn === undefined || description === undefined) return <p className="nothing">{say('picture.none')}</p>;
  const values = valuesOf(description, statement, language);
  return (
    <div className="picture-panel">
      {run !== undefined && run.payees.length > 0 && <div className="panel-tools"><Pickers run={run} choice={choice} onChoice={onChoice} /></div>}
      <svg viewBox={`0 0 ${String(drawn.width)} ${String(drawn.height)}`} width={drawn.width} height={drawn.height} role="group" aria-label={say('picture.label')}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0 8 4 0 8z" className="arrow-head" />
          </marker>
        </defs>
        {drawn.edges.map((edge) => <path key={edge.key} d={edge.path} className="edge" markerEnd="url(#arrow)" />)}
        {drawn.nodes.map((node) => {
          const value = values.get(node.name);
          return (
            <g
              key={node.name}
              className={`node ${node.kind}`}
              transform={`translate(${String(node.x - node.width / 2)} ${String(node.y - HEIGHT / 2)})`}
              role="button"
              tabIndex={0}
              aria-label={value === undefined ? node.name : say('picture.value', { name: node.name, value })}
              onClick={() => { onName(node.name); }}
              onKeyDown={(event) => { if (event.key === 'Enter' || event.key === ' ') onName(node.name); }}
            >
              <rect width={node.width} height={HEIGHT} rx="6" />
              <text x={node.width / 2} y={value === undefined ? HEIGHT / 2 + 4.5 : 18}>{node.name}</text>
              {value !== undefined && <text className="node-value" x={node.width / 2} y={35}>{value}</text>}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function drawing(description: Description) {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 12, ranksep: 34, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  const kinds = new Map<string, string>();
  description.tables.forEach((table) => kinds.set(table.name, 'table'));
  description.params.forEach((param) => kinds.set(param.name, 'param'));
  description.plans.flatMap((plan) => plan.lines).forEach((line) => kinds.set(line.name, line.kind));
  const names = new Set(description.edges.flat());
  // Room for an amount of seven digits as well.
  names.forEach((name) => { graph.setNode(name, { width: Math.max(kinds.get(name) === 'table' ? 0 : 90, [...name].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0) * PER_LETTER + PADDING), height: HEIGHT }); });
  description.edges.forEach(([from, to]) => { if (from !== to) graph.setEdge(from, to); });
  dagre.layout(graph);
  const nodes = [...names].map((name) => ({ name, kind: kinds.get(name) ?? 'other', ...graph.node(name) }));
  const edges = graph.edges().map(({ v, w }) => ({ key: `${v} ${w}`, path: pathOf(graph.edge(v, w).points) }));
  const { width = 0, height = 0 } = graph.graph();
  return { nodes, edges, width, height };
}

function pathOf(points: readonly { readonly x: number; readonly y: number }[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
