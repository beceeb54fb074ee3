import type { NumericFeature } from '../features/feature-table.js';
import { rank } from '../statistics/ranks.js';

/** A measured column as ranks with mean 0 and variance 1 among the rows that have a value, 0 where there is none. */
export interface StandardRanks {
  values: Float64Array;
  /** Rows with a value. */
  present: number;
}

/** Ranks of every `stride`-th row. O(n log n). */
export function standardizeRanks({ values }: NumericFeature, stride = 1): StandardRanks {
  const taken = stride === 1 ? values : values.filter((_, row) => row % stride === 0);
  const rows = [...taken.keys()].filter((row) => !Number.isNaN(taken[row]));
  const { ranks } = rank(rows.map((row) => taken[row]!));
  const mean = (rows.length + 1) / 2;
  const spread = Math.sqrt(ranks.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (rows.length || 1));
  const standard = new Float64Array(taken.length);
  if (spread > 0) for (const [i, row] of rows.entries()) standard[row] = (ranks[i]! - mean) / spread;
  return { values: standard, present: rows.length };
}

/**
 * Rank correlation of two columns (Spearman's where both have the same rows), without its sign: 1 where one tells the same as the other.
 * Values that only one of them has count against it. O(n).
 */
export function rankLikeness(first: StandardRanks, second: StandardRanks): number {
  const rows = Math.sqrt(first.present * second.present);
  if (rows === 0) return 0;
  let sum = 0;
  for (let row = 0; row < first.values.length; row += 1) sum += first.values[row]! * second.values[row]!;
  return Math.abs(sum) / rows;
}
