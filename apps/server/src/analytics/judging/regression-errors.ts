import { tCritical } from '../statistics/distributions.js';
import { badInput, CONFIDENCE, type Interval } from '../statistics/estimate.js';

/** What came and what a model that had not seen it expected. */
export interface Forecasts {
  actual: ArrayLike<number>;
  predicted: ArrayLike<number>;
  /** How much a row counts, not negative; a row of weight 0 is left out. 1 each when left out. */
  weights?: ArrayLike<number>;
}

export interface ErrorFigure {
  /** Null where it is not defined. */
  value: number | null;
  interval: Interval | null;
}

export interface RegressionErrors {
  /** Rows of weight above 0. */
  n: number;
  /** Rows whose actual value is 0: with any of them MAPE is null. */
  zeros: number;
  /** Mean absolute, mean squared, root mean squared error, in units of the target (squared). */
  mae: ErrorFigure;
  mse: ErrorFigure;
  rmse: ErrorFigure;
  /** Mean of |error| ÷ |actual|, a share: 0.1 is 10 %. */
  mape: ErrorFigure;
  /** Mean of 2 |error| ÷ (|actual| + |predicted|), 0 to 2; a row with both 0 counts 0. */
  smape: ErrorFigure;
  /** 1 − squared errors ÷ squares around the mean of the actual values; below 0 when worse than that mean, null where they are constant. */
  r2: ErrorFigure;
}

const NAMES = ['mae', 'mse', 'rmse', 'mape', 'smape', 'r2'] as const;
type Name = (typeof NAMES)[number];

/**
 * Errors of a regression or forecast with intervals by the jackknife (Quenouille 1956, Tukey 1958; t with n − 1): rows are taken to be
 * independent, so neighbouring days make it too narrow. Intervals are null for fewer than three rows; they are cut at 0, R² at 1. All null
 * for no rows. Throws `statistics.bad-input`, naming the row, for a number that is not finite or a bad weight. O(n).
 */
export function regressionErrors(forecasts: Forecasts, confidence = CONFIDENCE): RegressionErrors {
  const rows = readRows(forecasts);
  const n = rows.weights.length;
  const zeros = rows.actual.filter((value) => value === 0).length;
  const isConstant = rows.actual.every((value) => value === rows.actual[0]);
  const parts = measureRows(rows);
  const total = sumUp(parts);
  const figures = figuresOf(total);
  const errors = jackknife(parts, total);
  const figure = (name: Name): ErrorFigure => {
    if (n === 0 || (name === 'mape' && zeros > 0) || (name === 'r2' && isConstant))
      return { value: null, interval: null };
    const value = figures[name];
    if (n < 3 || !Number.isFinite(errors[name])) return { value, interval: null };
    const half = tCritical(confidence, n - 1) * errors[name];
    const [least, most] = name === 'r2' ? [-Infinity, 1] : [0, Infinity];
    return { value, interval: { low: Math.max(least, value - half), high: Math.min(most, value + half) } };
  };
  return { n, zeros, ...mapNames(figure) };
}

interface Rows {
  actual: Float64Array;
  predicted: Float64Array;
  weights: Float64Array;
}

function readRows({ actual, predicted, weights }: Forecasts): Rows {
  const n = actual.length;
  if (predicted.length !== n) throw badInput(`there are ${predicted.length} predictions for ${n} actual values`);
  if (weights && weights.length !== n) throw badInput(`there are ${weights.length} weights for ${n} actual values`);
  const used: number[] = [];
  for (let row = 0; row < n; row += 1) {
    const weight = weights?.[row] ?? 1;
    if (!Number.isFinite(actual[row])) throw badInput(`the actual value of row ${row + 1} is ${actual[row]}`);
    if (!Number.isFinite(predicted[row])) throw badInput(`the prediction of row ${row + 1} is ${predicted[row]}`);
    if (!(weight >= 0 && weight < Infinity)) throw badInput(`the weight of row ${row + 1} is ${weight}`);
    if (weight > 0) used.push(row);
  }
  return {
    actual: Float64Array.from(used, (row) => actual[row]!),
    predicted: Float64Array.from(used, (row) => predicted[row]!),
    weights: Float64Array.from(used, (row) => weights?.[row] ?? 1),
  };
}

/** Numbers a row: weight, then weighted absolute, squared, relative and symmetric error, actual less the mean of all, and its square. */
const PARTS = 7;

/** What each row adds to the sums from which every figure follows, row-major. */
function measureRows({ actual, predicted, weights }: Rows): Float64Array {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const center = actual.reduce((sum, value, row) => sum + (weights[row]! / all) * value, 0);
  const parts = new Float64Array(PARTS * weights.length);
  for (let row = 0; row < weights.length; row += 1) {
    const [value, expected] = [actual[row]!, predicted[row]!];
    const error = Math.abs(value - expected);
    const size = Math.abs(value) + Math.abs(expected);
    const own = [
      1,
      error,
      error ** 2,
      value === 0 ? 0 : error / Math.abs(value),
      size === 0 ? 0 : (2 * error) / size,
      value - center,
      (value - center) ** 2,
    ];
    for (let part = 0; part < PARTS; part += 1) parts[row * PARTS + part] = weights[row]! * own[part]!;
  }
  return parts;
}

function sumUp(parts: Float64Array): Float64Array {
  const total = new Float64Array(PARTS);
  for (let at = 0; at < parts.length; at += 1) total[at % PARTS]! += parts[at]!;
  return total;
}

function figuresOf(sums: Float64Array): Record<Name, number> {
  const [weight, absolute, squared, relative, symmetric, value, valueSquared] = [...sums] as [number, ...number[]];
  // A row taken away may leave −1e-17.
  const mse = Math.max(0, squared! / weight);
  return {
    mae: absolute! / weight,
    mse,
    rmse: Math.sqrt(mse),
    mape: relative! / weight,
    smape: symmetric! / weight,
    r2: 1 - squared! / (valueSquared! - value! ** 2 / weight),
  };
}

/** Standard errors of the figures: each row in turn is left out. */
function jackknife(parts: Float64Array, total: Float64Array): Record<Name, number> {
  const n = parts.length / PARTS;
  const without = Array.from({ length: n }, (_, row) =>
    figuresOf(total.map((sum, part) => sum - parts[row * PARTS + part]!)),
  );
  return mapNames((name) => {
    const mean = without.reduce((sum, figures) => sum + figures[name] / n, 0);
    const squares = without.reduce((sum, figures) => sum + (figures[name] - mean) ** 2, 0);
    return Math.sqrt(((n - 1) / n) * squares);
  });
}

function mapNames<T>(of: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(NAMES.map((name) => [name, of(name)])) as Record<Name, T>;
}
