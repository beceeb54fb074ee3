import type { FeatureTable } from '../features/feature-table.js';
import { tCritical, tP } from '../statistics/distributions.js';
import { COLLINEAR, factorize, invert, solve, type Cholesky } from './cholesky.js';
import { collinearTerms, describeCoefficients, type Certainty, type Coefficient } from './coefficients.js';
import { predictRows, sumProducts } from './design-rows.js';
import {
  addPenalties,
  prepare,
  requireRows,
  type LinearModel,
  type LinearOptions,
  type Prepared,
} from './linear-model.js';

export interface LeastSquares extends LinearModel {
  link: 'identity';
  coefficients: Coefficient[];
  /** Rows of weight above 0. */
  n: number;
  /** Rows less coefficients; null with a penalty, as the next two. */
  df: number | null;
  /** Standard deviation of an error of weight 1. */
  sigma: number | null;
  adjustedR2: number | null;
  /** Share of the target's variance around its mean that is explained, on the training rows; null for a constant target. */
  r2: number | null;
}

/**
 * Linear regression by weighted least squares, weights being inverse variances up to a factor; errors, t and p take the errors to be
 * independent and of equal variance. Normal equations of standardised columns are solved by Cholesky's method and the solution is refined
 * once from the residuals. Terms that follow from earlier ones are dropped and listed (`design.dropped`); with `penalty`, ridge (Hoerl and
 * Kennard 1970). Throws `model.bad-input` for a NaN target, bad weights, or no more rows than coefficients. O(rows × columns²).
 */
export function fitLeastSquares(
  table: FeatureTable,
  target: ArrayLike<number>,
  options: LinearOptions = {},
): LeastSquares {
  const prepared = prepare(table, target, options);
  const { design, rows, penalty } = prepared;
  const n = rows.rows;
  const { factor, beta, center, squares } = solveRefined(prepared);
  const kept = factor.kept;
  const df = n - kept.reduce((sum, one) => sum + one, 0);
  if (penalty === 0) requireRows(n, n - df);
  const isFree = penalty === 0;
  const variance = squares.left / df;
  const certainty = isFree ? certaintyOf(factor, variance, df, prepared.confidence) : null;
  beta[0]! += center;
  const r2 = squares.total === 0 ? null : 1 - squares.left / squares.total;
  prepared.progress(1);
  return {
    link: 'identity',
    design: { ...design, dropped: [...design.dropped, ...collinearTerms(design, kept)] },
    beta: [...beta],
    coefficients: describeCoefficients(design, beta, kept, certainty),
    n,
    df: isFree ? df : null,
    sigma: isFree ? Math.sqrt(variance) : null,
    adjustedR2: isFree && r2 !== null ? 1 - ((1 - r2) * (n - 1)) / df : null,
    r2,
  };
}

function certaintyOf(factor: Cholesky, variance: number, df: number, confidence: number): Certainty {
  const covariance = invert(factor).map((value) => value * variance);
  return { covariance, critical: tCritical(confidence, df), p: (t) => tP(t, df) };
}

interface Solution {
  factor: Cholesky;
  /** Of the target less `center`. */
  beta: Float64Array;
  center: number;
  /** Weighted squares of the residuals and of the target around its mean. */
  squares: { left: number; total: number };
}

function solveRefined({ rows, target, weights, penalty, penalties, progress }: Prepared): Solution {
  const center = weightedMean(target, weights);
  const centered = target.map((value) => value - center);
  const { gram, moment } = sumProducts(
    rows,
    weights,
    centered.map((value, row) => weights[row]! * value),
  );
  addPenalties(gram, penalties);
  const factor = factorize(gram, rows.terms, penalty > 0 ? 0 : COLLINEAR);
  const beta = solve(factor, moment);
  progress(0.5);
  const residuals = weightedResiduals(rows, beta, centered, weights);
  const { moment: rest } = sumProducts(rows, weights, residuals);
  const step = solve(
    factor,
    rest.map((value, term) => value - penalties[term]! * beta[term]!),
  );
  for (let term = 0; term < beta.length; term += 1) beta[term]! += step[term]!;
  const left = weightedResiduals(rows, beta, centered, weights);
  return {
    factor,
    beta,
    center,
    squares: {
      left: left.reduce((sum, value, row) => sum + value ** 2 / weights[row]!, 0),
      total: target.every((value) => value === target[0])
        ? 0
        : centered.reduce((sum, value, row) => sum + weights[row]! * value ** 2, 0),
    },
  };
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, row) => sum + weights[row]! * value, 0) / total;
}

function weightedResiduals(
  rows: Prepared['rows'],
  beta: Float64Array,
  target: Float64Array,
  weights: Float64Array,
): Float64Array {
  return predictRows(rows, beta).map((value, row) => weights[row]! * (target[row]! - value));
}
