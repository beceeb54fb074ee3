import type { FeatureTable } from '../features/feature-table.js';
import type { CategoricalDesign, Design, NumericDesign } from './design.js';

/**
 * Rows as a linear model sees them, made one at a time: `encode(row)` fills `places` (terms, ascending) and `values` and returns how many
 * there are; the other terms are 0. Measured values are standardised, indicators are 0 or 1.
 */
export interface DesignRows {
  rows: number;
  terms: number;
  places: Int32Array;
  values: Float64Array;
  encode(row: number): number;
}

/** Puts the entries of a row at `at` and returns where the next ones go. */
type Writer = (row: number, at: number) => number;

/**
 * Rows of a table whose columns and levels are those of the design (see `alignTable`). A missing value where the training rows had none, or
 * a level that they did not have, stands at the mean of its column's terms: it moves the prediction nowhere.
 */
export function readRows(design: Design, { rows, features }: FeatureTable): DesignRows {
  const terms = design.terms.length;
  const places = new Int32Array(terms);
  const values = new Float64Array(terms);
  values[0] = 1;
  const writers = design.columns.map((column): Writer => {
    const feature = features.find(({ name }) => name === column.name)!;
    return column.kind === 'numeric'
      ? writeValue(column, design, feature.kind === 'numeric' ? feature.values : new Float64Array(), places, values)
      : writeLevel(column, design, feature.kind === 'categorical' ? feature.codes : new Int32Array(), places, values);
  });
  const encode = (row: number): number => {
    let at = 1;
    for (const write of writers) at = write(row, at);
    return at;
  };
  return { rows, terms, places, values, encode };
}

function writeValue(
  { value, missing }: NumericDesign,
  { terms }: Design,
  column: Float64Array,
  places: Int32Array,
  values: Float64Array,
): Writer {
  const { mean, scale } = terms[value] ?? { mean: 0, scale: 1 };
  return (row, at) => {
    const isMissing = Number.isNaN(column[row]!);
    const place = isMissing ? missing : value;
    if (place < 0) return at;
    places[at] = place;
    values[at] = isMissing ? 1 : (column[row]! - mean) / scale;
    return at + 1;
  };
}

function writeLevel(
  { places: ofCode, missing }: CategoricalDesign,
  { terms }: Design,
  codes: Int32Array,
  places: Int32Array,
  values: Float64Array,
): Writer {
  const own = ofCode.filter((place) => place >= 0);
  return (row, at) => {
    const code = codes[row]!;
    if (code < 0 && missing < 0) {
      for (const [i, place] of own.entries()) {
        places[at + i] = place;
        values[at + i] = terms[place]!.mean;
      }
      return at + own.length;
    }
    const place = code < 0 ? missing : ofCode[code]!;
    if (place < 0) return at;
    places[at] = place;
    values[at] = 1;
    return at + 1;
  };
}

/** Linear predictor of every row: the sum over its terms of value × beta. */
export function predictRows(rows: DesignRows, beta: ArrayLike<number>): Float64Array {
  const { places, values } = rows;
  const out = new Float64Array(rows.rows);
  for (let row = 0; row < out.length; row += 1) {
    const count = rows.encode(row);
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += values[i]! * beta[places[i]!]!;
    out[row] = sum;
  }
  return out;
}

/** Left and right side of normal equations: X'WX (lower triangle, row-major) and X'r. */
export interface Products {
  gram: Float64Array;
  moment: Float64Array;
}

/** Sums over rows of weight × x x' and of residual × x. O(rows × (columns of the table)²): an absent indicator costs nothing. */
export function sumProducts(rows: DesignRows, weights: Float64Array, residuals: Float64Array): Products {
  const { terms, places, values } = rows;
  const gram = new Float64Array(terms * terms);
  const moment = new Float64Array(terms);
  for (let row = 0; row < rows.rows; row += 1) {
    const count = rows.encode(row);
    for (let i = 0; i < count; i += 1) {
      const place = places[i]!;
      const weighted = weights[row]! * values[i]!;
      moment[place]! += residuals[row]! * values[i]!;
      for (let j = 0; j <= i; j += 1) gram[place * terms + places[j]!]! += weighted * values[j]!;
    }
  }
  return { gram, moment };
}
