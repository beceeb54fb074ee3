import { requirePeriods, type Forecaster } from './forecaster.js';
import { minimize } from './nelder-mead.js';
import { badSeries } from './series.js';
import { extrapolate, runSmoothing, type SmoothingShape, type SmoothingWeights } from './smoothing.js';
import { backcast, findEnds } from './smoothing-start.js';

/** Weights whose one-step errors are least, and what was left of them. */
export interface SmoothingFit {
  weights: SmoothingWeights;
  /** Sum of squared one-step errors. */
  squares: number;
  forecast(horizon: number): Float64Array;
}

/** A trend that is damped more than this is none, one that is damped less is linear. */
const PHI = { least: 0.8, most: 0.98 };

/** Where the search begins: (alpha, beta, gamma, phi) as shares of their ranges. */
const STARTS: readonly Record<keyof SmoothingWeights, number>[] = [
  { alpha: 0.3, beta: 0.1, gamma: 0.1, phi: 0.9 },
  { alpha: 0.8, beta: 0.02, gamma: 0.02, phi: 0.5 },
  { alpha: 0.2, beta: 0.2, gamma: 0.7, phi: 0.9 },
];

/** Calls of the function a search may use. */
const CALLS = 300;

/**
 * Fits an exponential smoothing by least squared one-step errors, the start by backcasting, the weights by a simplex search from three
 * places. Missing values are passed over; a constant series gives itself. Throws `forecast.too-short` without two whole seasons (two values
 * where there is no season) and `forecast.bad-input` where a multiplicative season meets a value that is not above zero. O(n × about 1000).
 */
export function fitSmoothing(values: Float64Array, shape: SmoothingShape, season: number): SmoothingFit {
  requirePeriods('the season', season);
  if (shape.season === 'multiplicative' && values.some((value) => value <= 0))
    throw badSeries('a multiplicative season needs values above zero');
  const ends = findEnds(values, shape, season);
  const free = freeWeights(shape);
  const weightsAt = (point: readonly number[]): SmoothingWeights => {
    const weights: SmoothingWeights = { alpha: 0, beta: 0, gamma: 0, phi: 1 };
    for (const [i, name] of free.entries()) {
      const share = 1 / (1 + Math.exp(-point[i]!));
      weights[name] = name === 'phi' ? PHI.least + (PHI.most - PHI.least) * share : share;
    }
    return weights;
  };
  const run = (weights: SmoothingWeights) => runSmoothing(values, shape, weights, backcast(ends, shape, weights));
  const best = STARTS.map((start) =>
    minimize(
      (point) => run(weightsAt(point)).squares,
      free.map((name) => Math.log(start[name] / (1 - start[name]))),
      { step: 1, tolerance: 1e-8, calls: CALLS },
    ),
  ).reduce((least, found) => (found.value < least.value ? found : least));
  const weights = weightsAt(best.point);
  const { squares, end } = run(weights);
  if (squares === Infinity) throw badSeries('no weights keep the level of a multiplicative season above zero');
  return {
    weights,
    squares,
    forecast: (horizon) => extrapolate(end, shape, weights.phi, values.length, horizon),
  };
}

/** Exponential smoothing as a forecaster: simple, Holt, damped, Holt-Winters additive and multiplicative by its shape. */
export function exponentialSmoothing(shape: SmoothingShape): Forecaster {
  return {
    name: nameOf(shape),
    fit({ values }, { season }) {
      const { weights, forecast } = fitSmoothing(values, shape, season);
      return { forecast, parameters: Object.fromEntries(freeWeights(shape).map((name) => [name, weights[name]])) };
    },
  };
}

function freeWeights({ trend, season }: SmoothingShape): (keyof SmoothingWeights)[] {
  const free: (keyof SmoothingWeights)[] = ['alpha'];
  if (trend !== 'none') free.push('beta');
  if (season !== 'none') free.push('gamma');
  if (trend === 'damped') free.push('phi');
  return free;
}

function nameOf({ trend, season }: SmoothingShape): string {
  const base = { none: 'simple_smoothing', linear: 'holt', damped: 'damped_trend' }[trend];
  if (season === 'none') return base;
  return { none: 'seasonal_smoothing', linear: 'holt_winters', damped: 'damped_holt_winters' }[trend] + `_${season}`;
}
