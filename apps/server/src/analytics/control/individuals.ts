import { chartOf, ENOUGH_READINGS, noLimits, requireReadings, type ControlChart } from './chart.js';
import { LIMITS_ONLY, WESTERN_ELECTRIC, type ControlRule } from './rules.js';
import { rangeConstants } from './spread-constants.js';

/** Frozen limits of single readings. They hold until someone fits again, which is an event of its own. */
export interface IndividualsLimits {
  centre: number;
  /** Standard deviation of the process from one reading to the next. */
  sigma: number;
  /** Readings of the base period. */
  readings: number;
  /** Fitted on fewer than 20 readings: false alarms are more frequent than the rules promise. */
  provisional: boolean;
}

const PAIR = rangeConstants(2);

/**
 * Centre and moving-range deviation of a base period (W. A. Shewhart 1931; mean moving range ÷ 1.128). A missing reading (NaN) has no
 * moving range before it nor after it. Throws `control.no-limits` for fewer than two neighbours or no variation, `statistics.bad-input` for
 * infinities. O(n).
 */
export function fitIndividuals(base: ArrayLike<number>): IndividualsLimits {
  const known = requireReadings(base).filter((value) => !Number.isNaN(value));
  const ranges = movingRanges(base).filter((range) => !Number.isNaN(range));
  if (ranges.length === 0) throw noLimits('it has no two readings in a row');
  const sigma = mean(ranges) / PAIR.mean;
  if (sigma === 0) throw noLimits(`all its readings are ${known[0]}`);
  return { centre: mean(known), sigma, readings: known.length, provisional: known.length < ENOUGH_READINGS };
}

/**
 * Charts of readings against frozen limits: the readings by any rules, their moving ranges by the limits only. The first range is missing.
 * O(n).
 */
export function chartIndividuals(
  { centre, sigma }: Pick<IndividualsLimits, 'centre' | 'sigma'>,
  values: ArrayLike<number>,
  rules: readonly ControlRule[] = WESTERN_ELECTRIC,
): { readings: ControlChart; ranges: ControlChart } {
  const plotted = Array.from(requireReadings(values), (value) => ({ value, centre, error: sigma }));
  const ranges = Array.from(movingRanges(values), (value) => ({
    value,
    centre: PAIR.mean * sigma,
    error: PAIR.deviation * sigma,
  }));
  return {
    readings: chartOf(plotted, { reach: 3, rules }),
    ranges: chartOf(ranges, { reach: 3, floor: 0, rules: LIMITS_ONLY }),
  };
}

function movingRanges(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value, i) => (i === 0 ? Number.NaN : Math.abs(value - values[i - 1]!)));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
