import type { NumericFeature } from '../../analytics/features/feature-table.js';
import type { DriverRows } from './read-driver-rows.js';

/** Mean of a driver over the rows of a span, of one area where it is given; null where no row has it. */
export function meanWithin(
  { table, span, area }: DriverRows,
  driver: string,
  wanted: number,
  ofArea?: number,
): number | null {
  const { values } = table.features.find(({ name }) => name === driver) as NumericFeature;
  let [sum, n] = [0, 0];
  for (let row = 0; row < table.rows; row += 1) {
    if (span[row] !== wanted || Number.isNaN(values[row]!) || (ofArea !== undefined && area[row] !== ofArea)) continue;
    sum += values[row]!;
    n += 1;
  }
  return n === 0 ? null : sum / n;
}
