/** How far forecasts were from what came. A part that the data cannot tell is null. */
export interface ForecastErrors {
  /** Pairs judged; a missing actual value is no pair. */
  n: number;
  mae: number | null;
  mse: number | null;
  rmse: number | null;
  /** Mean of |error| ÷ |actual|, as a share; null where an actual value is zero, for leaving it out would flatter. */
  mape: number | null;
  /** Mean of 2 × |error| ÷ (|actual| + |forecast|), 0 to 2; 0 where both are zero. */
  smape: number | null;
  /** 1 − squared errors ÷ squared distances of the actual values from their mean; null where they do not vary. */
  r2: number | null;
  /** Mean of |error| ÷ what seasonal repetition missed by within the past; below 1 is better than that. Null where the past did not vary. */
  mase: number | null;
}

/** One forecast and what came; `scale` is the in-sample error of seasonal repetition at its origin, NaN where unknown. */
export interface Judged {
  actual: number;
  forecast: number;
  scale: number;
}

/** The usual measures of error (R. J. Hyndman, A. B. Koehler, International Journal of Forecasting 22, 2006). O(n). */
export function measureErrors(pairs: readonly Judged[]): ForecastErrors {
  const known = pairs.filter(({ actual }) => !Number.isNaN(actual));
  const n = known.length;
  const none = { n, mae: null, mse: null, rmse: null, mape: null, smape: null, r2: null, mase: null };
  if (n === 0) return none;
  const meanOf = (term: (pair: Judged) => number): number => known.reduce((sum, pair) => sum + term(pair), 0) / n;
  const distance = ({ actual, forecast }: Judged): number => Math.abs(actual - forecast);
  const mse = meanOf((pair) => distance(pair) ** 2);
  const middle = meanOf(({ actual }) => actual);
  const varies = known.some(({ actual }) => actual !== known[0]!.actual);
  return {
    n,
    mae: meanOf(distance),
    mse,
    rmse: Math.sqrt(mse),
    mape: known.some(({ actual }) => actual === 0) ? null : meanOf((pair) => distance(pair) / Math.abs(pair.actual)),
    smape: meanOf((pair) => (2 * distance(pair)) / (Math.abs(pair.actual) + Math.abs(pair.forecast) || 1)),
    r2: varies ? 1 - mse / meanOf(({ actual }) => (actual - middle) ** 2) : null,
    mase: known.some(({ scale }) => !(scale > 0)) ? null : meanOf((pair) => distance(pair) / pair.scale),
  };
}

/** Mean distance of a value from the one a season before, over pairs of known values; NaN where there is none. O(n). */
export function seasonalScale(values: Float64Array, season: number): number {
  let [sum, count] = [0, 0];
  for (let at = season; at < values.length; at += 1) {
    const distance = Math.abs(values[at]! - values[at - season]!);
    if (Number.isNaN(distance)) continue;
    sum += distance;
    count += 1;
  }
  return sum / count;
}
