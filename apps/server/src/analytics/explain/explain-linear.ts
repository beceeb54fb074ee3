import { alignTable } from '../features/align-table.js';
import type { FeatureTable } from '../features/feature-table.js';
import { readRows } from '../linear/design-rows.js';
import type { LinearModel } from '../linear/linear-model.js';

export interface LinearExplanation {
  /** Linear predictor of the mean training row. */
  base: number;
  /** Columns of the design. */
  columns: string[];
  /** Rows × columns, row-major: base + those of a row = its linear predictor. */
  contributions: Float64Array;
}

/**
 * What each column adds to the linear predictor of a row: the terms' coefficients × (value − mean of the training rows), which are the Shapley values of
 * a linear model (S. Lundberg, S.-I. Lee, NeurIPS 2017, corollary 1). Throws as `alignTable`. O(rows × columns).
 */
export function explainLinear({ design, beta }: LinearModel, table: FeatureTable): LinearExplanation {
  const columns = design.columns.map(({ name }) => name);
  // Values are standardised, so their mean is 0; those of levels and of "is missing" are shares.
  const means = design.terms.map(({ part, mean }) => (part === 'intercept' || part === 'value' ? 0 : mean));
  const owner = design.terms.map(({ column }) => (column === null ? -1 : columns.indexOf(column)));
  const rest = new Float64Array(columns.length);
  let base = beta[0]!;
  for (let term = 1; term < beta.length; term += 1) {
    base += beta[term]! * means[term]!;
    rest[owner[term]!]! -= beta[term]! * means[term]!;
  }
  const rows = readRows(design, alignTable(table, design.columns).table);
  const contributions = new Float64Array(table.rows * columns.length);
  for (let row = 0; row < table.rows; row += 1) {
    const own = contributions.subarray(row * columns.length, (row + 1) * columns.length);
    own.set(rest);
    const count = rows.encode(row);
    for (let i = 0; i < count; i += 1) {
      const term = rows.places[i]!;
      if (term > 0) own[owner[term]!]! += rows.values[i]! * beta[term]!;
    }
  }
  return { base, columns, contributions };
}
