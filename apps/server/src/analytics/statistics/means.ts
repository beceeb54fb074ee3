import { tCritical, tP } from './distributions.js';
import {
  badInput,
  CONFIDENCE,
  NO_COMPARISON,
  requireCount,
  requireFinite,
  type Comparison,
  type Interval,
} from './estimate.js';

/** A sample in three numbers; `sd` is that of the sample (n − 1), null where n < 2. */
export interface MeanSummary {
  n: number;
  mean: number;
  sd: number | null;
}

/** Mean and standard deviation in two passes; null for no values. Throws `statistics.bad-input` for NaN. */
export function summarize(values: ArrayLike<number>): MeanSummary | null {
  const list = Array.from(values);
  requireFinite('values', ...list.filter((value) => !Number.isFinite(value)));
  if (list.length === 0) return null;
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n: list.length, mean, sd: list.length < 2 ? null : Math.sqrt(squares / (list.length - 1)) };
}

/**
 * Second mean minus the first by Welch's t test, variances not taken to be equal (Welch 1947). Interval and p are null when a group has
 * fewer than two values or neither varies. Throws `statistics.bad-input`.
 */
export function compareMeans(first: MeanSummary, second: MeanSummary, confidence = CONFIDENCE): Comparison {
  requireSummary(first);
  requireSummary(second);
  if (first.n === 0 || second.n === 0) return NO_COMPARISON;
  const difference = second.mean - first.mean;
  const spread = combineErrors([first, second]);
  return spread === null
    ? { difference, interval: null, p: null }
    : { difference, ...aroundDifference(difference, spread, confidence) };
}

/** Mean of paired differences against zero, by the one-sample t test. Nulls as in `compareMeans`. Throws `statistics.bad-input`. */
export function comparePairs(differences: MeanSummary, confidence = CONFIDENCE): Comparison {
  requireSummary(differences);
  if (differences.n === 0) return NO_COMPARISON;
  const spread = combineErrors([differences]);
  const difference = differences.mean;
  return spread === null
    ? { difference, interval: null, p: null }
    : { difference, ...aroundDifference(difference, spread, confidence) };
}

/** Standard error of a sum of independent means, with the degrees of freedom that Welch and Satterthwaite give it. */
export interface Spread {
  error: number;
  df: number;
}

/** Null when a sample has fewer than two values, or none varies. */
export function combineErrors(samples: readonly MeanSummary[]): Spread | null {
  const parts = samples.map(({ n, sd }) => (n < 2 || sd === null ? null : { variance: (sd * sd) / n, n }));
  if (parts.some((part) => part === null)) return null;
  const known = parts.filter((part) => part !== null);
  const total = known.reduce((sum, { variance }) => sum + variance, 0);
  if (total === 0) return null;
  const df = total ** 2 / known.reduce((sum, { variance, n }) => sum + variance ** 2 / (n - 1), 0);
  return { error: Math.sqrt(total), df };
}

/** t interval and p-value of a difference with a known spread. */
export function aroundDifference(
  difference: number,
  { error, df }: Spread,
  confidence: number,
): { interval: Interval; p: number } {
  const half = tCritical(confidence, df) * error;
  return { interval: { low: difference - half, high: difference + half }, p: tP(difference / error, df) };
}

/** Throws `statistics.bad-input` unless n is a count and mean and sd are numbers, sd not negative. */
export function requireSummary({ n, mean, sd }: MeanSummary): void {
  requireCount('n', n);
  requireFinite('mean', mean);
  requireFinite('sd', sd ?? 0);
  if (sd !== null && sd < 0) throw badInput(`sd is ${sd}, which is below zero`);
}
