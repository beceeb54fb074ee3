import { normalCritical, tP } from './distributions.js';
import { badInput, CONFIDENCE, requireFinite, type Interval } from './estimate.js';
import { rank } from './ranks.js';

export interface Correlation {
  /** −1 to 1; null with fewer than two pairs or where one side does not vary. */
  r: number | null;
  /** Null with fewer than four pairs or a perfect relation. */
  interval: Interval | null;
  /** Null with fewer than three pairs. */
  p: number | null;
  n: number;
}

/** Pearson's r with Fisher's z interval (Fisher 1921) and the t test. Throws `statistics.bad-input` for unequal lengths or NaN. O(n). */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>, confidence = CONFIDENCE): Correlation {
  const r = coefficient(x, y);
  return describe(r, x.length, confidence, 1);
}

/**
 * Spearman's rank correlation; the interval's standard error is that of Bonett and Wright (2000), sqrt((1 + r² / 2) / (n − 3)).
 * Throws `statistics.bad-input`. O(n log n).
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>, confidence = CONFIDENCE): Correlation {
  const r = coefficient(rank(x).ranks, rank(y).ranks);
  return describe(r, x.length, confidence, 1 + (r ?? 0) ** 2 / 2);
}

function coefficient(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const [xs, ys] = [Array.from(x), Array.from(y)];
  if (xs.length !== ys.length) throw badInput(`${xs.length} values cannot be paired with ${ys.length}`);
  for (const value of [...xs, ...ys]) requireFinite('values', value);
  const mean = (list: number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [i, value] of xs.entries()) {
    const [dx, dy] = [value - meanX, (ys[i] ?? 0) - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (xs.length < 2 || xx === 0 || yy === 0) return null;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

function describe(r: number | null, n: number, confidence: number, inflation: number): Correlation {
  if (r === null) return { r, interval: null, p: null, n };
  const perfect = Math.abs(r) === 1;
  const p = n < 3 ? null : perfect ? 0 : tP(r * Math.sqrt((n - 2) / (1 - r * r)), n - 2);
  if (n < 4 || perfect) return { r, interval: null, p, n };
  const half = normalCritical(confidence) * Math.sqrt(inflation / (n - 3));
  return { r, interval: { low: Math.tanh(Math.atanh(r) - half), high: Math.tanh(Math.atanh(r) + half) }, p, n };
}
