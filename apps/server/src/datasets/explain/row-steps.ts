import { rawOf, type Cell, type Explained } from './explained.js';
import { valueOf } from './row-values.js';

/**
 * A row's way from the base to its score, for a waterfall: `base`, the `shown` strongest columns, `others` (what the rest adds up to), `score`. As cells:
 * row, step, part, column, value, contribution, whether the step is the total.
 */
export function stepRows(explained: Explained, row: number, shown: number): Cell[][] {
  const { table, contributions, base } = explained;
  const width = table.features.length;
  const own = contributions.subarray(row * width, (row + 1) * width);
  const strongest = [...own.keys()].sort((a, b) => Math.abs(own[b]!) - Math.abs(own[a]!) || a - b);
  // One left over needs no "others".
  const named = width - shown > 1 ? strongest.slice(0, shown) : strongest;
  const rest = strongest.slice(named.length).reduce((sum, column) => sum + own[column]!, 0);
  const columns = named.map((column): Cell[] => {
    const feature = table.features[column]!;
    return ['column', feature.name, valueOf(feature, row)[0], own[column], false];
  });
  const steps: Cell[][] = [
    ['base', null, null, base, false],
    ...columns,
    ...(named.length < width ? [['others', null, null, rest, false]] : []),
    ['score', null, null, rawOf(explained, row), true],
  ];
  return steps.map((step, i) => [row, i + 1, ...step]);
}
