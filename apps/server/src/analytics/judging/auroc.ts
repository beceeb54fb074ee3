import { normalCritical, normalP } from '../statistics/distributions.js';
import { CONFIDENCE, type Comparison, type Interval } from '../statistics/estimate.js';
import { tallyScores, whyOneClass, type ClassTally, type Reason, type Scored, type Tally } from './tally.js';

export interface Auroc {
  /** Chance that a 1 scores above a 0, equal scores counting half; 0.5 where all scores are equal. */
  value: number | null;
  /** Standard error. */
  error: number | null;
  interval: Interval | null;
  /** Why value or interval is null. */
  reason: Reason | null;
}

/**
 * Area under the ROC curve with the interval of DeLong, DeLong and Clarke-Pearson (1988), cut at 0 and 1, from midranks as Sun and Xu (2014)
 * do. Weighted rows: each is one observation, whose weight says how many it stands for. The interval is null with one row of a class (`too
 * few for an interval`) and where all ones stand alike to all zeros (`no variation`: constant scores, perfect ones). O(distinct scores).
 */
export function auroc(tally: Tally, confidence = CONFIDENCE): Auroc {
  const why = whyOneClass(tally);
  if (why !== null) return { value: null, error: null, interval: null, reason: why };
  const { ones, zeros } = tally;
  const [below, above] = [sharesBelow(zeros), sharesBelow(ones).map((share) => 1 - share)];
  const value = ones.weights.reduce((sum, weight, at) => sum + weight * below[at]!, 0) / ones.total;
  if (ones.rows < 2 || zeros.rows < 2) return { value, error: null, interval: null, reason: 'too few for an interval' };
  const variance = spread(ones, below, value) + spread(zeros, above, value);
  // Rounding leaves about 1e-33 where nothing varies.
  if (variance < 1e-28) return { value, error: null, interval: null, reason: 'no variation' };
  const error = Math.sqrt(variance);
  const half = normalCritical(confidence) * error;
  return { value, error, interval: { low: Math.max(0, value - half), high: Math.min(1, value + half) }, reason: null };
}

/** By score: the share of a class that is below it, equals counting half. */
function sharesBelow({ weights, total }: ClassTally): Float64Array {
  let above = 0;
  return weights.map((weight) => {
    const share = (total - above - weight / 2) / total;
    above += weight;
    return share;
  });
}

/** Variance of the mean of a class's placements. */
function spread({ rows, total, squares }: ClassTally, placements: Float64Array, mean: number): number {
  const sum = squares.reduce((all, square, at) => all + square * (placements[at]! - mean) ** 2, 0);
  return (sum * rows) / (rows - 1) / total ** 2;
}

export interface AurocComparison extends Comparison {
  first: number | null;
  second: number | null;
  reason: Reason | null;
}

/**
 * Second model's AUROC minus the first's on the same rows: DeLong's paired test, z with the covariance of the two. Interval and p are null
 * for the reasons of `auroc`, and where both put the rows in one order. Throws `statistics.bad-input`. O(n log n).
 */
export function compareAurocs(scored: Scored, others: ArrayLike<number>, confidence = CONFIDENCE): AurocComparison {
  const [first, second] = [tallyScores(scored), tallyScores({ ...scored, scores: others })];
  const [one, two] = [auroc(first, confidence), auroc(second, confidence)];
  const base = { first: one.value, second: two.value };
  if (one.value === null || two.value === null)
    return { ...base, difference: null, interval: null, p: null, reason: one.reason };
  const difference = two.value - one.value;
  if (first.ones.rows < 2 || first.zeros.rows < 2)
    return { ...base, difference, interval: null, p: null, reason: 'too few for an interval' };
  const variance = pairedVariance(scored, first, second, difference);
  if (variance < 1e-28) return { ...base, difference, interval: null, p: null, reason: 'no variation' };
  const half = normalCritical(confidence) * Math.sqrt(variance);
  const interval = { low: difference - half, high: difference + half };
  return { ...base, difference, interval, p: normalP(difference / Math.sqrt(variance)), reason: null };
}

function pairedVariance({ outcomes, weights }: Scored, first: Tally, second: Tally, difference: number): number {
  const placements = [first, second].map(({ ones, zeros }) => ({
    ones: sharesBelow(zeros),
    zeros: sharesBelow(ones).map((share) => 1 - share),
  }));
  const sums = { ones: 0, zeros: 0 };
  for (let row = 0; row < outcomes.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    if (weight === 0) continue;
    const side = outcomes[row] === 1 ? 'ones' : 'zeros';
    const before = placements[0]![side][first.places[row]!]!;
    const after = placements[1]![side][second.places[row]!]!;
    sums[side] += weight ** 2 * (after - before - difference) ** 2;
  }
  const share = ({ rows, total }: ClassTally, sum: number): number => (sum * rows) / (rows - 1) / total ** 2;
  return share(first.ones, sums.ones) + share(first.zeros, sums.zeros);
}
