/** The table of whose pay changes: its columns, and its order. */
import type { PayDifferenceEntry } from 'tiercel/worker';
import { bySize } from '../model/decimal';

/** What can be sorted by. */
export const COLUMNS = ['payee', 'before', 'after', 'difference'] as const;

/** How the table is sorted. */
export interface Sorting {
  readonly column: (typeof COLUMNS)[number];
  /** The largest first. */
  readonly isDown: boolean;
}

/** The entries in order: everybody's totals first, then each person's; unsorted they stand as they came. */
export function sorted(entries: readonly PayDifferenceEntry[], sorting: Sorting | undefined): readonly PayDifferenceEntry[] {
  const [totals, own] = [entries.filter((one) => one.payee === null), entries.filter((one) => one.payee !== null)];
  if (sorting === undefined) return [...totals, ...own];
  const { column, isDown } = sorting;
  const compared = (one: PayDifferenceEntry, other: PayDifferenceEntry) =>
    column === 'payee' ? (one.payee ?? '').localeCompare(other.payee ?? '') : bySize(one[column] ?? '', other[column] ?? '');
  return [...totals, ...own.sort((one, other) => (isDown ? -compared(one, other) : compared(one, other)))];
}
