import { AppError } from '../../common/errors.js';

/** A measured column; NaN is "missing", infinities are refused by whoever reads the table. */
export interface NumericFeature {
  kind: 'numeric';
  name: string;
  values: Float64Array;
}

/** A column of names: `codes[row]` is the place in `levels`, −1 is "missing". Levels are distinct and sorted by code unit. */
export interface CategoricalFeature {
  kind: 'categorical';
  name: string;
  codes: Int32Array;
  levels: readonly string[];
}

export type Feature = NumericFeature | CategoricalFeature;

/** Column-major rows that a learner reads. All columns have `rows` entries and names of their own. */
export interface FeatureTable {
  rows: number;
  features: readonly Feature[];
}

/** Throws AppError `model.bad-input`, naming the column, unless lengths, names and values are as a FeatureTable promises. O(rows × columns). */
export function requireTable({ rows, features }: FeatureTable): void {
  const names = new Set<string>();
  for (const feature of features) {
    const { name } = feature;
    if (names.has(name)) throw badInput(`there are two columns "${name}"`, name);
    names.add(name);
    const { length } = feature.kind === 'numeric' ? feature.values : feature.codes;
    if (length !== rows) throw badInput(`column "${name}" has ${length} rows, the table has ${rows}`, name);
    if (feature.kind === 'numeric') requireNoInfinity(feature);
  }
}

function requireNoInfinity({ name, values }: NumericFeature): void {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    if (value === Infinity || value === -Infinity)
      throw badInput(`column "${name}" is infinite in row ${row + 1}`, name);
  }
}

/** Rows of a table in the order given, as new columns. */
export function takeRows({ features }: FeatureTable, rows: ArrayLike<number>): FeatureTable {
  const picked = features.map((feature): Feature => {
    if (feature.kind === 'categorical')
      return { ...feature, codes: Int32Array.from(rows, (row) => feature.codes[row]!) };
    return { ...feature, values: Float64Array.from(rows, (row) => feature.values[row]!) };
  });
  return { rows: rows.length, features: picked };
}

/** Rows of a column. */
export function rowsOf(feature: Feature): number {
  return feature.kind === 'numeric' ? feature.values.length : feature.codes.length;
}

/** Rows of a column that have no value. */
export function countMissing(feature: Feature): number {
  if (feature.kind === 'numeric') return feature.values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
  return feature.codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0);
}

/** Error for a table or a setting that no learner can use; `column` is the one to look at. */
export function badInput(message: string, column?: string): AppError {
  return new AppError('model.bad-input', `The model can't be made: ${message}.`, {
    ...(column !== undefined && { details: { column } }),
  });
}
