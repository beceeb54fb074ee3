import { binOfValue, fitBins } from '../features/bins.js';
import { badInput, type NumericFeature } from '../features/feature-table.js';
import { fP } from '../statistics/distributions.js';

export interface LinearityInput {
  /** Rows without a value are left out. */
  feature: NumericFeature;
  /** What should follow it: the column's contributions to the model, or the target. */
  y: ArrayLike<number>;
  /** Precision of each row: 1 ÷ variance up to a factor; all alike when left out. Rows of weight 0 are left out. */
  weights?: ArrayLike<number>;
  /** Most groups that the column is cut into, fewer where a group would have fewer than 5 rows; 10 when left out. */
  groups?: number;
}

export interface Linearity {
  /** Rows that count. */
  n: number;
  slope: number;
  /** Statistic of the lack of fit with its degrees of freedom; null where the rows or the values are too few to tell. */
  f: number | null;
  df: [number, number] | null;
  /** Chance of so large a statistic where the relation is a straight line; 0.05 or less says that it is not one. */
  p: number | null;
  /** Share of the variance of y that a straight line leaves unexplained. */
  unexplained: number;
  /** Share of what the column explains that a straight line misses; null where it explains nothing. */
  missed: number | null;
}

/** Sums of squares below this share of the whole are rounding. */
const ROUNDING = 1e-12;

/**
 * Whether a straight line does for the relation of y with a column: lack-of-fit F test (R. A. Fisher 1922; Draper and Smith 1998) of the line
 * against a line with an own level in each of `groups` equally full groups. Its error rate is exact where the noise around the line is
 * normal and alike everywhere, and close to it for 0/1 targets of many rows. With much data, or contributions of a model, which vary
 * little around their curve, every bend is significant: `unexplained` and `missed` say whether it matters. Null where the column
 * or y does not vary. Throws `model.bad-input`, naming the column, for lengths that differ, y or weights that are no number, a weight below 0. O(n log n).
 */
export function testLinearity({ feature, y, weights, groups = 10 }: LinearityInput): Linearity | null {
  const rows = usedRows(feature, y, weights);
  const limit = Math.max(2, Math.min(groups, Math.floor(rows.x.length / 5)));
  const [bins] = fitBins({ rows: rows.x.length, features: [{ ...feature, values: rows.x }] }, limit);
  const edges = bins!.kind === 'numeric' ? bins!.edges : new Float64Array();
  const whole = sumsOf(rows, new Uint8Array(rows.x.length), 1);
  const within = sumsOf(
    rows,
    Uint8Array.from(rows.x, (x) => binOfValue(x, edges) - 1),
    edges.length + 1,
  );
  if (!(whole.xx > 0) || !(whole.yy > 0)) return null;
  const tiny = ROUNDING * whole.yy;
  const line = Math.max(0, whole.yy - whole.xy ** 2 / whole.xx);
  const hasSlope = within.xx > ROUNDING * whole.xx;
  const full = Math.max(0, within.yy - (hasSlope ? within.xy ** 2 / within.xx : 0));
  const lack = line - full > tiny ? line - full : 0;
  const count = edges.length + 1;
  const df: [number, number] = hasSlope ? [count - 1, rows.x.length - count - 1] : [count - 2, rows.x.length - count];
  const isTold = df[0] > 0 && df[1] > 0;
  const f = lack === 0 ? 0 : full > tiny ? lack / df[0] / (full / df[1]) : Infinity;
  return {
    n: rows.x.length,
    slope: whole.xy / whole.xx,
    f: isTold ? f : null,
    df: isTold ? df : null,
    p: isTold ? fP(f, ...df) : null,
    unexplained: line > tiny ? line / whole.yy : 0,
    missed: whole.yy - full > tiny ? lack / (whole.yy - full) : null,
  };
}

interface Rows {
  x: Float64Array;
  y: Float64Array;
  weight: Float64Array;
}

function usedRows({ name, values }: NumericFeature, y: ArrayLike<number>, weights?: ArrayLike<number>): Rows {
  for (const [what, list] of Object.entries({ y, ...(weights && { weights }) }))
    if (list.length !== values.length)
      throw badInput(`column "${name}" has ${values.length} rows, ${what} has ${list.length}`, name);
  const used: number[] = [];
  for (let row = 0; row < values.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    if (!Number.isFinite(weight) || weight < 0) throw badInput(`the weight of row ${row + 1} is ${weight}`, name);
    if (!Number.isFinite(y[row]!))
      throw badInput(`what should follow column "${name}" is ${y[row]} in row ${row + 1}`, name);
    if (!Number.isNaN(values[row]!) && weight > 0) used.push(row);
  }
  return {
    x: Float64Array.from(used, (row) => values[row]!),
    y: Float64Array.from(used, (row) => y[row]!),
    weight: Float64Array.from(used, (row) => weights?.[row] ?? 1),
  };
}

/** Weighted sums of squares and products around the means of the groups, in two passes. */
function sumsOf({ x, y, weight }: Rows, group: Uint8Array, count: number): Record<'xx' | 'xy' | 'yy', number> {
  const weights = new Float64Array(count);
  const meanX = new Float64Array(count);
  const meanY = new Float64Array(count);
  for (let row = 0; row < x.length; row += 1) {
    const at = group[row]!;
    weights[at]! += weight[row]!;
    meanX[at]! += (weight[row]! / weights[at]!) * (x[row]! - meanX[at]!);
    meanY[at]! += (weight[row]! / weights[at]!) * (y[row]! - meanY[at]!);
  }
  const sums = { xx: 0, xy: 0, yy: 0 };
  for (let row = 0; row < x.length; row += 1) {
    const [dx, dy] = [x[row]! - meanX[group[row]!]!, y[row]! - meanY[group[row]!]!];
    sums.xx += weight[row]! * dx * dx;
    sums.xy += weight[row]! * dx * dy;
    sums.yy += weight[row]! * dy * dy;
  }
  return sums;
}
