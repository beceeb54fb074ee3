import { badInput, CONFIDENCE, type Interval } from '../statistics/estimate.js';
import { wilsonInterval } from '../statistics/proportions.js';
import type { BackTest, ModelForecasts } from './back-test.js';

export interface ConformalOptions {
  /** Share of intervals that shall hold what comes; 0.95 when left out. */
  confidence?: number;
  /** Only so many of the newest residuals, for a process that changes; all when left out. */
  recent?: number;
}

/**
 * What to add to a forecast to get the ends of its interval: order statistics of past residuals (actual − forecast), each side by itself,
 * so that a skewed error gives a skewed interval (split conformal: V. Vovk et al., Algorithmic Learning in a Random World, 2005; finite-
 * sample ranks). Null where there are too few: 95 % takes 39 residuals, 90 % takes 19, 80 % takes 9. Missing residuals (NaN) are passed
 * over. Throws `statistics.bad-input`. O(n log n).
 */
export function conformalOffsets(
  residuals: ArrayLike<number>,
  { confidence = CONFIDENCE, recent }: ConformalOptions = {},
): Interval | null {
  if (!(confidence > 0 && confidence < 1)) throw badInput(`the confidence is ${confidence}`);
  if (recent !== undefined && !(Number.isInteger(recent) && recent > 0)) throw badInput(`recent is ${recent}`);
  const known = Float64Array.from(residuals).filter((value) => !Number.isNaN(value));
  const sorted = (recent === undefined ? known : known.slice(-recent)).sort();
  // Rounding must not lift a rank that is whole: (19 + 1) × 0.05 is 1.
  const rank = Math.floor((sorted.length + 1) * ((1 - confidence) / 2) + 1e-9);
  return rank < 1 ? null : { low: sorted[rank - 1]!, high: sorted[sorted.length - rank]! };
}

/** Offsets for one period ahead, two, …, by all residuals of a back-test. */
export function calibrate(test: BackTest, model: ModelForecasts, options: ConformalOptions = {}): (Interval | null)[] {
  return Array.from({ length: test.horizon }, (_, ahead) => conformalOffsets(residualsOf(test, model, ahead), options));
}

/** A forecast with the ends of its interval, null where there were too few residuals. */
export interface Expected {
  value: number;
  low: number | null;
  high: number | null;
}

/** Forecasts of one period ahead, two, … with the offsets of `calibrate`. */
export function withIntervals(forecast: ArrayLike<number>, offsets: readonly (Interval | null)[]): Expected[] {
  return Array.from(forecast, (value, ahead) => {
    const offset = offsets[ahead] ?? null;
    return { value, low: offset && value + offset.low, high: offset && value + offset.high };
  });
}

/** Actual − forecast so many periods ahead (0 is the next one), oldest origin first; NaN where the actual value is missing. */
export function residualsOf(
  { actuals }: Pick<BackTest, 'actuals'>,
  { forecasts }: ModelForecasts,
  ahead: number,
): Float64Array {
  return Float64Array.from(actuals, (actual, origin) => actual[ahead]! - forecasts[origin]![ahead]!);
}

/** How many intervals held what came. */
export interface Coverage {
  covered: number;
  n: number;
  /** covered ÷ n; null for no interval. */
  share: number | null;
  /** Wilson's, as if intervals were independent: those that share periods are not, and it is wider in truth. */
  interval: Interval | null;
  /** Mean width of the intervals; null for none. */
  width: number | null;
}

/**
 * Coverage as it would have been: at each origin the interval is made of residuals that were known by then, and of none of its own, so
 * nothing judged was calibrated on. Origins with too few residuals before them have no interval and are not counted. Origins before the
 * place `from` are calibrated on and not judged. O(origins² × horizon).
 */
export function measureCoverage(
  test: BackTest,
  model: ModelForecasts,
  { from = 0, ...options }: ConformalOptions & { from?: number } = {},
): { overall: Coverage; byHorizon: Coverage[] } {
  const byHorizon = Array.from({ length: test.horizon }, (_, ahead) => {
    const residuals = residualsOf(test, model, ahead);
    return residuals.reduce<Tally>((tally, residual, at) => {
      // What an origin forecast is known once that period is over.
      const known = test.origins.findLastIndex((origin) => origin + ahead + 1 <= test.origins[at]!) + 1;
      const offsets = conformalOffsets(residuals.subarray(0, known), options);
      if (at < from || offsets === null || Number.isNaN(residual)) return tally;
      const held = residual >= offsets.low && residual <= offsets.high;
      return {
        covered: tally.covered + (held ? 1 : 0),
        n: tally.n + 1,
        width: tally.width + offsets.high - offsets.low,
      };
    }, NOTHING);
  });
  const all = byHorizon.reduce(
    (sum, each) => ({
      covered: sum.covered + each.covered,
      n: sum.n + each.n,
      width: sum.width + each.width,
    }),
    NOTHING,
  );
  return { overall: coverageOf(all), byHorizon: byHorizon.map(coverageOf) };
}

interface Tally {
  covered: number;
  n: number;
  /** Sum of widths. */
  width: number;
}

const NOTHING: Tally = { covered: 0, n: 0, width: 0 };

function coverageOf({ covered, n, width }: Tally): Coverage {
  return {
    covered,
    n,
    share: n === 0 ? null : covered / n,
    interval: wilsonInterval({ successes: covered, n }),
    width: n === 0 ? null : width / n,
  };
}
