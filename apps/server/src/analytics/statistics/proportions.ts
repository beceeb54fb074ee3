import { normalCritical, normalP } from './distributions.js';
import { badInput, CONFIDENCE, NO_COMPARISON, requireCount, type Comparison, type Interval } from './estimate.js';

/** Successes among n. */
export interface Share {
  successes: number;
  n: number;
}

/** Wilson's score interval of a proportion (Wilson 1927); null for n = 0. Throws `statistics.bad-input`. */
export function wilsonInterval({ successes, n }: Share, confidence = CONFIDENCE): Interval | null {
  requireShare({ successes, n });
  if (n === 0) return null;
  const z = normalCritical(confidence);
  const rate = successes / n;
  const spread = 1 + (z * z) / n;
  const middle = (rate + (z * z) / (2 * n)) / spread;
  const half = (z * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n))) / spread;
  // At the ends the formula is exact; rounding must not leave −1e-17 there.
  return { low: successes === 0 ? 0 : middle - half, high: successes === n ? 1 : middle + half };
}

/**
 * Second share minus the first: interval by Newcombe's hybrid score (Newcombe 1998, method 10), p by the pooled z test.
 * All null when a group is empty; p is null when nobody or everybody succeeded in both. Throws `statistics.bad-input`.
 */
export function compareShares(first: Share, second: Share, confidence = CONFIDENCE): Comparison {
  const [one, two] = [wilsonInterval(first, confidence), wilsonInterval(second, confidence)];
  if (one === null || two === null) return NO_COMPARISON;
  const [before, after] = [first.successes / first.n, second.successes / second.n];
  const difference = after - before;
  return {
    difference,
    interval: {
      low: difference - Math.hypot(after - two.low, one.high - before),
      high: difference + Math.hypot(two.high - after, before - one.low),
    },
    p: pooledP(first, second),
  };
}

function pooledP(first: Share, second: Share): number | null {
  const pooled = (first.successes + second.successes) / (first.n + second.n);
  const variance = pooled * (1 - pooled) * (1 / first.n + 1 / second.n);
  if (variance === 0) return null;
  return normalP((second.successes / second.n - first.successes / first.n) / Math.sqrt(variance));
}

/** Throws `statistics.bad-input` unless both are counts and there are not more successes than cases. */
export function requireShare({ successes, n }: Share): void {
  requireCount('successes', successes);
  requireCount('n', n);
  if (successes > n) throw badInput(`${successes} successes among ${n} cases`);
}
