import { tCritical, tP } from '../statistics/distributions.js';
import { CONFIDENCE, NO_COMPARISON, type Comparison } from '../statistics/estimate.js';
import type { BackTest, ModelForecasts } from './back-test.js';
import { measureErrors, type ForecastErrors } from './forecast-errors.js';

/** Said of a model by the interval of the difference: below zero, above, or with zero in it (or unknown). */
export type FloorVerdict = 'beats_floor' | 'loses_to_floor' | 'no_reliable_difference';

export interface ModelJudgement {
  name: string;
  overall: ForecastErrors;
  /** One period ahead, two, … */
  byHorizon: ForecastErrors[];
  /** Mean absolute error less that of the floor, over origins at which both can be judged; nulls for the floor itself. */
  againstFloor: Comparison;
  verdict: FloorVerdict;
}

/** Errors of every model, the floor first, and whether it is better than the floor. O(origins × horizon × models). */
export function judgeBackTest(test: BackTest, confidence = CONFIDENCE): ModelJudgement[] {
  const floor = test.models[0]!;
  return test.models.map((model) => {
    const againstFloor = model === floor ? NO_COMPARISON : compareForecasts(test, floor, model, confidence);
    return {
      name: model.name,
      overall: measureErrors(
        pairsOf(
          test,
          model,
          Array.from({ length: test.horizon }, (_, ahead) => ahead),
        ),
      ),
      byHorizon: Array.from({ length: test.horizon }, (_, ahead) => measureErrors(pairsOf(test, model, [ahead]))),
      againstFloor,
      verdict: verdictOf(againstFloor),
    };
  });
}

function pairsOf({ actuals, scales }: BackTest, { forecasts }: ModelForecasts, aheads: readonly number[]) {
  return actuals.flatMap((actual, origin) =>
    aheads.map((ahead) => ({ actual: actual[ahead]!, forecast: forecasts[origin]![ahead]!, scale: scales[origin]! })),
  );
}

function verdictOf({ interval }: Comparison): FloorVerdict {
  if (interval === null || (interval.low <= 0 && interval.high >= 0)) return 'no_reliable_difference';
  return interval.high < 0 ? 'beats_floor' : 'loses_to_floor';
}

/**
 * Second model's mean absolute error less the first's, each origin one observation (F. X. Diebold, R. S. Mariano, JBES 13, 1995) with the
 * small-sample correction of D. Harvey, S. Leybourne, P. Newbold (1997): origins closer than the horizon share periods, and their
 * covariances are counted. Interval and p are null with too few origins (no more than overlap, or fewer than 3) or where the difference
 * never varies.
 */
export function compareForecasts(
  { actuals, horizon, step }: Pick<BackTest, 'actuals' | 'horizon' | 'step'>,
  first: ModelForecasts,
  second: ModelForecasts,
  confidence = CONFIDENCE,
): Comparison {
  const losses = (model: ModelForecasts): number[] =>
    actuals.map((actual, origin) => missOf(actual, model.forecasts[origin]!));
  const [before, after] = [losses(first), losses(second)];
  const differences = after.map((loss, origin) => loss - before[origin]!).filter((each) => !Number.isNaN(each));
  const n = differences.length;
  if (n === 0) return NO_COMPARISON;
  const difference = differences.reduce((sum, each) => sum + each, 0) / n;
  const overlap = Math.ceil(horizon / step);
  const variance = varianceOfMean(
    differences.map((each) => each - difference),
    overlap - 1,
  );
  const correction = (n + 1 - 2 * overlap + (overlap * (overlap - 1)) / n) / n;
  if (n < 3 || n <= overlap || variance <= 0 || correction <= 0) return { difference, interval: null, p: null };
  const error = Math.sqrt(variance / correction);
  const half = tCritical(confidence, n - 1) * error;
  return {
    difference,
    interval: { low: difference - half, high: difference + half },
    p: tP(difference / error, n - 1),
  };
}

/** Mean absolute error of one origin; NaN where nothing that came is known. */
function missOf(actual: Float64Array, forecast: Float64Array): number {
  const errors = actual
    .map((value, ahead) => Math.abs(value - forecast[ahead]!))
    .filter((error) => !Number.isNaN(error));
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/**
 * Of values around zero with covariances up to a lag; where they would make it negative, they count less the further apart (Bartlett's
 * weights).
 */
function varianceOfMean(centred: readonly number[], lags: number): number {
  const n = centred.length;
  const covariance = (lag: number): number =>
    centred.slice(lag).reduce((sum, value, i) => sum + value * centred[i]!, 0) / n;
  const total = (weight: (lag: number) => number): number => {
    let sum = covariance(0);
    for (let lag = 1; lag <= Math.min(lags, n - 1); lag += 1) sum += 2 * weight(lag) * covariance(lag);
    return sum / n;
  };
  const plain = total(() => 1);
  return plain > 0 ? plain : total((lag) => 1 - lag / (lags + 1));
}
