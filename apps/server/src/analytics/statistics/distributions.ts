import fCdf from '@stdlib/stats-base-dists-f-cdf';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** Two-sided p-value of a standard normal statistic. */
export function normalP(z: number): number {
  return Math.min(1, 2 * normalCdf(-Math.abs(z), 0, 1));
}

/** Two-sided p-value of a t statistic; `df` need not be whole. */
export function tP(t: number, df: number): number {
  return Math.min(1, 2 * tCdf(-Math.abs(t), df));
}

/** z with `confidence` of the standard normal between −z and z: 1.96 for 0.95. */
export function normalCritical(confidence: number): number {
  return normalQuantile(0.5 + confidence / 2, 0, 1);
}

/** t with `confidence` of Student's distribution between −t and t. */
export function tCritical(confidence: number, df: number): number {
  return tQuantile(0.5 + confidence / 2, df);
}

/** Chance of an F statistic at least so large; exact in the tail too, where one minus the distribution is lost in rounding. */
export function fP(f: number, df1: number, df2: number): number {
  return f > 0 ? fCdf(1 / f, df2, df1) : 1;
}
