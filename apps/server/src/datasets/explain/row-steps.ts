import type { ComputedRow } from '../write-computed.js';
import { titleCells } from '../models/title-columns.js';
import { rawOf, type Explained } from './explained.js';
import { valueOf } from './row-values.js';

/** A row's way from the base to its score, for a waterfall: `base`, the `shown` strongest columns, `others` (what the rest adds up to), `score`. */
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
    const { value } = valueOf(feature, row);
    const titles = titleCells(explained.titles.get(feature.name)!);
    return { part: 'column', feature: feature.name, ...titles, value, contribution: own[column]!, is_total: false };
  });
  const steps: ComputedRow[] = [
    { part: 'base', contribution: base, is_total: true },
    ...columns,
    ...(named.length < width ? [{ part: 'others', contribution: rest, is_total: false }] : []),
    { part: 'score', contribution: rawOf(explained, row), is_total: true },
  ];
  return steps.map((step, i) => ({ [key]: row, step: i + 1, ...step }));
}
