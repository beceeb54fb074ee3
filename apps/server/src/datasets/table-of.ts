import type { TableColumn } from '../engine/table-columns.js';

/** Columns of values in memory. */
export type Cells = (TableColumn & { values: (number | string | boolean | null)[] })[];

/** A table of rows of one shape: each named value as a column of the type given. */
export function tableOf<Row>(
  rows: readonly Row[],
  columns: Record<
    string,
    [TableColumn['type'], (row: Row, place: number) => number | string | boolean | null | undefined]
  >,
): Cells {
  return Object.entries(columns).map(([name, [type, value]]) => ({
    name,
    type,
    values: rows.map((row, place) => value(row, place) ?? null),
  }));
}
