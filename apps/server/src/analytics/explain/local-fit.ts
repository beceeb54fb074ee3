import { badInput, type FeatureTable } from '../features/feature-table.js';
import type { Random } from '../random.js';
import type { Predict } from './partial-dependence.js';
import { perturbRow, type Condition, type Perturbation } from './perturb-row.js';
import { fitRidge } from './weighted-ridge.js';

export interface LocalFitInput {
  /** Rows that the row is compared with: those of the training. */
  table: FeatureTable;
  /** A table of one row, columns and dictionaries as those of `table`. */
  row: FeatureTable;
  predict: Predict;
  random: Random;
  /** `quartiles` when left out. */
  perturbation?: Perturbation;
  /** Columns that the local model keeps; 5 when left out. */
  terms?: number;
  /** Rows made up around the row; 5000 when left out. */
  samples?: number;
}

/** A column of the local model. */
export interface LocalTerm {
  name: string;
  condition: Condition;
  /** What the condition adds to the prediction against not meeting it; of a `value`, what one standard deviation more adds. */
  weight: number;
}

export interface LocalFit {
  /** What the model says of the row, and what the local model says. */
  predicted: number;
  fitted: number;
  intercept: number;
  /** Weighted share of the variance around the row that the local model explains; null where the model says the same of all rows. */
  r2: number | null;
  /** Strongest first. */
  terms: LocalTerm[];
}

const PENALTY = 1;

/**
 * LIME for tables (Ribeiro, Singh, Guestrin 2016): predicts made-up rows around a row, weighs them by closeness (kernel width
 * 0.75 × √columns), and fits a ridge regression (penalty 1) of what differs. Keeps the `terms` largest coefficients of a fit to all columns
 * and fits them again. Unlike the original, a value within a quartile is one that a training row has, not a draw from a normal. A low `r2`
 * says that the row cannot be explained this way. Throws `model.bad-input` for no columns, no rows to compare with, a setting below 1, a prediction
 * that is no number. Cost: one prediction of `samples` rows + samples × columns².
 */
export function fitLocally({
  table,
  row,
  predict,
  random,
  perturbation = 'quartiles',
  terms = 5,
  samples = 5000,
}: LocalFitInput): LocalFit {
  requireSettings(table, row, { terms, samples });
  const width = table.features.length;
  const made = perturbRow({ table, row, perturbation, samples, random });
  const targets = predict(made.table);
  const bad = targets.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw badInput(`the model predicts ${bad}`);
  const weights = closeness(made.distances, 0.75 * Math.sqrt(width));
  const all = fitRidge({ design: made.design, width, targets, weights, penalty: PENALTY });
  const strongest = (of: Float64Array) => [...of.keys()].sort((a, b) => Math.abs(of[b]!) - Math.abs(of[a]!) || a - b);
  const kept = strongest(all.coefficients).slice(0, terms);
  const design = pickColumns(made.design, width, kept);
  const fit = fitRidge({ design, width: kept.length, targets, weights, penalty: PENALTY });
  return {
    predicted: targets[0]!,
    // The row itself is the first of the made-up rows.
    fitted: fit.coefficients.reduce((sum, value, i) => sum + value * design[i]!, fit.intercept),
    intercept: fit.intercept,
    r2: fit.r2,
    terms: strongest(fit.coefficients).map((term) => ({
      name: table.features[kept[term]!]!.name,
      condition: made.conditions[kept[term]!]!,
      weight: fit.coefficients[term]!,
    })),
  };
}

function requireSettings(table: FeatureTable, row: FeatureTable, counts: Record<'terms' | 'samples', number>): void {
  if (table.rows === 0) throw badInput('there are no rows to compare with');
  if (table.features.length === 0) throw badInput('there are no columns');
  if (row.rows !== 1) throw badInput(`one row is explained at a time, not ${row.rows}`);
  for (const [name, count] of Object.entries(counts))
    if (!Number.isInteger(count) || count < 1) throw badInput(`${name} is ${count}, at least 1 is needed`);
  for (const [i, feature] of table.features.entries()) {
    const { name } = feature;
    if (row.features[i]?.name !== name || row.features[i].kind !== feature.kind)
      throw badInput(`the row has no column "${name}" of the kind that the table has`, name);
  }
}

function closeness(distances: Float64Array, width: number): Float64Array {
  return distances.map((distance) => Math.exp(-(distance * distance) / (2 * width * width)));
}

function pickColumns(design: Float64Array, width: number, kept: number[]): Float64Array {
  const rows = design.length / width;
  const picked = new Float64Array(rows * kept.length);
  for (let row = 0; row < rows; row += 1)
    for (let i = 0; i < kept.length; i += 1) picked[row * kept.length + i] = design[row * width + kept[i]!]!;
  return picked;
}
