import { chiSquareP } from './distributions.js';
import { badInput, requireCount } from './estimate.js';

export interface Independence {
  statistic: number;
  df: number;
  p: number;
  /** Strength of the relation, 0 to 1 (Cramér 1946). */
  cramersV: number;
  /** Below 5 the p-value is rough: take `fisherExact`, or merge levels. */
  smallestExpected: number;
}

/**
 * Are the rows and the columns of a table of counts independent? (Pearson 1900, without continuity correction.) Empty rows and columns are
 * left out; null where fewer than two of either remain. Throws `statistics.bad-input` for a ragged table or what is no count. O(cells).
 */
export function chiSquareIndependence(counts: readonly (readonly number[])[]): Independence | null {
  const table = withoutEmpty(counts);
  const rowSums = table.map(sumOf);
  const columnSums = (table[0] ?? []).map((_, column) => sumOf(table.map((row) => row[column]!)));
  if (rowSums.length < 2 || columnSums.length < 2) return null;
  const n = sumOf(rowSums);
  let statistic = 0;
  for (const [r, row] of table.entries()) {
    for (const [c, count] of row.entries()) {
      const expected = (rowSums[r]! * columnSums[c]!) / n;
      statistic += (count - expected) ** 2 / expected;
    }
  }
  const df = (rowSums.length - 1) * (columnSums.length - 1);
  const most = n * (Math.min(rowSums.length, columnSums.length) - 1);
  return {
    statistic,
    df,
    p: chiSquareP(statistic, df),
    cramersV: Math.min(1, Math.sqrt(statistic / most)),
    smallestExpected: (Math.min(...rowSums) * Math.min(...columnSums)) / n,
  };
}

function withoutEmpty(counts: readonly (readonly number[])[]): number[][] {
  const width = counts[0]?.length ?? 0;
  for (const row of counts) {
    if (row.length !== width) throw badInput(`a row of the table has ${row.length} columns, the first has ${width}`);
    for (const count of row) requireCount('a cell of the table', count);
  }
  const kept = Array.from({ length: width }, (_, column) => counts.some((row) => row[column]! > 0));
  return counts.filter((row) => row.some((count) => count > 0)).map((row) => row.filter((_, column) => kept[column]));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
