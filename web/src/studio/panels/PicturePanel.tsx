import dagre from '@dagrejs/dagre';
import { useMemo } from 'react';
import type { Description } from 'tiercel/worker';
import { useStudioWords } from '../words';

interface Props {
  readonly description: Description | undefined;
  readonly onName: (name: string) => void;
}

/** Sizes in pixels. */
const [HEIGHT, PER_LETTER, PADDING] = [30, 7.5, 24];

/** What feeds what, as a picture. A click on a name leads to its declaration. */
export function PicturePanel({ description, onName }: Props) {
  const say = useStudioWords();
  const drawn = useMemo(() => (description === undefined ? undefined : drawing(description)), [description]);
  if (drawn === undefined) return <p className="nothing">{say('picture.none')}</p>;
  return (
    <div className="picture-panel">
      <svg viewBox={`0 0 ${String(drawn.width)} ${String(drawn.height)}`} width={drawn.width} height={drawn.height} role="group" aria-label={say('picture.label')}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0 8 4 0 8z" className="arrow-head" />
          </marker>
        </defs>
        {drawn.edges.map((edge) => <path key={edge.key} d={edge.path} className="edge" markerEnd="url(#arrow)" />)}
        {drawn.nodes.map((node) => (
          <g
            key={node.name}
            className={`node ${node.kind}`}
            transform={`translate(${String(node.x - node.width / 2)} ${String(node.y - HEIGHT / 2)})`}
            role="button"
            tabIndex={0}
            aria-label={node.name}
            onClick={() => { onName(node.name); }}
            onKeyDown={(event) => { if (event.key === 'Enter' || event.key === ' ') onName(node.name); }}
          >
            <rect width={node.width} height={HEIGHT} rx="6" />
            <text x={node.width / 2} y={HEIGHT / 2 + 4.5}>{node.name}</text>
          </g>
        ))}
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
  names.forEach((name) => { graph.setNode(name, { width: [...name].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0) * PER_LETTER + PADDING, height: HEIGHT }); });
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
