import { requireFinite } from './estimate.js';

export interface KolmogorovSmirnov {
  /** Greatest distance of the two distribution functions, 0 to 1. */
  distance: number;
  /** A value at which they are that far apart: the share of values up to here differs most. */
  at: number;
  p: number;
  method: 'exact' | 'limit';
}

/** Pairs up to which p is counted out exactly. */
const MOST_EXACT_PAIRS = 1_000_000;

/**
 * Do two samples come from one distribution, whatever differs? (Kolmogorov 1933, Smirnov 1939.) Up to a million pairs p is exact, equal
 * values included (paths over the lattice of both samples: Schröer and Trenkler 1995); beyond, the limit distribution, which errs to the
 * safe side where many values are equal. Null when a sample is empty. Throws `statistics.bad-input` for NaN. O(pairs) or O(n log n).
 */
export function kolmogorovSmirnov(first: ArrayLike<number>, second: ArrayLike<number>): KolmogorovSmirnov | null {
  const [one, two] = [Float64Array.from(first).sort(), Float64Array.from(second).sort()];
  for (const value of [one, two].flatMap((sample) => [sample[0] ?? 0, sample.at(-1) ?? 0]))
    requireFinite('values', value);
  if (one.length === 0 || two.length === 0) return null;
  const { distance, at, ends } = walk(one, two);
  const [m, n] = [one.length, two.length];
  const exact = m * n <= MOST_EXACT_PAIRS;
  const p = exact ? shareOfPathsOutside(distance, m, n, ends) : limitP(Math.sqrt((m * n) / (m + n)) * distance);
  return { distance, at, p: Math.min(1, p), method: exact ? 'exact' : 'limit' };
}

/** `ends[k]` is 1 where the k-th smallest value of both samples is the last of its equals: only there the functions can be compared. */
function walk(one: Float64Array, two: Float64Array): { distance: number; at: number; ends: Uint8Array } {
  const ends = new Uint8Array(one.length + two.length + 1);
  let [i, j, distance, at] = [0, 0, 0, one[0]!];
  while (i < one.length || j < two.length) {
    const value = Math.min(one[i] ?? Infinity, two[j] ?? Infinity);
    while (i < one.length && one[i] === value) i += 1;
    while (j < two.length && two[j] === value) j += 1;
    ends[i + j] = 1;
    const apart = Math.abs(i / one.length - j / two.length);
    if (apart > distance) [distance, at] = [apart, value];
  }
  return { distance, at, ends };
}

/**
 * Of all orders of m and n values, the share that is at least `distance` apart somewhere: one cell after the other, by which sample came
 * last.
 */
function shareOfPathsOutside(distance: number, m: number, n: number, ends: Uint8Array): number {
  const bound = distance - 1e-12;
  const outside = (i: number, j: number): boolean => ends[i + j] === 1 && Math.abs(i / m - j / n) >= bound;
  const row = new Float64Array(n + 1);
  for (let j = 1; j <= n; j += 1) row[j] = outside(0, j) ? 1 : row[j - 1]!;
  for (let i = 1; i <= m; i += 1) {
    if (outside(i, 0)) row[0] = 1;
    for (let j = 1; j <= n; j += 1) {
      row[j] = outside(i, j) ? 1 : (row[j]! * i + row[j - 1]! * j) / (i + j);
    }
  }
  return distance === 0 ? 1 : row[n]!;
}

/** Upper tail of Kolmogorov's distribution, by the one of its two series that converges fast. */
function limitP(z: number): number {
  if (z < 1) {
    const term = Math.exp(-(Math.PI ** 2) / (8 * z * z));
    return 1 - (Math.sqrt(2 * Math.PI) / z) * (term + term ** 9 + term ** 25);
  }
  const term = Math.exp(-2 * z * z);
  return 2 * (term - term ** 4 + term ** 9 - term ** 16);
}
