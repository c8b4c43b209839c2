/**
 * The one file that makes numbers of texts: for the lengths of bars and the positions of points. What comes out is drawn,
 * never shown as a figure and never given back to the engine.
 */

/** A decimal text as a number good enough for a screen. */
export function forChart(text: string): number {
  const bare = text.replace('~', '').replace('%', '');
  const number = Number(bare);
  return Number.isFinite(number) ? number : 0;
}

/** How long a bar is, in percent of the longest of all. */
export function share(text: string, longest: number): number {
  return longest <= 0 ? 0 : Math.min(100, Math.max(0, (Math.abs(forChart(text)) / longest) * 100));
}

/** The longest of bars. */
export function longestOf(texts: readonly string[]): number {
  return texts.reduce((longest, text) => Math.max(longest, Math.abs(forChart(text))), 0);
}

/** Where attainment ends on a scale that shows at least 0–125 %, and where its 100 % stands. */
export function gauge(percent: string): { readonly filled: number; readonly target: number; readonly scale: number } {
  const value = Math.max(0, forChart(percent));
  const scale = Math.max(125, Math.ceil(value / 25) * 25);
  return { filled: (value / scale) * 100, target: (100 / scale) * 100, scale };
}

/** A param's place between its bounds, for a slider; nothing where it has none. */
export function slider(value: string, between: readonly [string, string], step: string | null) {
  const [low, high] = between.map(forChart) as [number, number];
  const width = step === null ? (high - low) / 100 : forChart(step);
  return { low, high, step: width > 0 ? width : 1, at: forChart(value) };
}

/** A short text of an axis: 12k, −1.5m. */
export function axis(value: number): string {
  const size = Math.abs(value);
  const text = size >= 1_000_000 ? `${String(Math.round(value / 100_000) / 10)}m` : size >= 1000 ? `${String(Math.round(value / 100) / 10)}k` : String(Math.round(value));
  return text.replace('-', '\u2212');
}

/** A round number near a size: 1, 2 or 5 and noughts. */
function round(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return [1, 2, 5, 10].map((part) => part * power).find((one) => one >= size) ?? size;
}

/** About so many columns. */
const COLUMNS = 10;

/** Amounts counted in stretches of equal width, of which one begins at 0. */
export function distribution(texts: readonly string[]): readonly { readonly from: number; readonly to: number; readonly count: number }[] {
  const numbers = texts.map(forChart);
  const [low, high] = [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  if (high === low) return [];
  const width = round((high - low) / COLUMNS);
  // An amount on a border lies on the side of the larger change.
  const place = (number: number) => (number < 0 ? Math.floor(number / width) : Math.max(0, Math.ceil(number / width) - 1));
  const [first, last] = [place(low), place(high)];
  return Array.from({ length: last - first + 1 }, (_, at) => ({ from: (first + at) * width, to: (first + at + 1) * width, count: numbers.filter((number) => place(number) === first + at).length }));
}

/** A point of a curve: where it is, what it is worth, and just before it where it jumps. */
interface CurvePoint {
  readonly input: string;
  readonly value: string;
  readonly below: string | null;
}

/** A place on a curve between its points. */
export interface Today {
  readonly input: string;
  readonly value: string;
  /** Whether the input is in percent, where the curve has fractions. */
  readonly isPercent: boolean;
}

/** The lines of a curve: pay in pieces from jump to jump, the jumps by themselves, the level of a goal, and where one stands. */
export function curveLines(points: readonly CurvePoint[], goal: string | undefined, today?: Today) {
  const sizes: number[] = [];
  const pieces: (number | null)[][] = [[]];
  const jumps: (number | null)[] = [];
  const add = (input: string, value: number | null, jump: number | null) => {
    sizes.push(forChart(input));
    jumps.push(jump);
    pieces.forEach((piece, at) => { piece.push(at === pieces.length - 1 ? value : null); });
  };
  for (const { input, value, below } of points) {
    // An error has no place on a chart.
    const drawn = value === '' || value.startsWith('#') ? null : forChart(value);
    if (below === null || below.startsWith('#')) {
      add(input, drawn, null);
    } else {
      add(input, forChart(below), forChart(below));
      pieces.push(sizes.map(() => null));
      add(input, drawn, drawn);
      // Where the next jump begins, this one has ended.
      sizes.push(forChart(input));
      jumps.push(null);
      pieces.forEach((piece, at) => { piece.push(at === pieces.length - 1 ? drawn : null); });
    }
  }
  const now: (number | null)[] = sizes.map((_, at) => (at === 0 && today === undefined ? (pieces[0]?.[0] ?? null) : null));
  if (today !== undefined) {
    const place = forChart(today.input) / (today.isPercent ? 100 : 1);
    const next = sizes.findIndex((size) => size >= place);
    const at = next < 0 ? sizes.length : next;
    sizes.splice(at, 0, place);
    for (const line of [...pieces, jumps]) line.splice(at, 0, null);
    now.splice(at, 0, forChart(today.value));
  }
  const level = goal === undefined ? null : forChart(goal);
  return { sizes, pieces, jumps, goals: sizes.map(() => level), now };
}
