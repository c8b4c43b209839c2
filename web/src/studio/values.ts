/** Values of the chosen person and period, by the names that a plan gives them. */
import type { Description, StatementDocument } from 'tiercel/worker';
import { money, valued, written } from '../model/decimal';
import type { Language } from '../model/language';

/** Params, lines and totals, each as a reader sees it. */
export function valuesOf(description: Description, statement: StatementDocument | undefined, language: Language): ReadonlyMap<string, string> {
  const lines = statement?.plans.flatMap((part) => part.lines) ?? [];
  // Of several plans each has a total of its own, which share a name.
  const [only, another] = statement?.plans ?? [];
  const totals = only === undefined || another !== undefined ? [] : ([['PAYABLE', only.payable], ['EARNED', only.earned]] as const);
  return new Map([
    ...description.params.map((param) => [param.name, written(param.value, { language })] as const),
    ...totals.flatMap(([name, amount]) => (amount === null ? [] : [[name, money(amount, language)] as const])),
    ...lines.map((line) => [line.line, line.failed ? line.value : valued(line.value, line.currency, language)] as const),
  ]);
}
