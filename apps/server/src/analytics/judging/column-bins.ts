import { alignTable } from '../features/align-table.js';
import { applyBins, countBins, fitBins, type FeatureBins } from '../features/bins.js';
import { requireTable, type Feature } from '../features/feature-table.js';

/** What a bin holds. */
export type BinRange =
  | { kind: 'missing' }
  /** Above `over` up to `upTo`, null where there is no end. */
  | { kind: 'numeric'; over: number | null; upTo: number | null }
  | { kind: 'categorical'; levels: readonly string[] };

/** Bins of one column, fixed by its values: one a value or level where there are few, else about equally full. O(n log n). */
export function fixBins(feature: Feature, bins: number): FeatureBins {
  const rows = feature.kind === 'numeric' ? feature.values.length : feature.codes.length;
  const table = { rows, features: [feature] };
  requireTable(table);
  return fitBins(table, bins)[0]!;
}

/** Bin of each row, 0 for missing values and for levels that the bins do not know. Throws `model.bad-input` for a column of another kind. */
export function binColumn(bins: FeatureBins, feature: Feature): Uint8Array {
  const rows = feature.kind === 'numeric' ? feature.values.length : feature.codes.length;
  const table = { rows, features: [{ ...feature, name: bins.name }] };
  requireTable(table);
  return applyBins(alignTable(table, [bins]).table, [bins]).columns[0]!;
}

/** Values in each bin, that of missing ones first. */
export function countColumn(bins: FeatureBins, column: Uint8Array, isCounted?: (row: number) => boolean): number[] {
  const counts = Array.from({ length: countBins(bins) + 1 }, () => 0);
  for (let row = 0; row < column.length; row += 1) if (!isCounted || isCounted(row)) counts[column[row]!]! += 1;
  return counts;
}

/** What each bin holds, that of missing values first. */
export function describeBins(bins: FeatureBins): BinRange[] {
  const ranges = Array.from({ length: countBins(bins) }, (_, at): BinRange => {
    if (bins.kind === 'numeric')
      return { kind: 'numeric', over: bins.edges[at - 1] ?? null, upTo: bins.edges[at] ?? null };
    return { kind: 'categorical', levels: bins.levels.filter((__, code) => bins.binOf[code] === at + 1) };
  });
  return [{ kind: 'missing' }, ...ranges];
}
