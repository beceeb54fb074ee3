import { summarize } from '../statistics/means.js';
import { chartOf, ENOUGH_READINGS, noLimits, requireReadings, type ControlChart } from './chart.js';
import { LIMITS_ONLY, WESTERN_ELECTRIC, type ControlRule } from './rules.js';
import { deviationConstants, rangeConstants, type SpreadConstants } from './spread-constants.js';

/** Spread within a subgroup: its range (X̄-R chart, up to 25 readings) or its standard deviation (X̄-S). */
export type SpreadMeasure = 'range' | 'deviation';

/** Frozen limits of subgroups of any sizes. They hold until someone fits again, which is an event of its own. */
export interface SubgroupLimits {
  spread: SpreadMeasure;
  centre: number;
  /** Standard deviation of single readings within a subgroup. */
  sigma: number;
  /** Subgroups of the base period. */
  subgroups: number;
  /** Fitted on fewer than 20 subgroups. */
  provisional: boolean;
}

interface Subgroup {
  n: number;
  mean: number;
  /** NaN for fewer than two readings. */
  spread: number;
}

/**
 * Centre (mean of all readings) and deviation (mean over subgroups of the spread ÷ its expectation for that size, d₂ or c₄) of a base
 * period (D. C. Montgomery, Introduction to Statistical Quality Control, 6.2 and 6.3). A missing reading (NaN) makes its subgroup smaller,
 * an empty subgroup is passed over. Throws `control.no-limits` when no subgroup has two readings or none varies, `statistics.bad-input` for
 * an infinity. O(readings).
 */
export function fitSubgroups(base: readonly ArrayLike<number>[], spread: SpreadMeasure): SubgroupLimits {
  const known = base.map((readings) => subgroupOf(readings, spread)).filter(({ n }) => n > 0);
  const spreads = known.filter(({ n }) => n > 1).map((group) => group.spread / constantsOf(spread, group.n).mean);
  if (spreads.length === 0) throw noLimits('no subgroup has two readings');
  const sigma = sumOf(spreads) / spreads.length;
  if (sigma === 0) throw noLimits('no subgroup varies within itself');
  const centre = sumOf(known.map(({ n, mean }) => n * mean)) / sumOf(known.map(({ n }) => n));
  return { spread, centre, sigma, subgroups: known.length, provisional: known.length < ENOUGH_READINGS };
}

/** Charts of subgroups against frozen limits: means by any rules, limits by each one's size; spreads by their limits only. O(readings). */
export function chartSubgroups(
  { spread, centre, sigma }: Pick<SubgroupLimits, 'spread' | 'centre' | 'sigma'>,
  groups: readonly ArrayLike<number>[],
  rules: readonly ControlRule[] = WESTERN_ELECTRIC,
): { means: ControlChart; spreads: ControlChart } {
  const known = groups.map((readings) => subgroupOf(readings, spread));
  const means = known.map(({ n, mean }) => ({
    value: mean,
    centre,
    error: n === 0 ? Number.NaN : sigma / Math.sqrt(n),
  }));
  const spreads = known.map((group) => {
    const { mean, deviation } = group.n < 2 ? UNKNOWN : constantsOf(spread, group.n);
    return { value: group.spread, centre: mean * sigma, error: deviation * sigma };
  });
  return {
    means: chartOf(means, { reach: 3, rules }),
    spreads: chartOf(spreads, { reach: 3, floor: 0, rules: LIMITS_ONLY }),
  };
}

const UNKNOWN: SpreadConstants = { mean: Number.NaN, deviation: Number.NaN };

function constantsOf(spread: SpreadMeasure, n: number): SpreadConstants {
  return spread === 'range' ? rangeConstants(n) : deviationConstants(n);
}

function subgroupOf(readings: ArrayLike<number>, spread: SpreadMeasure): Subgroup {
  const known = requireReadings(readings).filter((value) => !Number.isNaN(value));
  const summary = summarize(known);
  if (summary === null) return { n: 0, mean: Number.NaN, spread: Number.NaN };
  const range = known.length < 2 ? Number.NaN : Math.max(...known) - Math.min(...known);
  return { n: summary.n, mean: summary.mean, spread: spread === 'range' ? range : (summary.sd ?? Number.NaN) };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
