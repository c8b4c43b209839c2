/** What is asked of a curve or a search, and its message to the engine. */
import { type Cell, cellText, countOf, textOf } from './cells.js';
import { TiercelError, kindOf } from './errors.js';
import type { AnyNames, Moving, PlanNames } from './typed.js';
import type { MovingMessage, SweepMessage } from './types.js';

/** One input that moves, and the amount that follows it. */
export interface CurveRequest<P extends PlanNames = AnyNames> {
  /** What the input is put into; several at once all get it. */
  readonly change: Moving<P> | readonly Moving<P>[];
  /** The amount: a line of a payee in a period (in a longer one its cells are added up); without `line` all that is payable. */
  readonly target: { readonly payee: string; readonly period: string; readonly line?: P['lines'] };
  /** The first input; unless said the lower bound of what moves, else 0. */
  readonly from?: Cell;
  /** The last input; unless said the upper bound of what moves. */
  readonly to?: Cell;
  /** How far two inputs stand apart; unless said a cent and the like. */
  readonly step?: Cell;
  /** How often the plan may be evaluated; 2,000 times unless said. */
  readonly evaluations?: number;
}

/** A value that is to be reached by the least input. Without an end of the range the search goes far, but not forever. */
export interface SolveRequest<P extends PlanNames = AnyNames> extends CurveRequest<P> {
  /** The value. */
  readonly value: Cell;
}

/** The message of a request. */
export function sweepMessage(request: CurveRequest, name: string, value: Cell): SweepMessage {
  if (typeof request !== 'object' || request === null) throw new TiercelError('input', `${name}() got ${kindOf(request)}; expected { change, target }`);
  const { change, target } = request;
  if (typeof target !== 'object' || target === null) throw new TiercelError('input', `target is ${kindOf(target)}; expected { payee, period, line }`);
  const changes: readonly Moving[] = Array.isArray(change) ? change : [change as Moving];
  const optional = (cell: Cell, what: string) => (cell === undefined || cell === null ? null : cellText(cell, what));
  return {
    change: changes.map(moving),
    target: {
      payee: textOf(target.payee, 'target.payee'),
      period: textOf(target.period, 'target.period'),
      line: target.line === undefined ? null : textOf(target.line, 'target.line'),
    },
    from: optional(request.from, 'from'),
    to: optional(request.to, 'to'),
    step: optional(request.step, 'step'),
    evaluations: request.evaluations === undefined ? null : countOf(request.evaluations, 'evaluations'),
    value: optional(value, 'value'),
  };
}

function moving(change: Moving): MovingMessage {
  switch (change?.kind) {
    case 'addRow': {
      const cells = Object.entries(change.values ?? {}).map(([column, cell]) => [column, cellText(cell, `the new row of ${change.table}, ${column}`)]);
      return {
        kind: 'addRow',
        table: textOf(change.table, 'table'),
        like: change.like === undefined ? null : textOf(change.like, 'like'),
        values: Object.fromEntries(cells) as { [column: string]: string },
        column: textOf(change.column, 'column'),
      };
    }
    case 'editRow':
      return { kind: 'editRow', table: textOf(change.table, 'table'), key: textOf(change.key, 'key'), column: textOf(change.column, 'column') };
    case 'scaleRows': {
      if (!Array.isArray(change.keys)) throw new TiercelError('input', `keys is ${kindOf(change.keys)}; expected a list of keys`);
      const keys = change.keys.map((key: unknown) => textOf(key, 'a key'));
      return { kind: 'scaleRows', table: textOf(change.table, 'table'), keys, column: textOf(change.column, 'column') };
    }
    case 'setParam':
      return { kind: 'setParam', name: textOf(change.name, 'name') };
    default:
      throw new TiercelError('input', `what moves has the kind ${kindOf((change satisfies never as Moving)?.kind)}`);
  }
}
