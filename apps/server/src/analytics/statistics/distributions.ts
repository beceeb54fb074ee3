import betainc from '@stdlib/math-base-special-betainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** Two-sided p-value of a standard normal statistic. */
export function normalP(z: number): number {
  return Math.min(1, 2 * normalCdf(-Math.abs(z), 0, 1));
}

/** Two-sided p-value of a t statistic; `df` need not be whole. */
export function tP(t: number, df: number): number {
  return Math.min(1, 2 * tCdf(-Math.abs(t), df));
}

/** z with `confidence` of the standard normal between −z and z: 1.96 for 0.95. */
export function normalCritical(confidence: number): number {
  return normalQuantile(0.5 + confidence / 2, 0, 1);
}

/** t with `confidence` of Student's distribution between −t and t. */
export function tCritical(confidence: number, df: number): number {
  return tQuantile(0.5 + confidence / 2, df);
}

/** Upper tail of F at `f` ≥ 0; the degrees of freedom need not be whole. */
export function fP(f: number, numerator: number, denominator: number): number {
  return betainc(denominator / (denominator + numerator * f), denominator / 2, numerator / 2, true, false);
}

/**
 * Upper tail of chi-square at `statistic` ≥ 0, as the incomplete gamma function (series below the middle, Lentz's continued fraction above:
 * Press et al., Numerical Recipes, 6.2). O(√df).
 */
// The library's own function is some per cent out beyond a statistic of 2000; its logarithm of gamma is exact.
export function chiSquareP(statistic: number, df: number): number {
  const [x, shape] = [statistic / 2, df / 2];
  if (x === 0) return 1;
  const density = Math.exp(shape * Math.log(x) - x - gammaln(shape));
  return x < shape + 1 ? 1 - density * lowerSeries(x, shape) : density * upperFraction(x, shape);
}

function lowerSeries(x: number, shape: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; term > sum * Number.EPSILON; n += 1) {
    term *= x / (shape + n);
    sum += term;
  }
  return sum;
}

function upperFraction(x: number, shape: number): number {
  let b = x + 1 - shape;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1, step = 0; Math.abs(step - 1) > Number.EPSILON; n += 1) {
    const a = n * (shape - n);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    step = c * d;
    fraction *= step;
  }
  return fraction;
}
