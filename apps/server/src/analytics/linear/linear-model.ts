import { alignTable } from '../features/align-table.js';
import { badInput, requireTable, takeRows, type FeatureTable } from '../features/feature-table.js';
import { logistic } from '../log-odds.js';
import { UNWATCHED, type Progress } from '../progress.js';
import { CONFIDENCE } from '../statistics/estimate.js';
import { learnDesign, type Design } from './design.js';
import { predictRows, readRows, type DesignRows } from './design-rows.js';

export interface LinearOptions {
  /** One a row, not negative; a row of weight 0 is left out. 1 each when left out. */
  weights?: ArrayLike<number>;
  /**
   * λ of ridge: half of λ × the sum of squared standardised coefficients is added to half the squared errors, or to minus the log-likelihood.
   * 0, which is none, when left out. With it, errors, p-values and intervals are not claimed (null) and collinear columns stay.
   */
  penalty?: number;
  confidence?: number;
  progress?: Progress;
}

/** All that is needed to score new rows, plain enough to be stored as JSON. */
export interface LinearModel {
  link: 'identity' | 'logit';
  design: Design;
  /** By term of the design, measured columns standardised; 0 for a collinear term. */
  beta: readonly number[];
}

export interface LinearScores {
  /** Expected value, or probability of 1, a row. */
  values: Float64Array;
  /** Values by column whose level the model never saw; they count as missing. */
  unseen: ReadonlyMap<string, number>;
}

/** Scores rows of another day. Throws `model.bad-input` naming a column that is missing, of another kind or infinite. O(rows × columns). */
export function predictLinear({ link, design, beta }: LinearModel, table: FeatureTable): LinearScores {
  requireTable(table);
  const { table: aligned, unseen } = alignTable(table, design.columns);
  const values = predictRows(readRows(design, aligned), beta);
  if (link === 'logit') for (let row = 0; row < values.length; row += 1) values[row] = logistic(values[row]!);
  return { values, unseen };
}

/** A question to a linear learner, checked: rows of weight 0 are gone and columns are read. */
export interface Prepared {
  design: Design;
  rows: DesignRows;
  target: Float64Array;
  weights: Float64Array;
  penalty: number;
  /** What `penalty` adds to the diagonal of the normal equations, by term. */
  penalties: Float64Array;
  confidence: number;
  progress: Progress;
}

/** Checks what every linear learner asks for and learns the design. Throws `model.bad-input`. */
export function prepare(
  table: FeatureTable,
  target: ArrayLike<number>,
  { weights, penalty = 0, confidence = CONFIDENCE, progress = UNWATCHED }: LinearOptions,
): Prepared {
  requireTable(table);
  if (target.length !== table.rows) throw badInput(`the target has ${target.length} rows, the table ${table.rows}`);
  if (!(penalty >= 0 && penalty < Infinity)) throw badInput(`the penalty is ${penalty}`);
  if (!(confidence > 0 && confidence < 1)) throw badInput(`the confidence is ${confidence}`);
  const used = usedRows(table.rows, weights);
  const kept = used.length === table.rows ? table : takeRows(table, used);
  const weightOf = Float64Array.from(used, (row) => weights?.[row] ?? 1);
  const wanted = Float64Array.from(used, (row) => target[row]!);
  for (const [at, value] of wanted.entries())
    if (!Number.isFinite(value)) throw badInput(`the target of row ${used[at]! + 1} is ${value}`, 'target');
  const design = learnDesign(kept, weightOf);
  return {
    design,
    rows: readRows(design, alignTable(kept, design.columns).table),
    target: wanted,
    weights: weightOf,
    penalty,
    penalties: Float64Array.from(design.terms, ({ part, scale }) => penalty * (part === 'value' ? 1 : scale ** 2)),
    confidence,
    progress,
  };
}

function usedRows(rows: number, weights: ArrayLike<number> | undefined): Int32Array {
  if (weights === undefined && rows > 0) return Int32Array.from({ length: rows }, (_, row) => row);
  if (weights !== undefined && weights.length !== rows)
    throw badInput(`there are ${weights.length} weights for ${rows} rows`, 'weights');
  const used: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    const weight = weights![row]!;
    if (!(weight >= 0 && weight < Infinity)) throw badInput(`the weight of row ${row + 1} is ${weight}`, 'weights');
    if (weight > 0) used.push(row);
  }
  if (used.length === 0) throw badInput(rows === 0 ? 'there are no rows' : 'every weight is 0');
  return Int32Array.from(used);
}

/** Adds the penalties to the diagonal of X'WX. */
export function addPenalties(gram: Float64Array, penalties: Float64Array): void {
  for (let term = 0; term < penalties.length; term += 1) gram[term * penalties.length + term]! += penalties[term]!;
}

/** Throws `model.bad-input` unless there are more rows than terms to be estimated freely. */
export function requireRows(rows: number, terms: number): void {
  if (rows <= terms)
    throw badInput(`${rows} rows can't tell ${terms} coefficients apart: give a ridge penalty or leave out columns`);
}
