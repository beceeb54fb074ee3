import { normalCritical } from './distributions.js';
import { CONFIDENCE, type Interval } from './estimate.js';
import { requireShare, type Share } from './proportions.js';

export interface OddsComparison {
  /** Odds of the second group ÷ odds of the first; null where both are 0 or both boundless, Infinity where only the first are 0. */
  oddsRatio: number | null;
  /** Woolf's interval; null where a cell is empty. */
  interval: Interval | null;
  /** Exact and two-sided; 1 where nobody or everybody succeeded, null where a group is empty. */
  p: number | null;
}

/** Tables that are as likely as the one seen count as such though rounding sets them apart. */
const EQUALLY_LIKELY = 1 + 1e-7;

/**
 * Two shares of small groups: p is the share of all 2 × 2 tables with these margins that are no more likely than the one seen (Fisher
 * 1935); interval of the odds ratio by logarithms (Woolf 1955). Throws `statistics.bad-input`. O(the smallest margin).
 */
export function fisherExact(first: Share, second: Share, confidence = CONFIDENCE): OddsComparison {
  requireShare(first);
  requireShare(second);
  if (first.n === 0 || second.n === 0) return { oddsRatio: null, interval: null, p: null };
  const [a, b] = [second.successes, second.n - second.successes];
  const [c, d] = [first.successes, first.n - first.successes];
  const oddsRatio = a * d === 0 && b * c === 0 ? null : (a * d) / (b * c);
  return { oddsRatio, interval: woolf([a, b, c, d], confidence), p: tailOfTables(first, second) };
}

function woolf(cells: readonly number[], confidence: number): Interval | null {
  if (cells.includes(0)) return null;
  const [a = 1, b = 1, c = 1, d = 1] = cells;
  const half = normalCritical(confidence) * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  const middle = Math.log(a) + Math.log(d) - Math.log(b) - Math.log(c);
  return { low: Math.exp(middle - half), high: Math.exp(middle + half) };
}

/** Walks from the most likely table outwards, each likelihood from its neighbour's, so that no factorial is ever needed. */
function tailOfTables(first: Share, second: Share): number {
  const successes = first.successes + second.successes;
  const low = Math.max(0, successes - first.n);
  const high = Math.min(successes, second.n);
  const mode = Math.floor(((successes + 1) * (second.n + 1)) / (first.n + second.n + 2));
  const step = (k: number): number => ((successes - k) * (second.n - k)) / ((k + 1) * (first.n - successes + k + 1));
  const likelihoods = new Float64Array(high - low + 1);
  likelihoods[mode - low] = 1;
  for (let k = mode; k < high; k += 1) likelihoods[k + 1 - low] = likelihoods[k - low]! * step(k);
  for (let k = mode; k > low; k -= 1) likelihoods[k - 1 - low] = likelihoods[k - low]! / step(k - 1);
  const bound = likelihoods[second.successes - low]! * EQUALLY_LIKELY;
  let [total, tail] = [0, 0];
  for (const likelihood of likelihoods.sort()) {
    total += likelihood;
    if (likelihood <= bound) tail += likelihood;
  }
  return Math.min(1, tail / total);
}
