import { badInput, type FeatureTable } from '../features/feature-table.js';
import { normalCritical, normalP } from '../statistics/distributions.js';
import type { Interval } from '../statistics/estimate.js';
import { COLLINEAR, factorize, invert, solve, type Cholesky } from './cholesky.js';
import { collinearTerms, describeCoefficients, type Certainty, type Coefficient } from './coefficients.js';
import { nameTerm } from './design.js';
import { predictRows, sumProducts } from './design-rows.js';
import { logistic } from '../log-odds.js';
import {
  addPenalties,
  prepare,
  requireRows,
  type LinearModel,
  type LinearOptions,
  type Prepared,
} from './linear-model.js';

export interface LogisticCoefficient extends Coefficient {
  /** e^estimate: how many times the odds of 1 grow per unit; interval null with a penalty. */
  oddsRatio: number;
  oddsInterval: Interval | null;
}

export interface LogisticRegression extends LinearModel {
  link: 'logit';
  coefficients: LogisticCoefficient[];
  /** Rows of weight above 0. */
  n: number;
  logLikelihood: number;
  /** Of the intercept alone. McFadden's R² is 1 − logLikelihood ÷ nullLogLikelihood. */
  nullLogLikelihood: number;
  iterations: number;
}

const MOST_ITERATIONS = 30;
/** Newton's steps shrink quadratically: after one as small as this the next is below rounding. */
const SMALL_STEP = 1e-8;
const MOST_HALVINGS = 30;

/**
 * Logistic regression by iteratively reweighted least squares (Nelder and Wedderburn 1972), Newton's steps halved where they overshoot;
 * Wald errors, z, p and intervals. A weight counts a row so many times. Terms that follow from earlier ones are dropped and listed
 * (`design.dropped`). With `penalty`, ridge (le Cessie and van Houwelingen 1992).
 *
 * Throws `model.bad-input` unless the target has zeros and ones and nothing else, for bad weights, no more rows than coefficients, and for
 * separation: a column that parts ones from zeros has no finite coefficient (Albert and Anderson 1984); the error names it, a penalty cures
 * it. O(iterations × rows × columns²).
 */
export function fitLogistic(
  table: FeatureTable,
  target: ArrayLike<number>,
  options: LinearOptions = {},
): LogisticRegression {
  const prepared = prepare(table, target, options);
  requireBothClasses(prepared.target);
  const { design, rows, weights, penalty, confidence } = prepared;
  const kept = keptTerms(prepared);
  if (penalty === 0)
    requireRows(
      rows.rows,
      kept.reduce((sum, one) => sum + one, 0),
    );
  const { beta, factor, logLikelihood, iterations } = climb(prepared, kept);
  const certainty: Certainty = { covariance: invert(factor), critical: normalCritical(confidence), p: normalP };
  const coefficients = describeCoefficients(design, beta, kept, penalty === 0 ? certainty : null);
  const share = meanOf(prepared);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  prepared.progress(1);
  return {
    link: 'logit',
    design: { ...design, dropped: [...design.dropped, ...collinearTerms(design, kept)] },
    beta: [...beta],
    coefficients: coefficients.map((each) => ({ ...each, ...oddsOf(each) })),
    n: rows.rows,
    logLikelihood,
    nullLogLikelihood: total * (share * Math.log(share) + (1 - share) * Math.log1p(-share)),
    iterations,
  };
}

function oddsOf({ estimate, interval }: Coefficient): Pick<LogisticCoefficient, 'oddsRatio' | 'oddsInterval'> {
  return {
    oddsRatio: Math.exp(estimate),
    oddsInterval: interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) },
  };
}

function requireBothClasses(target: Float64Array): void {
  const strange = target.find((value) => value !== 0 && value !== 1);
  if (strange !== undefined) throw badInput(`the target must be 0 or 1, one is ${strange}`, 'target');
  if (target.every((value) => value === target[0]))
    throw badInput(`the target is ${target[0]} in every row that counts`, 'target');
}

function meanOf({ target, weights }: Prepared): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return target.reduce((sum, value, row) => sum + weights[row]! * value, 0) / total;
}

/** Terms that are told apart by the rows as they are given, before the fit changes their weights. */
function keptTerms({ rows, weights, penalty }: Prepared): Uint8Array {
  if (penalty > 0) return new Uint8Array(rows.terms).fill(1);
  return factorize(sumProducts(rows, weights, new Float64Array(rows.rows)).gram, rows.terms, COLLINEAR).kept;
}

interface Summit {
  beta: Float64Array;
  factor: Cholesky;
  logLikelihood: number;
  iterations: number;
}

