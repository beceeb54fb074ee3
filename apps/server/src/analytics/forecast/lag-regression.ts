import { takeRows, type FeatureTable } from '../features/feature-table.js';
import type { ForecastContext, Forecaster } from './forecaster.js';
import { buildLagTable, reachOf, type LagDesign } from './lag-features.js';
import { tooShort, type Series } from './series.js';

/**
 * Learns a measured target from rows, and tells it of other rows: a linear regression, boosting, a forest. Pure; the same table gives the
 * same model.
 */
export type Regressor = (table: FeatureTable, target: Float64Array) => (rows: FeatureTable) => ArrayLike<number>;

/**
 * A learner over lags, dates and known inputs as a forecaster. Several periods ahead, each forecast becomes the past of the next (recursive
 * strategy: S. Ben Taieb et al., Expert Systems with Applications 39, 2012). Trees can't go beyond what they saw: a series with a trend is
 * for a linear learner. Periods with a missing value do not teach. `fit` throws `forecast.too-short` when no period has all its past, and
 * what the learner throws.
 */
export function lagRegression(name: string, design: LagDesign, regress: Regressor): Forecaster {
  return {
    name,
    fit(series, context) {
      const predict = regress(...lessonOf(series, design, context));
      return {
        parameters: {},
        forecast(horizon) {
          const length = series.values.length;
          const longer = new Float64Array(length + horizon).fill(Number.NaN);
          longer.set(series.values);
          for (let at = length; at < length + horizon; at += 1) {
            const past = { ...series, values: longer.subarray(0, at) };
            longer[at] = predict(buildLagTable(past, design, context.known ?? [], [at, at + 1]))[0]!;
          }
          return longer.subarray(length);
        },
      };
    },
  };
}

/** Rows whose look back lies within the series and whose value is known. */
function lessonOf(series: Series, design: LagDesign, { known = [] }: ForecastContext): [FeatureTable, Float64Array] {
  const { values } = series;
  const reach = reachOf(design);
  const places = Array.from(values.keys()).filter((at) => at >= reach && !Number.isNaN(values[at]));
  if (places.length === 0) throw tooShort('a look back', `a value after ${reach} periods`);
  const table = buildLagTable(series, design, known, [reach, values.length]);
  return [
    places.length === table.rows
      ? table
      : takeRows(
          table,
          places.map((at) => at - reach),
        ),
    Float64Array.from(places, (at) => values[at]!),
  ];
}
