import { requirePeriods, type Forecaster } from './forecaster.js';
import { tooShort } from './series.js';

/**
 * The floor under every model: each period is forecast by the last known value one, two, … whole seasons before it. Throws `forecast.too-
 * short` when some part of the season was never seen.
 */
export const seasonalNaive: Forecaster = {
  name: 'seasonal_naive',
  fit({ values }, { season }) {
    requirePeriods('the season', season);
    const next = Float64Array.from({ length: season }, (_, ahead) => {
      let at = values.length + ahead - season;
      while (at >= 0 && Number.isNaN(values[at])) at -= season;
      if (at < 0) throw tooShort('a seasonal repetition', `a value of each of the ${season} periods of a season`);
      return values[at]!;
    });
    return {
      forecast: (horizon) => Float64Array.from({ length: horizon }, (_, ahead) => next[ahead % season]!),
      parameters: {},
    };
  },
};
