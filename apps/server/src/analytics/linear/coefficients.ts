import type { Interval } from '../statistics/estimate.js';
import type { Design, DroppedTerm, Term } from './design.js';

/** What a term does to the linear predictor, the others held, in the units of the table. */
export interface Coefficient {
  term: Term;
  /** Per unit of a measured column, or of a level against the reference level; the intercept is at zero and at the reference levels. */
  estimate: number;
  /** Standard error, and what follows from it; null with a ridge penalty. */
  error: number | null;
  /** estimate ÷ error: t of least squares, z of a logistic regression; null also where the error is 0 (a perfect fit). */
  statistic: number | null;
  p: number | null;
  interval: Interval | null;
  /** Per standard deviation of the term, to compare terms by; 0 for the intercept. */
  standardized: number;
}

/** How sure estimates are: the covariance by terms (row-major), the critical value of an interval, the p-value of a statistic. */
export interface Certainty {
  covariance: Float64Array;
  critical: number;
  p(statistic: number): number;
}

/** Coefficients of the terms kept, intercept first, from estimates with measured columns standardised. */
export function describeCoefficients(
  { terms }: Design,
  beta: Float64Array,
  kept: Uint8Array,
  certainty: Certainty | null,
): Coefficient[] {
  // Row 0 of the change of units: an intercept at zero instead of at the means.
  const toZero = Float64Array.from(terms, ({ part, mean, scale }) => (part === 'value' ? -mean / scale : 0));
  toZero[0] = 1;
  return [...terms.entries()]
    .filter(([place]) => kept[place] === 1)
    .map(([place, { column, part, level, scale }]) => {
      const unit = part === 'value' ? scale : 1;
      const estimate = place === 0 ? dot(toZero, beta) : beta[place]! / unit;
      const error =
        certainty && (place === 0 ? quadratic(certainty.covariance, toZero) : errorOf(certainty, place) / unit);
      return {
        term: { column, part, level },
        estimate,
        error,
        ...judge(estimate, error, certainty),
        standardized: estimate * scale,
      };
    });
}

function judge(
  estimate: number,
  error: number | null,
  certainty: Certainty | null,
): Pick<Coefficient, 'statistic' | 'p' | 'interval'> {
  if (certainty === null || error === null) return { statistic: null, p: null, interval: null };
  const half = certainty.critical * error;
  const statistic = error > 0 ? estimate / error : null;
  return {
    statistic,
    p: statistic === null ? null : certainty.p(statistic),
    interval: { low: estimate - half, high: estimate + half },
  };
}

function errorOf({ covariance }: Certainty, place: number): number {
  return Math.sqrt(covariance[place * Math.sqrt(covariance.length) + place]!);
}

/** Square root of a'Va. */
function quadratic(covariance: Float64Array, a: Float64Array): number {
  const size = a.length;
  return Math.sqrt(a.reduce((sum, value, row) => sum + value * dot(a, covariance.subarray(row * size)), 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** Terms of a design that were not kept for following from the terms before them. */
export function collinearTerms({ terms }: Design, kept: Uint8Array): DroppedTerm[] {
  return terms
    .filter((_, place) => kept[place] === 0)
    .map(({ column, part, level }) => ({ column, part, level, reason: 'collinear' }));
}
