import gammaln from '@stdlib/math-base-special-gammaln';
import { badInput } from '../statistics/estimate.js';

/** Mean of the range of n standard normal values, n = 2…25 (L. H. C. Tippett, Biometrika 17, 1925). */
const RANGE_MEANS = [
  1.128379, 1.692569, 2.058751, 2.325929, 2.534413, 2.704357, 2.847201, 2.970026, 3.077505, 3.172873, 3.258455, 3.33598,
  3.406763, 3.471827, 3.531983, 3.587884, 3.640064, 3.688963, 3.73495, 3.778336, 3.819385, 3.858323, 3.895348, 3.930629,
];

/** Standard deviation of that range. */
const RANGE_DEVIATIONS = [
  0.8525, 0.88837, 0.87981, 0.86408, 0.84804, 0.83321, 0.81983, 0.80783, 0.79705, 0.78732, 0.77848, 0.77042, 0.76302,
  0.75621, 0.74991, 0.74405, 0.73859, 0.73348, 0.72869, 0.72417, 0.71992, 0.71589, 0.71207, 0.70844,
];

/** How a measure of spread of n normal values lies around: mean and deviation, both in units of the process's own deviation. */
export interface SpreadConstants {
  mean: number;
  deviation: number;
}

/** d₂ and d₃. Throws `statistics.bad-input` beyond 25 values, where a range says little. */
export function rangeConstants(n: number): SpreadConstants {
  const [mean, deviation] = [RANGE_MEANS[n - 2], RANGE_DEVIATIONS[n - 2]];
  if (mean === undefined || deviation === undefined)
    throw badInput(`a subgroup has ${n} readings; a range needs 2 to 25, a standard deviation takes any number`);
  return { mean, deviation };
}

/** c₄ and √(1 − c₄²), of the sample standard deviation of n ≥ 2 values. */
export function deviationConstants(n: number): SpreadConstants {
  const mean = Math.sqrt(2 / (n - 1)) * Math.exp(gammaln(n / 2) - gammaln((n - 1) / 2));
  return { mean, deviation: Math.sqrt(1 - mean * mean) };
}
