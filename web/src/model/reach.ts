/** What somebody's pay depends on: the tables and params whose change can move it. */
import type { Description, ParamDescription, StatementDocument } from 'tiercel/worker';
import type { Book, Standing } from './book';

/** Names that reach some of the lines: what is read by what reads it, but not through what stands as it is. */
export function reaching(description: Description, lines: Iterable<string>, standing?: Standing): ReadonlySet<string> {
  const reached = new Set(lines);
  let size = -1;
  while (size !== reached.size) {
    size = reached.size;
    for (const [read, reader] of description.edges) if (reached.has(reader) && standing?.held.has(reader) !== true) reached.add(read);
  }
  return reached;
}

/** The lines of all plans. */
export function allLines(description: Description): readonly string[] {
  return description.plans.flatMap((plan) => plan.lines.map((line) => line.name));
}

/** What somebody's changes can move: the lines of the plans that pay (of all where none does), and what reaches them. */
export function ownReach({ description, standing, sheet }: Pick<Book, 'description' | 'standing' | 'sheet'>, statement: StatementDocument | undefined): ReadonlySet<string> {
  const paying = new Set(statement?.plans.map((part) => part.plan));
  const lines = description.plans.filter((plan) => paying.size === 0 || paying.has(plan.name)).flatMap((plan) => plan.lines);
  const moving = lines.filter((line) => standing?.held.has(line.name) !== true);
  const all = reaching(description, moving.map((line) => line.name), standing);
  if (standing === undefined) return all;
  // Lines over others' rows may not even read one's own: of them count the tables that one has rows of.
  const alone = reaching(description, moving.filter((line) => line.needs !== OTHERS).map((line) => line.name), standing);
  const tables = new Set(description.tables.map((table) => table.name));
  return new Set([...all].filter((name) => alone.has(name) || !tables.has(name) || sheet(name).length > 1));
}

/** What a line needs that reads the rows of others. */
const OTHERS = 'other payees';

/** A param with bounds. */
export type BoundedParam = ParamDescription & { readonly between: readonly [string, string] };

/** The params with bounds that can move what is reached. One that no formula names stands in a table of rates: it may. */
export function boundedParams(description: Description, reached: ReadonlySet<string>): readonly BoundedParam[] {
  const lines = description.plans.flatMap((plan) => plan.lines.map((line) => ({ name: line.name, formula: line.formula })));
  const columns = description.tables.flatMap((table) => table.columns.map((column) => ({ name: `${table.name}[${column.name}]`, formula: column.formula ?? '' })));
  return description.params.flatMap((param) => {
    const { between } = param;
    if (between === null) return [];
    const readers = [...lines, ...columns].filter((one) => names(one.formula, param.name));
    return readers.length === 0 || readers.some((one) => reached.has(one.name)) ? [{ ...param, between }] : [];
  });
}

/** Whether a name stands in a formula as a whole word. */
function names(formula: string, name: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'u').test(formula);
}
