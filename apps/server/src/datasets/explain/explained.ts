import type { FeatureTable } from '../../analytics/features/feature-table.js';
import type { ColumnEffect, ExplainedColumns } from '../../analytics/models/explain-columns.js';

/** Rows that were explained, before they become tables. */
export interface Explained {
  /** Columns in the order of the model. */
  table: FeatureTable;
  base: number;
  scores: Float64Array;
  /** Row-major. */
  contributions: Float64Array;
  importance: { name: string; mean: number; share: number }[];
  effects: ColumnEffect[];
  fits: ExplainedColumns['fits'];
}

/** What a table holds at a place. */
export type Cell = number | string | boolean | null | undefined;
/** Base and contributions of a row, added up. */
export function rawOf({ base, contributions, table }: Explained, row: number): number {
  const width = table.features.length;
  return contributions.subarray(row * width, (row + 1) * width).reduce((sum, each) => sum + each, base);
}
