import type { Feature } from '../features/feature-table.js';
import { badInput } from '../statistics/estimate.js';
import { binColumn, countColumn, describeBins, fixBins, type BinRange } from './column-bins.js';
import { divergence } from './divergence.js';
import type { Reason } from './tally.js';

export interface EvidenceBin {
  range: BinRange;
  n: number;
  ones: number;
  /** Weight of evidence: ln(share of all ones ÷ share of all zeros); above 0 where ones are over-represented. */
  evidence: number;
  /** What the bin adds to the information value. */
  contribution: number;
}

export interface InformationValue {
  /** By custom: below 0.02 nothing, 0.1 weak, 0.3 medium, above 0.5 suspicious. Null for one class. */
  value: number | null;
  /** About what chance alone gives with so many bins and rows. */
  byChance: number | null;
  reason: Reason | null;
  /** Bins with rows, missing first; empty for one class. */
  bins: EvidenceBin[];
}

/**
 * Information value and weight of evidence of one column (Good 1950, Siddiqi 2006), in bins fixed on the rows given, missing values in a bin of
 * their own; a class that a bin lacks counts as half a case. Throws `statistics.bad-input` for an outcome other than 0 and 1. O(n log n).
 */
export function informationValue(feature: Feature, outcomes: ArrayLike<number>, bins = 10): InformationValue {
  if (!Number.isInteger(bins) || bins < 2 || bins > 255) throw badInput(`${bins} bins; there must be 2 to 255`);
  const fixed = fixBins(feature, bins);
  const column = binColumn(fixed, feature);
  if (outcomes.length !== column.length)
    throw badInput(`there are ${outcomes.length} outcomes for ${column.length} rows`);
  for (let row = 0; row < column.length; row += 1)
    if (outcomes[row] !== 0 && outcomes[row] !== 1)
      throw badInput(`the outcome of row ${row + 1} is ${outcomes[row]}, which is neither 0 nor 1`);
  const ones = countColumn(fixed, column, (row) => outcomes[row] === 1);
  const zeros = countColumn(fixed, column, (row) => outcomes[row] === 0);
  const { value, byChance, bins: parts } = divergence(ones, zeros);
  const reason = column.length === 0 ? 'no rows' : 'one class';
  const rows = describeBins(fixed).flatMap((range, bin): EvidenceBin[] => {
    const part = parts[bin];
    if (!part) return [];
    const n = ones[bin]! + zeros[bin]!;
    return [{ range, n, ones: ones[bin]!, evidence: part.logRatio, contribution: part.contribution }];
  });
  return { value, byChance, reason: value === null ? reason : null, bins: rows };
}
