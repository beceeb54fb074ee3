import { fP } from './distributions.js';
import { requireSummary, type MeanSummary } from './means.js';

export interface GroupsComparison {
  f: number;
  /** Degrees of freedom: of the groups, and of the values in them. */
  df: [groups: number, within: number];
  p: number;
  /** Share of all variance that lies between the groups, 0 to 1 (η²). */
  explained: number;
}

/**
 * Do the means of two or more groups differ, variances not taken to be equal? (Welch 1951; for two groups it is Welch's t test.) Null with
 * fewer than two groups, or where a group has fewer than two values or does not vary. Throws `statistics.bad-input`. O(groups).
 */
export function compareManyMeans(groups: readonly MeanSummary[]): GroupsComparison | null {
  groups.forEach(requireSummary);
  if (groups.length < 2 || groups.some(({ n, sd }) => n < 2 || sd === null || sd === 0)) return null;
  const weights = groups.map(({ n, sd }) => n / sd! ** 2);
  const total = sumOf(weights);
  const middle = sumOf(groups.map(({ mean }, i) => (mean * weights[i]!) / total));
  const k = groups.length;
  const between = sumOf(groups.map(({ mean }, i) => weights[i]! * (mean - middle) ** 2)) / (k - 1);
  const loose = sumOf(groups.map(({ n }, i) => (1 - weights[i]! / total) ** 2 / (n - 1)));
  const f = between / (1 + (2 * (k - 2) * loose) / (k * k - 1));
  const df: [number, number] = [k - 1, (k * k - 1) / (3 * loose)];
  return { f, df, p: fP(f, ...df), explained: shareBetween(groups) };
}

function shareBetween(groups: readonly MeanSummary[]): number {
  const mean = sumOf(groups.map((group) => group.n * group.mean)) / sumOf(groups.map(({ n }) => n));
  const between = sumOf(groups.map((group) => group.n * (group.mean - mean) ** 2));
  const within = sumOf(groups.map(({ n, sd }) => (n - 1) * sd! ** 2));
  return between / (between + within);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
