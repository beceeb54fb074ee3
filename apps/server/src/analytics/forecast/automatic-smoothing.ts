import { AppError } from '../../common/errors.js';
import { fitSmoothing, type SmoothingFit } from './exponential-smoothing.js';
import type { Forecaster } from './forecaster.js';
import type { SmoothingShape } from './smoothing.js';

const PLAIN: readonly SmoothingShape[] = [
  { trend: 'none', season: 'none' },
  { trend: 'damped', season: 'none' },
];
const SEASONAL: readonly SmoothingShape[] = [
  { trend: 'none', season: 'additive' },
  { trend: 'damped', season: 'additive' },
  { trend: 'linear', season: 'additive' },
  { trend: 'linear', season: 'multiplicative' },
];

/**
 * Exponential smoothing of the shape that AICc prefers on the past alone (R. J. Hyndman et al., International Journal of Forecasting 18, 2002;
 * starting values count as parameters). Shapes that a series is too short for, or whose values are not above zero, have no part. Throws
 * what the simplest shape throws. Cost: six fits.
 */
export const automaticSmoothing: Forecaster = {
  name: 'smoothing',
  fit({ values }, { season }) {
    const shapes = season > 1 ? [...PLAIN, ...SEASONAL] : PLAIN;
    const n = values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
    let best: { fit: SmoothingFit; criterion: number } | undefined;
    for (const shape of shapes) {
      const fit = best === undefined ? fitSmoothing(values, shape, season) : attempt(values, shape, season);
      if (fit === null) continue;
      const criterion = corrected(fit.squares, n, parametersOf(shape, season));
      if (best === undefined || criterion < best.criterion) best = { fit, criterion };
    }
    return { forecast: best!.fit.forecast, parameters: { ...best!.fit.weights } };
  },
};

function attempt(values: Float64Array, shape: SmoothingShape, season: number): SmoothingFit | null {
  try {
    return fitSmoothing(values, shape, season);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Weights, starting values and the variance. */
function parametersOf({ trend, season }: SmoothingShape, length: number): number {
  const trending = { none: 0, linear: 2, damped: 3 }[trend];
  return 3 + trending + (season === 'none' ? 0 : length);
}

function corrected(squares: number, n: number, parameters: number): number {
  if (n - parameters - 1 <= 0) return Infinity;
  return n * Math.log(squares / n) + (2 * parameters * n) / (n - parameters - 1);
}
