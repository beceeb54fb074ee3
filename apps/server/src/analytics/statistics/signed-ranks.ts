import { normalP } from './distributions.js';
import { requireFinite } from './estimate.js';
import { rank } from './ranks.js';

export interface SignedRanks {
  /** Sum of the ranks of the positive differences. */
  w: number;
  /** Share of ranks that is positive minus the share that is negative, −1 to 1 (matched-pairs rank-biserial: Kerby 2014). */
  balance: number;
  /** Null where every difference is zero. */
  p: number | null;
  /** Differences that are not zero: the others say nothing. */
  n: number;
  method: 'exact' | 'normal';
}

/** Differences up to which p is counted out exactly, where none are of equal size. */
const MOST_EXACT = 50;

/**
 * Do paired differences lean to one side? (Wilcoxon 1945.) Zeros are left out; up to 50 differences of distinct size are counted out
 * exactly, others use the normal approximation with corrections for ties and continuity. Null when empty. Throws `statistics.bad-input` for
 * NaN. O(n log n).
 */
export function signedRanks(differences: ArrayLike<number>): SignedRanks | null {
  const list = Array.from(differences);
  for (const value of list) requireFinite('differences', value);
  if (list.length === 0) return null;
  const signed = list.filter((value) => value !== 0);
  const n = signed.length;
  const { ranks, ties } = rank(signed.map(Math.abs));
  const w = signed.reduce((sum, value, i) => sum + (value > 0 ? ranks[i]! : 0), 0);
  const all = (n * (n + 1)) / 2;
  const exact = ties.length === 0 && n <= MOST_EXACT;
  const p = n === 0 ? null : exact ? exactP(Math.min(w, all - w), n) : normalApproximation(w, n, ties);
  return { w, balance: n === 0 ? 0 : (2 * w - all) / all, p, n, method: exact ? 'exact' : 'normal' };
}

function normalApproximation(w: number, n: number, ties: readonly number[]): number {
  const tied = ties.reduce((sum, t) => sum + t ** 3 - t, 0);
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tied / 48;
  return normalP(Math.max(0, Math.abs(w - (n * (n + 1)) / 4) - 0.5) / Math.sqrt(variance));
}

/** Share of all ways to give the ranks 1…n a sign whose positive sum is as small, on both sides. */
function exactP(w: number, n: number): number {
  const ways = new Float64Array((n * (n + 1)) / 2 + 1);
  ways[0] = 1;
  for (let each = 1; each <= n; each += 1) for (let sum = w; sum >= each; sum -= 1) ways[sum]! += ways[sum - each]!;
  return Math.min(1, (2 * ways.subarray(0, w + 1).reduce((sum, count) => sum + count, 0)) / 2 ** n);
}
