import type { FeatureBins } from '../features/bins.js';
import type { Feature } from '../features/feature-table.js';
import { badInput } from '../statistics/estimate.js';
import { binColumn, countColumn, describeBins, fixBins, type BinRange } from './column-bins.js';
import { divergence } from './divergence.js';

/** How a column was spread when its bins were fixed, kept beside a model. */
export interface StabilityBase {
  bins: FeatureBins;
  /** Values in each bin, missing first. */
  counts: readonly number[];
}

export interface StabilityBin {
  range: BinRange;
  baseCount: number;
  laterCount: number;
  /** What the bin adds to the index. */
  contribution: number;
}

export interface Stability {
  /** Population stability index: 0 where nothing moved; by custom 0.1 is looked at and 0.25 acted on. Null when a sample is empty. */
  psi: number | null;
  /** About what chance alone gives samples of these sizes; a small sample has much of it. */
  byChance: number | null;
  /** Bins that one of the samples fills, missing first. */
  bins: StabilityBin[];
}

/** Times what chance alone gives that an index must reach before it says anything. */
const BEYOND_CHANCE = 3;

/** Whether a column moved as far as `limit`: small samples move by chance, so only what is also well beyond that counts. */
export function hasMoved({ psi, byChance }: Pick<Stability, 'psi' | 'byChance'>, limit: number): boolean {
  return psi !== null && psi >= limit && psi >= BEYOND_CHANCE * (byChance ?? 0);
}

/** Fixes bins (`bins`, 2 to 255, about equally full) on the base sample. Throws `statistics.bad-input`. O(n log n). */
export function fixStability(base: Feature, bins = 10): StabilityBase {
  if (!Number.isInteger(bins) || bins < 2 || bins > 255) throw badInput(`${bins} bins; there must be 2 to 255`);
  const fixed = fixBins(base, bins);
  return { bins: fixed, counts: countColumn(fixed, binColumn(fixed, base)) };
}

/**
 * Compares a later sample with the base in the base's bins (population stability index; see `divergence` for empty bins). A level that the
 * base did not have counts as missing. Throws `model.bad-input` for a column of another kind or an infinite value. O(n log bins).
 */
export function compareStability({ bins, counts }: StabilityBase, later: Feature): Stability {
  const laterCounts = countColumn(bins, binColumn(bins, later));
  const { value, byChance, bins: parts } = divergence(counts, laterCounts);
  const ranges = describeBins(bins);
  const rows = ranges.map((range, bin) => ({
    range,
    baseCount: counts[bin]!,
    laterCount: laterCounts[bin]!,
    contribution: parts[bin]?.contribution ?? 0,
  }));
  return { psi: value, byChance, bins: rows.filter(({ baseCount, laterCount }) => baseCount + laterCount > 0) };
}
