import { alignTable } from '../features/align-table.js';
import { applyBins, type BinnedTable } from '../features/bins.js';
import type { FeatureTable } from '../features/feature-table.js';
import { predictLinear, type LinearModel } from '../linear/linear-model.js';
import { logistic } from '../log-odds.js';
import { predictRaw, type TreeEnsemble } from '../trees/tree.js';

/** What is foretold: the probability of a yes, or an amount. */
export type Task = 'outcome' | 'amount';

/** Trees that add up to log odds (`logit`), or to the prediction itself. */
export interface TreeModel {
  kind: 'trees';
  link: 'identity' | 'logit';
  ensemble: TreeEnsemble;
}

/** A fitted model with all that is needed to read and score rows of another day. */
export type Model = TreeModel | { kind: 'linear'; linear: LinearModel };

export interface Predictions {
  /** Probability, or amount, a row. */
  values: Float64Array;
  /** Values by column whose level the model never saw; they count as missing. */
  unseen: ReadonlyMap<string, number>;
}

/** Scores rows. Throws `model.bad-input` naming a column that is missing or of another kind. O(rows × trees × depth), or rows × columns. */
export function predictModel(model: Model, table: FeatureTable): Predictions {
  if (model.kind === 'linear') return predictLinear(model.linear, table);
  const { table: aligned, unseen } = alignTable(table, model.ensemble.features);
  return { values: predictBins(model, applyBins(aligned, model.ensemble.features)), unseen };
}

/** Scores rows that are cut into the model's bins already. */
export function predictBins({ link, ensemble }: TreeModel, binned: BinnedTable): Float64Array {
  const raw = predictRaw(ensemble, binned);
  if (link === 'identity') return raw;
  for (let row = 0; row < raw.length; row += 1) raw[row] = logistic(raw[row]!);
  return raw;
}

/** Columns that a model asks, in its order. */
export function modelColumns(model: Model): string[] {
  const columns = model.kind === 'trees' ? model.ensemble.features : model.linear.design.columns;
  return columns.map(({ name }) => name);
}
