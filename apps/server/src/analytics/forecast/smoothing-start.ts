import { tooShort } from './series.js';
import { runSmoothing, type SmoothingShape, type SmoothingState, type SmoothingWeights } from './smoothing.js';

/** Both ends of a series that smoothing can begin at. */
export interface SmoothingEnds {
  backwards: Float64Array;
  /** Rough state before the last value, looking back. */
  last: SmoothingState;
}

/** Rough states by means of whole seasons. Throws `forecast.too-short` without two seasons, or two values where there is no season. O(n). */
export function findEnds(values: Float64Array, shape: SmoothingShape, season: number): SmoothingEnds {
  const backwards = values.toReversed();
  return { backwards, last: roughState(backwards, shape, shape.season === 'none' ? 1 : season) };
}

/**
 * State before the first value: the series is smoothed backwards by the same weights from a rough state at its end, so that the start costs
 * no parameter of its own (backcasting: J. Ledolter, B. Abraham, Journal of Forecasting 3, 1984). O(n).
 */
export function backcast(
  { backwards, last }: SmoothingEnds,
  shape: SmoothingShape,
  weights: SmoothingWeights,
): SmoothingState {
  const { end } = runSmoothing(backwards, shape, weights, last);
  const m = end.seasons.length;
  const seasons = new Float64Array(m);
  for (let phase = 0; phase < m; phase += 1) {
    seasons[(((backwards.length - 1 - phase) % m) + m) % m] = end.seasons[phase]!;
  }
  return { level: end.level + weights.phi * end.trend, trend: -end.trend, seasons };
}

function roughState(values: Float64Array, { trend, season }: SmoothingShape, m: number): SmoothingState {
  const means = seasonMeans(values, m);
  if (means.length < 2)
    throw tooShort('exponential smoothing', m === 1 ? 'two values' : `values in each of two whole seasons of ${m}`);
  const [early, late] = [means[0]!, means.at(-1)!];
  const slope = (late.mean - early.mean) / (late.middle - early.middle);
  const multiplies = season === 'multiplicative';
  const seasons = season === 'none' ? new Float64Array(1) : effectsOf(values, m, slope, means, multiplies);
  const drift = trend === 'none' ? 0 : slope;
  return { level: early.mean - drift * (early.middle + 1), trend: drift, seasons };
}

/** Mean of a whole season and the place of its middle. */
interface SeasonMean {
  mean: number;
  middle: number;
  from: number;
}

function seasonMeans(values: Float64Array, m: number): SeasonMean[] {
  const means: SeasonMean[] = [];
  for (let from = 0; from + m <= values.length; from += m) {
    const known = values.subarray(from, from + m).filter((value) => !Number.isNaN(value));
    if (known.length > 0)
      means.push({
        mean: known.reduce((sum, value) => sum + value, 0) / known.length,
        middle: from + (m - 1) / 2,
        from,
      });
  }
  return means;
}

/** Mean distance (or ratio) of each place in the season from its season's mean, the slope taken out; together they cancel out. */
function effectsOf(
  values: Float64Array,
  m: number,
  slope: number,
  means: readonly SeasonMean[],
  multiplies: boolean,
): Float64Array {
  const [sums, counts] = [new Float64Array(m), new Float64Array(m)];
  for (const { mean, middle, from } of means) {
    for (let at = from; at < from + m; at += 1) {
      if (Number.isNaN(values[at])) continue;
      const detrended = values[at]! - slope * (at - middle);
      sums[at % m]! += multiplies ? detrended / mean : detrended - mean;
      counts[at % m]! += 1;
    }
  }
  if (counts.includes(0)) throw tooShort('exponential smoothing', `a value of each of the ${m} periods of a season`);
  const effects = sums.map((sum, phase) => sum / counts[phase]!);
  const middle = effects.reduce((sum, effect) => sum + effect, 0) / m;
  return effects.map((effect) => (multiplies ? Math.max(effect / middle, SMALLEST_RATIO) : effect - middle));
}

/** A ratio that rough arithmetic left at or below zero would make every later one infinite. */
const SMALLEST_RATIO = 0.01;
