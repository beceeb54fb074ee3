import type { FeatureTable } from '../../analytics/features/feature-table.js';
import type { ColumnEffect, ExplainedColumns } from '../../analytics/models/explain-columns.js';
import type { Model } from '../../analytics/models/model.js';
import type { Title } from '../models/title-columns.js';

/** Rows that were explained, before they become tables. */
export interface Explained {
  model: Model;
  /** Column that names a row. */
  key: string;
  /** By column of the model. */
  titles: ReadonlyMap<string, Title>;
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

/** Base and contributions of a row, added up. */
export function rawOf({ base, contributions, table }: Explained, row: number): number {
  const width = table.features.length;
  return contributions.subarray(row * width, (row + 1) * width).reduce((sum, each) => sum + each, base);
}