function climb(prepared: Prepared, kept: Uint8Array): Summit {
  const { rows, progress } = prepared;
  let beta: Float64Array = new Float64Array(rows.terms);
  const share = meanOf(prepared);
  beta[0] = Math.log(share / (1 - share));
  let predictor = predictRows(rows, beta);
  let step = beta;
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration += 1) {
    const newton = newtonStep(prepared, kept, beta, predictor);
    if (newton === null) break;
    step = newton.step;
    const before = objective(prepared, beta, predictor);
    const slope = predictRows(rows, step);
    const reach = halve(prepared, beta, predictor, step, slope, before);
    beta = beta.map((value, term) => value + reach * step[term]!);
    predictor = predictor.map((value, row) => value + reach * slope[row]!);
    progress(iteration / (MOST_ITERATIONS + 1));
    if (isSmall(step, beta)) {
      // The factor belongs to the point before a step that is below rounding.
      return {
        beta,
        factor: newton.factor,
        logLikelihood: logLikelihoodOf(prepared, predictor),
        iterations: iteration,
      };
    }
  }
  throw noSummit(prepared, step);
}

function isSmall(step: Float64Array, beta: Float64Array): boolean {
  return step.every((value, term) => Math.abs(value) <= SMALL_STEP * Math.max(1, Math.abs(beta[term]!)));
}

/** Null where the curvature is lost in rounding, as it is on the way to infinity. */
function newtonStep(
  { rows, target, weights, penalties }: Prepared,
  kept: Uint8Array,
  beta: Float64Array,
  predictor: Float64Array,
): { step: Float64Array; factor: Cholesky } | null {
  const curvatures = new Float64Array(rows.rows);
  const residuals = new Float64Array(rows.rows);
  for (let row = 0; row < rows.rows; row += 1) {
    const one = logistic(predictor[row]!);
    const zero = logistic(-predictor[row]!);
    curvatures[row] = weights[row]! * one * zero;
    residuals[row] = weights[row]! * (target[row] === 1 ? zero : -one);
  }
  const { gram, moment } = sumProducts(rows, curvatures, residuals);
  addPenalties(gram, penalties);
  for (let term = 0; term < rows.terms; term += 1) {
    moment[term]! -= penalties[term]! * beta[term]!;
    if (kept[term] === 0) clear(gram, rows.terms, term);
  }
  const factor = factorize(gram, rows.terms, 0);
  if (factor.kept.some((one, term) => one !== kept[term])) return null;
  return { step: solve(factor, moment), factor };
}

function clear(gram: Float64Array, size: number, term: number): void {
  for (let other = 0; other < size; other += 1) {
    gram[term * size + other] = 0;
    gram[other * size + term] = 0;
  }
}

/** Largest of 1, 1/2, 1/4 … of a step that does not lead downhill. */
function halve(
  prepared: Prepared,
  beta: Float64Array,
  predictor: Float64Array,
  step: Float64Array,
  slope: Float64Array,
  before: number,
): number {
  const least = before - 1e-12 * Math.abs(before);
  for (let halvings = 0, reach = 1; halvings < MOST_HALVINGS; halvings += 1, reach /= 2) {
    const tried = beta.map((value, term) => value + reach * step[term]!);
    const there = predictor.map((value, row) => value + reach * slope[row]!);
    if (objective(prepared, tried, there) >= least) return reach;
  }
  return 0;
}

/** Log-likelihood less penalty. */
function objective(prepared: Prepared, beta: Float64Array, predictor: Float64Array): number {
  const penalty = beta.reduce((sum, value, term) => sum + prepared.penalties[term]! * value ** 2, 0);
  return logLikelihoodOf(prepared, predictor) - penalty / 2;
}

function logLikelihoodOf({ target, weights }: Prepared, predictor: Float64Array): number {
  return predictor.reduce((sum, value, row) => {
    const toward = target[row] === 1 ? value : -value;
    return sum - weights[row]! * (Math.max(0, -toward) + Math.log1p(Math.exp(-Math.abs(toward))));
  }, 0);
}

/**
 * Says why there is no maximum. Where ones and zeros are separated the last step points the way to infinity: along it no one falls and no
 * zero rises, but for the rest that dies out like e^−iterations.
 */
function noSummit({ design, rows, target }: Prepared, step: Float64Array): Error {
  const slope = predictRows(rows, step);
  const steepest = slope.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const isWay = slope.every((value, row) => (target[row] === 1 ? value : -value) >= -1e-6 * steepest);
  if (!isWay) return badInput(`the fit did not settle in ${MOST_ITERATIONS} steps`);
  const size = (place: number): number =>
    Math.abs(step[place]!) * (design.terms[place]!.part === 'value' ? 1 : design.terms[place]!.scale);
  const places = [...design.terms.keys()].slice(1);
  const widest = design.terms[places.reduce((most, place) => (size(place) > size(most) ? place : most), 1)]!;
  return badInput(
    `"${nameTerm(widest)}" separates ones from zeros, so that its coefficient has no end: give a ridge penalty or leave the column out`,
    widest.column!,
  );
}
