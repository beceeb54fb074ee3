/** Shape of an exponential smoothing: the classical family of Brown, Holt and Winters. */
export interface SmoothingShape {
  trend: 'none' | 'linear' | 'damped';
  season: 'none' | 'additive' | 'multiplicative';
}

/** Weights of the newest value in level, trend and season, 0 to 1, and what is left of the trend after a period. Unused ones: 0, phi 1. */
export interface SmoothingWeights {
  alpha: number;
  beta: number;
  gamma: number;
  phi: number;
}

/** What is carried from period to period. `seasons[t % m]` belongs to the t-th value; one entry (0 or 1) where there is no season. */
export interface SmoothingState {
  level: number;
  trend: number;
  seasons: Float64Array;
}

/** Squared one-step errors, and the state after the last value. */
export interface Smoothed {
  squares: number;
  end: SmoothingState;
}

/**
 * Runs the error-correcting form of R. J. Hyndman et al., Forecasting with Exponential Smoothing, 2008 (2.3; trend weight as in Holt's own
 * form) over a series. A missing value moves the state on without correcting it. `expected`, where given, receives the one-step forecasts.
 * Squares are Infinity where a multiplicative model would need a level of 0 or less. O(n).
 */
export function runSmoothing(
  values: Float64Array,
  { trend: trendKind, season }: SmoothingShape,
  { alpha, beta, gamma, phi }: SmoothingWeights,
  start: SmoothingState,
  expected?: Float64Array,
): Smoothed {
  const seasons = Float64Array.from(start.seasons);
  const multiplies = season === 'multiplicative';
  let { level, trend } = start;
  let squares = 0;
  for (let t = 0; t < values.length; t += 1) {
    const phase = t % seasons.length;
    const drift = phi * trend;
    const base = level + drift;
    if (multiplies && !(base > 0)) return { squares: Infinity, end: { level, trend, seasons } };
    const effect = seasons[phase]!;
    const forecast = multiplies ? base * effect : base + effect;
    if (expected) expected[t] = forecast;
    const value = values[t]!;
    if (Number.isNaN(value)) {
      level = base;
      trend = drift;
      continue;
    }
    squares += (value - forecast) ** 2;
    const before = level;
    level = base + alpha * ((multiplies ? value / effect : value - effect) - base);
    if (trendKind !== 'none') trend = drift + beta * (level - before - drift);
    if (season !== 'none') seasons[phase] = effect + gamma * ((multiplies ? value / base : value - base) - effect);
  }
  return { squares, end: { level, trend, seasons } };
}

/** Expected values after the `length` values that led to `end`. */
export function extrapolate(
  { level, trend, seasons }: SmoothingState,
  { season }: SmoothingShape,
  phi: number,
  length: number,
  horizon: number,
): Float64Array {
  let [drift, share] = [0, 1];
  return Float64Array.from({ length: horizon }, (_, ahead) => {
    share *= phi;
    drift += share * trend;
    const effect = seasons[(length + ahead) % seasons.length]!;
    return season === 'multiplicative' ? (level + drift) * effect : level + drift + effect;
  });
}
