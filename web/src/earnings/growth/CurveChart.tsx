import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { CurveResult } from 'tiercel/worker';
import { axis, curveLines, type Today } from '../../model/pixels';
import { useWords } from '../../shell/words';

interface Props {
  readonly curve: CurveResult;
  /** Where one stands today; unless said, at the first point. */
  readonly today?: Today | undefined;
  /** The amount that is wished for. */
  readonly goal: string | undefined;
  readonly label: string;
}

const HEIGHT = 280;

/** Pay as sales grow: a line, a mark where it bends, dashes where it jumps, a ring where one stands today. */
export function CurveChart({ curve, today, goal, label }: Props) {
  const { say } = useWords();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = place.current;
    if (box === null) return undefined;
    const { sizes, pieces, jumps, goals, now } = curveLines(curve.points, goal, today);
    let chart: uPlot | undefined;
    const draw = () => {
      chart?.destroy();
      chart = new uPlot(options(box, pieces.length), [sizes, goals, jumps, ...pieces, now], box);
    };
    draw();
    const width = new ResizeObserver(() => { chart?.setSize({ width: box.clientWidth, height: HEIGHT }); });
    width.observe(box);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      width.disconnect();
      theme.disconnect();
      chart?.destroy();
    };
    // The place is made anew each time; what it is says whether it is another.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [curve, goal, today?.input, today?.value]);
  return (
    <>
      <div className="curve-chart" role="img" aria-label={label} ref={place} />
      <p className="hint legend" aria-hidden="true">
        <span className="legend-now">{say('growth.legend-now')}</span>
        {curve.points.some((point) => point.below !== null) && <span className="legend-jump">{say('growth.legend-jump')}</span>}
        {goal !== undefined && <span className="legend-goal">{say('growth.legend-goal')}</span>}
      </p>
    </>
  );
}

/** A colour of the theme as a canvas takes it. */
function colour(box: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  box.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function options(box: HTMLElement, pieces: number): uPlot.Options {
  const [ink, line, bar, loss, surface] = ['ink-2', 'line', 'bar', 'loss', 'surface'].map((name) => colour(box, name)) as [string, string, string, string, string];
  const shared = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: '12px system-ui, sans-serif', values: (_: uPlot, ticks: number[]) => ticks.map(axis) };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false } },
    axes: [{ ...shared, space: 70 }, { ...shared, size: 58 }],
    series: [
      {},
      { stroke: ink, dash: [2, 4], width: 1.5, points: { show: false } },
      { stroke: loss, dash: [4, 4], width: 2, points: { show: false } },
      ...Array.from({ length: pieces }, () => ({ stroke: bar, width: 2.5, spanGaps: true, points: { show: true, size: 7, fill: bar, stroke: bar } })),
      { stroke: 'transparent', points: { show: true, size: 13, width: 2.5, fill: surface, stroke: bar } },
    ],
  };
}
