/** A plan's names as types: `tiercel types` writes them, `compile<Names>(…)` holds a program to them. */
import type { Cell, Row, TableInput } from './cells.js';

/** The shape of what `tiercel types` writes. */
export interface PlanNames {
  /** The columns of each table that data gives, with what may stand in them. */
  readonly tables: object;
  /** The params. */
  readonly params: object;
  /** The names of lines. */
  readonly lines: string;
}

/** Any names: what stands where a plan's are not said. */
export interface AnyNames {
  readonly tables: { readonly [table: string]: Row };
  readonly params: { readonly [name: string]: Cell };
  readonly lines: string;
}

/** The names of tables. */
export type TableName<P extends PlanNames> = keyof P['tables'] & string;

/** The names of a table's columns. */
export type ColumnName<P extends PlanNames, T extends TableName<P>> = keyof P['tables'][T] & string;

/** The data of a plan, by table. */
export type Tables<P extends PlanNames> = { readonly [T in TableName<P>]?: TableInput<P['tables'][T]> };

/** Params by name. */
export type ParamValues<P extends PlanNames> = { readonly [N in keyof P['params']]?: Cell };

/** A change of a session's data. */
export type Change<P extends PlanNames = AnyNames> =
  | { readonly [T in TableName<P>]: { readonly kind: 'addRow'; readonly table: T; readonly values: Readonly<P['tables'][T]> } }[TableName<P>]
  | { readonly [T in TableName<P>]: { readonly kind: 'editRow'; readonly table: T; readonly key: string; readonly values: Readonly<Partial<P['tables'][T]>> } }[TableName<P>]
  | { readonly kind: 'removeRow'; readonly table: TableName<P>; readonly key: string }
  | { readonly kind: 'setParam'; readonly name: keyof P['params'] & string; readonly value: Cell }
  | { readonly kind: 'setCell'; readonly payee: string; readonly period: string; readonly line: P['lines']; readonly value: Cell };

/**
 * What an input is put into: the column of one more row (`like` another where `values` says nothing), the column of a row,
 * a column of several rows that is multiplied by the input, or a param.
 */
export type Moving<P extends PlanNames = AnyNames> =
  | {
      readonly [T in TableName<P>]:
        | { readonly kind: 'addRow'; readonly table: T; readonly like?: string; readonly values?: Readonly<Partial<P['tables'][T]>>; readonly column: ColumnName<P, T> }
        | { readonly kind: 'editRow'; readonly table: T; readonly key: string; readonly column: ColumnName<P, T> }
        | { readonly kind: 'scaleRows'; readonly table: T; readonly keys: readonly string[]; readonly column: ColumnName<P, T> };
    }[TableName<P>]
  | { readonly kind: 'setParam'; readonly name: keyof P['params'] & string };
