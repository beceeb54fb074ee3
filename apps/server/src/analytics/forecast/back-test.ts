import { AppError } from '../../common/errors.js';
import { UNWATCHED, type Progress } from '../progress.js';
import { seasonalScale } from './forecast-errors.js';
import { requirePeriods, type ForecastContext, type Forecaster } from './forecaster.js';
import { seasonalNaive } from './seasonal-naive.js';
import { badSeries, headOf, requireSeries, tooShort, type Series } from './series.js';

export interface BackTestPlan {
  /** Fewest periods to learn from. */
  train: number;
  /** Periods forecast from each origin. */
  horizon: number;
  /** Periods from one origin to the next; 1 when left out. */
  step?: number;
  progress?: Progress;
}

/** What a model said at each origin, oldest first: `forecasts[origin][ahead]`. */
export interface ModelForecasts {
  name: string;
  forecasts: Float64Array[];
}

export interface BackTest {
  horizon: number;
  step: number;
  /** Periods that were known at each origin. */
  origins: number[];
  /** What came after each origin; NaN is missing. */
  actuals: Float64Array[];
  /** In-sample error of seasonal repetition at each origin, NaN where unknown. */
  scales: number[];
  /** The first is the floor, seasonal repetition. */
  models: ModelForecasts[];
  /** Models that can't be used at every origin, and why: they are not judged at all, so that all are judged on the same. */
  refused: { name: string; reason: string }[];
}

/**
 * Forecasts again what is already known, each time from an expanding past (rolling origin: L. J. Tashman, International Journal of
 * Forecasting 16, 2000), by every model and by seasonal repetition, which is always there. The last origin is `horizon` periods before the
 * end; earlier ones follow in steps while `train` periods are left. Throws `forecast.too-short` when no origin is left or repetition itself
 * is impossible, `forecast.bad-input` for an infinity or two models of a name. Cost: origins × fits.
 */
export function backTest(
  series: Series,
  forecasters: readonly Forecaster[],
  context: ForecastContext,
  { train, horizon, step = 1, progress = UNWATCHED }: BackTestPlan,
): BackTest {
  const all = [seasonalNaive, ...forecasters.filter((each) => each !== seasonalNaive)];
  requirePlan(requireSeries(series), all, { train, horizon, step });
  const { values } = series;
  const origins = originsOf(values.length, { train, horizon, step });
  const models: ModelForecasts[] = [];
  const refused: BackTest['refused'] = [];
  for (const [at, forecaster] of all.entries()) {
    try {
      const forecasts = origins.map((origin, place) => {
        progress((at + place / origins.length) / all.length);
        return requireFinite(forecaster.name, forecaster.fit(headOf(series, origin), context).forecast(horizon));
      });
      models.push({ name: forecaster.name, forecasts });
    } catch (error) {
      if (forecaster === seasonalNaive || !isRefusal(error)) throw error;
      refused.push({ name: forecaster.name, reason: error.message });
    }
  }
  return {
    horizon,
    step,
    origins,
    actuals: origins.map((origin) => values.slice(origin, origin + horizon)),
    scales: origins.map((origin) => seasonalScale(values.subarray(0, origin), context.season)),
    models,
    refused,
  };
}

function requireFinite(name: string, forecast: Float64Array): Float64Array {
  if (!forecast.every(Number.isFinite)) throw badSeries(`"${name}" forecasts what is no number`);
  return forecast;
}

function originsOf(length: number, { train, horizon, step }: Required<Omit<BackTestPlan, 'progress'>>): number[] {
  const origins: number[] = [];
  for (let origin = length - horizon; origin >= train; origin -= step) origins.unshift(origin);
  if (origins.length === 0)
    throw tooShort('a back-test', `${train} periods to learn from and ${horizon} to judge, and has ${length}`);
  return origins;
}

function requirePlan(
  { values }: Series,
  forecasters: readonly Forecaster[],
  { train, horizon, step }: Required<Omit<BackTestPlan, 'progress'>>,
): void {
  requirePeriods('the least past', train);
  requirePeriods('the horizon', horizon);
  requirePeriods('the step', step);
  const names = forecasters.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw badSeries(`there are two models "${twice}"`);
  if (values.every(Number.isNaN)) throw badSeries('the series holds no value');
}

/** The method is not for this series; anything else, such as a cancelled run or a mistake of ours, is no answer of a model. */
function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && /^(forecast|model)\./.test(error.code);
}
