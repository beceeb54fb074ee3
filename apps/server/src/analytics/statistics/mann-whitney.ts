import { normalP } from './distributions.js';
import { rank } from './ranks.js';

export interface MannWhitney {
  /** Pairs in which the second sample's value is the greater one, equal ones counting half. */
  u: number;
  /** u ÷ number of pairs: 0.5 where neither sample tends to greater values. */
  superiority: number;
  p: number | null;
  method: 'exact' | 'normal';
}

/** Pairs up to which p is counted out exactly, where no values are equal. */
const MOST_EXACT_PAIRS = 400;

/**
 * Does one of two samples tend to greater values? (Mann and Whitney 1947.) Small samples without equal values are counted out exactly,
 * others use the normal approximation with corrections for ties and continuity. Null when a sample is empty; p is null when all values
 * are equal. Throws `statistics.bad-input` for NaN. O(n log n).
 */
export function mannWhitney(first: ArrayLike<number>, second: ArrayLike<number>): MannWhitney | null {
  const [m, n] = [first.length, second.length];
  if (m === 0 || n === 0) return null;
  const { ranks, ties } = rank([...Array.from(first), ...Array.from(second)]);
  const rankSum = ranks.subarray(m).reduce((sum, each) => sum + each, 0);
  const u = rankSum - (n * (n + 1)) / 2;
  const exact = ties.length === 0 && m * n <= MOST_EXACT_PAIRS;
  return {
    u,
    superiority: u / (m * n),
    p: exact ? exactP(u, m, n) : normalApproximation(u, m, n, ties),
    method: exact ? 'exact' : 'normal',
  };
}

function normalApproximation(u: number, m: number, n: number, ties: readonly number[]): number | null {
  const total = m + n;
  const tied = ties.reduce((sum, t) => sum + t ** 3 - t, 0);
  const variance = ((m * n) / 12) * (total + 1 - tied / (total * (total - 1)));
  if (variance <= 0) return null;
  return normalP(Math.max(0, Math.abs(u - (m * n) / 2) - 0.5) / Math.sqrt(variance));
}

/** Share of all arrangements at least as far out as u, on both sides. */
function exactP(u: number, m: number, n: number): number {
  const counts = arrangements(m, n);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const tail = counts.slice(0, Math.min(u, m * n - u) + 1).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * tail) / total);
}

/** Number of arrangements of m and n values for each u: coefficients of the Gaussian binomial, one factor at a time. */
function arrangements(m: number, n: number): number[] {
  const counts: number[] = Array.from({ length: m * n + 1 }, (_, u) => (u === 0 ? 1 : 0));
  for (let factor = 1; factor <= m; factor += 1) {
    for (let u = m * n; u >= n + factor; u -= 1) counts[u] = (counts[u] ?? 0) - (counts[u - n - factor] ?? 0);
    for (let u = factor; u <= m * n; u += 1) counts[u] = (counts[u] ?? 0) + (counts[u - factor] ?? 0);
  }
  return counts;
}
