import type { BinnedTable, FeatureBins } from '../features/bins.js';
import { badInput } from '../features/feature-table.js';
import { requireForestSettings, type ClassWeights, type ForestSettings } from './forest-settings.js';
import { orderByContent } from '../features/order-by-content.js';

/** Rows that a forest learns. */
export interface ForestRows {
  table: BinnedTable;
  /** One a row: 0 or 1 for classification, any number for regression. */
  target: ArrayLike<number>;
  /** One a row, not below 0; a row of weight 0 is not learned, only judged. All 1 without it. */
  weights?: ArrayLike<number>;
}

/** What the kernel `growTrees` reads; rows stand in an order of their own, so that the order given changes nothing. Arrays are shared. */
export interface ForestInput {
  settings: ForestSettings;
  features: readonly FeatureBins[];
  columns: readonly Uint8Array[];
  /** Target less `base`. */
  target: Float64Array;
  /** Weight of the row × weight of its class. */
  weights: Float64Array;
  /** What all trees start from: 0 for classification, the mean target for regression. */
  base: number;
  /** Row of the given table for each place. */
  order: Uint32Array;
}

/**
 * Checks rows and settings and lays them out for the kernel. A column that is constant or all missing is never asked; fewer rows than
 * columns are fine. Throws `model.bad-input` naming `target`, `weights` or the setting: another length, NaN or infinity, a weight below 0,
 * no weight above 0, a class missing. O(rows × columns).
 */
export function prepareForest({ table, target, weights }: ForestRows, settings: ForestSettings): ForestInput {
  requireForestSettings(settings);
  const { rows, features, columns } = table;
  if (features.length === 0) throw badInput('the table has no columns');
  requireColumn('target', target, rows);
  if (settings.task === 'classification') requireClasses(target);
  if (weights) requireWeights(weights, rows);
  const given = [Float64Array.from(target), weights ? Float64Array.from(weights) : new Float64Array(rows).fill(1)];
  const order = orderByContent(columns, given, rows);
  const [aims, weighed] = given.map((values) => arrange(values, order, Float64Array)) as [Float64Array, Float64Array];
  if (!weighed.some((weight) => weight > 0)) throw badInput('no row has a weight above 0', 'weights');
  if (settings.task === 'classification') weighClasses(aims, weighed, settings.classWeights);
  const base = settings.task === 'regression' ? meanOf(aims, weighed) : 0;
  for (let place = 0; place < rows; place += 1) aims[place]! -= base;
  const arranged = columns.map((column) => arrange(column, order, Uint8Array));
  return { settings, features, columns: arranged, target: aims, weights: weighed, base, order };
}

/** Values in another order, in shared memory. */
function arrange<Values extends Uint8Array | Float64Array>(
  values: Values,
  order: Uint32Array,
  kind: { new (memory: SharedArrayBuffer): Values; BYTES_PER_ELEMENT: number },
): Values {
  const out = new kind(new SharedArrayBuffer(order.length * kind.BYTES_PER_ELEMENT));
  for (let place = 0; place < order.length; place += 1) out[place] = values[order[place]!]!;
  return out;
}

function requireColumn(name: string, values: ArrayLike<number>, rows: number): void {
  if (values.length !== rows) throw badInput(`${name} has ${values.length} rows, the table has ${rows}`, name);
  for (let row = 0; row < rows; row += 1)
    if (!Number.isFinite(values[row])) throw badInput(`${name} is ${values[row]} in row ${row + 1}`, name);
}

function requireWeights(weights: ArrayLike<number>, rows: number): void {
  requireColumn('weights', weights, rows);
  for (let row = 0; row < rows; row += 1)
    if (weights[row]! < 0) throw badInput(`the weight of row ${row + 1} is ${weights[row]}`, 'weights');
}

function requireClasses(target: ArrayLike<number>): void {
  for (let row = 0; row < target.length; row += 1)
    if (target[row] !== 0 && target[row] !== 1)
      throw badInput(`target is ${target[row]} in row ${row + 1}, not 0 or 1`, 'target');
}

function weighClasses(target: Float64Array, weighed: Float64Array, classWeights?: ClassWeights): void {
  const sums: [number, number] = [0, 0];
  for (let row = 0; row < weighed.length; row += 1) sums[target[row] as 0 | 1] += weighed[row]!;
  const missing = sums.indexOf(0);
  if (missing >= 0) throw badInput(`target is never ${missing} in the rows to learn`, 'target');
  if (!classWeights) return;
  const half = (sums[0] + sums[1]) / 2;
  const factors = classWeights === 'balanced' ? [half / sums[0], half / sums[1]] : classWeights;
  for (let row = 0; row < weighed.length; row += 1) weighed[row]! *= factors[target[row]!]!;
}

function meanOf(target: Float64Array, weights: Float64Array): number {
  let [sum, weight] = [0, 0];
  for (let row = 0; row < weights.length; row += 1) {
    sum += weights[row]! * target[row]!;
    weight += weights[row]!;
  }
  return sum / weight;
}
