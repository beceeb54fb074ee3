import type { ComputedRow } from '../write-computed.js';
import { rawOf, type Explained } from './explained.js';
import { valueOf } from './row-values.js';

/**
 * A row's way from the base to its score, for a waterfall: `base`, the `shown` strongest columns, `others` (what the rest adds up to), `score`. As rows of
 * the key, step, part, feature, value, contribution, is_total.
 */
export function stepRows(explained: Explained, row: number, shown: number): ComputedRow[] {
  const { table, contributions, base, key } = explained;
  const width = table.features.length;
  const own = contributions.subarray(row * width, (row + 1) * width);
  const strongest = [...own.keys()].sort((a, b) => Math.abs(own[b]!) - Math.abs(own[a]!) || a - b);
  // One left over needs no "others".
  const named = width - shown > 1 ? strongest.slice(0, shown) : strongest;
  const rest = strongest.slice(named.length).reduce((sum, column) => sum + own[column]!, 0);
  const columns = named.map((column): ComputedRow => {
    const feature = table.features[column]!;
    return { part: 'column', feature: feature.name, value: valueOf(feature, row).value, contribution: own[column]! };
  });
  const steps: ComputedRow[] = [
    { part: 'base', contribution: base },
    ...columns,
    ...(named.length < width ? [{ part: 'others', contribution: rest }] : []),
    { part: 'score', contribution: rawOf(explained, row) },
  ];
  return steps.map((step, i) => ({ [key]: row, step: i + 1, ...step, is_total: step['part'] === 'score' }));
}
