/** What somebody's pay depends on: the tables and params whose change can move it. */
import type { Description, ParamDescription, StatementDocument } from 'tiercel/worker';
import type { Standing } from './book';

/** Names that reach some of the lines: what is read by what reads it. */
export function reaching(description: Description, lines: Iterable<string>): ReadonlySet<string> {
  const reached = new Set(lines);
  let size = -1;
  while (size !== reached.size) {
    size = reached.size;
    for (const [read, reader] of description.edges) if (reached.has(reader)) reached.add(read);
  }
  return reached;
}

/** The lines of all plans. */
export function allLines(description: Description): readonly string[] {
  return description.plans.flatMap((plan) => plan.lines.map((line) => line.name));
}

/** The lines of the plans that pay somebody, but for those that stand as they are; of all plans where none pays. */
export function ownLines(description: Description, standing: Standing | undefined, statement: StatementDocument | undefined): readonly string[] {
  const paying = new Set(statement?.plans.map((part) => part.plan));
  const plans = description.plans.filter((plan) => paying.size === 0 || paying.has(plan.name));
  return plans.flatMap((plan) => plan.lines.map((line) => line.name)).filter((line) => standing?.held.has(line) !== true);
}

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
