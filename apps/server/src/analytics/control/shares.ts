import { requireShare, type Share } from '../statistics/proportions.js';
import { chartOf, ENOUGH_READINGS, noLimits, type ControlChart } from './chart.js';
import { WESTERN_ELECTRIC, type ControlRule } from './rules.js';

/** Frozen limits of a share, such as a defect rate. They hold until someone fits again, which is an event of its own. */
export interface ShareLimits {
  /** Share of all cases of the base period. */
  centre: number;
  /** Samples of the base period. */
  samples: number;
  /** Fitted on fewer than 20 samples. */
  provisional: boolean;
}

/**
 * Overall share of a base period, for a p chart; samples of no cases are passed over. Throws `control.no-limits` when nobody or everybody
 * succeeded, `statistics.bad-input` for what is no count. O(samples).
 */
export function fitShares(base: readonly Share[]): ShareLimits {
  base.forEach(requireShare);
  const samples = base.filter(({ n }) => n > 0);
  if (samples.length === 0) throw noLimits('it has no cases');
  const successes = samples.reduce((sum, each) => sum + each.successes, 0);
  const cases = samples.reduce((sum, { n }) => sum + n, 0);
  if (successes === 0 || successes === cases) throw noLimits(`${successes} of ${cases} cases count, so nothing varies`);
  return { centre: successes / cases, samples: samples.length, provisional: samples.length < ENOUGH_READINGS };
}

/**
 * p chart of samples of any sizes against a frozen share, limits by each one's size (D. C. Montgomery, Introduction to Statistical Quality
 * Control, 7.2). Binomial: where n is in the tens of thousands and days differ for reasons of their own, chart the rates as single
 * readings. No cases = a missing reading. O(samples).
 */
export function chartShares(
  { centre }: Pick<ShareLimits, 'centre'>,
  samples: readonly Share[],
  rules: readonly ControlRule[] = WESTERN_ELECTRIC,
): ControlChart {
  samples.forEach(requireShare);
  const plotted = samples.map(({ successes, n }) => ({
    value: successes / n,
    centre,
    error: n === 0 ? Number.NaN : Math.sqrt((centre * (1 - centre)) / n),
  }));
  return chartOf(plotted, { reach: 3, floor: 0, ceiling: 1, rules });
}
