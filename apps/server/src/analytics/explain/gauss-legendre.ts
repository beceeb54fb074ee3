/** Points in (0, 1), ascending, and weights that add up to 1. */
export interface Quadrature {
  points: Float64Array;
  weights: Float64Array;
}

const STEPS = 100;

/**
 * Gauss-Legendre rule over 0 to 1: the weighted sum over n points is the integral of every polynomial up to degree 2n − 1. Points are the
 * roots of the Legendre polynomial, found by Newton's method from Tricomi's guess. O(n²).
 */
export function gaussLegendre(n: number): Quadrature {
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let x = Math.cos((Math.PI * (n - i - 0.25)) / (n + 0.5));
    let [value, slope] = legendre(n, x);
    for (let step = 0; step < STEPS && Math.abs(value) > 1e-15 * Math.abs(slope); step += 1) {
      x -= value / slope;
      [value, slope] = legendre(n, x);
    }
    points[i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}

/** Legendre polynomial of degree n and its derivative at −1 < x < 1, by the three-term recurrence. */
function legendre(n: number, x: number): [value: number, slope: number] {
  let [before, value] = [0, 1];
  for (let k = 0; k < n; k += 1) [before, value] = [value, ((2 * k + 1) * x * value - k * before) / (k + 1)];
  return [value, (n * (x * value - before)) / (x * x - 1)];
}
