import { regressionErrors, type RegressionErrors } from '../judging/regression-errors.js';

/** Measures of error as `regressionErrors` defines them, without intervals: forecasts of neighbouring periods are not independent. */
type PlainErrors = { [Name in Exclude<keyof RegressionErrors, 'n' | 'zeros'>]: number | null };

/**
 * How far forecasts were from what came. A part that the data cannot tell is null: MAPE with an actual zero, R² of actual values that do
 * not vary.
 */
export interface ForecastErrors extends PlainErrors {
  /** Pairs judged; a missing actual value is no pair. */
  n: number;
  /** Actual values of 0. */
  zeros: number;
  /** Mean of |error| ÷ what seasonal repetition missed by within the past; below 1 is better than that. Null where the past did not vary. */
  mase: number | null;
}

/** One forecast and what came; `scale` is the in-sample error of seasonal repetition at its origin, NaN where unknown. */
export interface Judged {
  actual: number;
  forecast: number;
  scale: number;
}

/** The usual measures of error and the scaled one (R. J. Hyndman, A. B. Koehler, International Journal of Forecasting 22, 2006). O(n). */
export function measureErrors(pairs: readonly Judged[]): ForecastErrors {
  const known = pairs.filter(({ actual }) => !Number.isNaN(actual));
  const { n, zeros, mae, mse, rmse, mape, smape, r2 } = regressionErrors({
    actual: known.map(({ actual }) => actual),
    predicted: known.map(({ forecast }) => forecast),
  });
  const isScaled = n > 0 && known.every(({ scale }) => scale > 0);
  return {
    n,
    zeros,
    mae: mae.value,
    mse: mse.value,
    rmse: rmse.value,
    mape: mape.value,
    smape: smape.value,
    r2: r2.value,
    mase: isScaled
      ? known.reduce((sum, { actual, forecast, scale }) => sum + Math.abs(actual - forecast) / scale, 0) / n
      : null,
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
