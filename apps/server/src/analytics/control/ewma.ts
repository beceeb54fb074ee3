import { badInput } from '../statistics/estimate.js';
import { chartOf, requireReadings, type ControlChart } from './chart.js';
import type { IndividualsLimits } from './individuals.js';
import { LIMITS_ONLY } from './rules.js';

export interface EwmaOptions {
  /** Weight of the newest reading, in (0, 1]; 0.2 when left out: small shifts want small weights. */
  lambda?: number;
  /** Limits in standard errors; 2.962 when left out, which with 0.2 gives a false alarm about every 500 readings. */
  reach?: number;
}

/**
 * Exponentially weighted moving average of readings from a frozen centre, for small lasting shifts (S. W. Roberts, Technometrics 1, 1959;
 * limits of J. M. Lucas, M. S. Saccucci, Technometrics 32, 1990, widening over the first readings). `centre` and `sigma` are those of
 * `fitIndividuals`, or of `fitSubgroups` with sigma ÷ √n for means of n. A missing reading (NaN) is a null point; the average waits for the
 * next. Only the limits are a rule. Throws `statistics.bad-input`. O(n).
 */
export function chartEwma(
  { centre, sigma }: Pick<IndividualsLimits, 'centre' | 'sigma'>,
  values: ArrayLike<number>,
  { lambda = 0.2, reach = 2.962 }: EwmaOptions = {},
): ControlChart {
  if (!(lambda > 0 && lambda <= 1)) throw badInput(`lambda is ${lambda}, which is not above 0 and at most 1`);
  if (!(reach > 0)) throw badInput(`the reach of the limits is ${reach}`);
  let [average, forgotten] = [centre, 1];
  const plotted = Array.from(requireReadings(values), (value) => {
    const missing = Number.isNaN(value);
    if (!missing) {
      average = lambda * value + (1 - lambda) * average;
      forgotten *= (1 - lambda) ** 2;
    }
    const error = sigma * Math.sqrt((lambda / (2 - lambda)) * (1 - forgotten));
    return { value: missing ? value : average, centre, error };
  });
  return chartOf(plotted, { reach, rules: LIMITS_ONLY });
}
