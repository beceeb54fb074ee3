import { factorize, solve } from '../linear/cholesky.js';

export interface RidgeInput {
  /** Row-major, targets × width. */
  design: Float64Array;
  width: number;
  targets: Float64Array;
  weights: Float64Array;
  /** Squared coefficients cost so much; above 0, so that the solution is one. */
  penalty: number;
}

export interface RidgeFit {
  /** Not penalised. */
  intercept: number;
  coefficients: Float64Array;
  /** Weighted share of the variance that the fit explains; null where the targets do not vary. */
  r2: number | null;
}

/** Weighted ridge regression with an intercept (Hoerl, Kennard 1970) by Cholesky's factors. O(rows × width² + width³). */
export function fitRidge({ design, width, targets, weights, penalty }: RidgeInput): RidgeFit {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = new Float64Array(width);
  // Summed up from the first target, so that targets that are all alike have no variation by rounding.
  const origin = targets[0]!;
  let middle = origin;
  for (let row = 0; row < targets.length; row += 1) {
    const weight = weights[row]! / total;
    middle += weight * (targets[row]! - origin);
    for (let i = 0; i < width; i += 1) centre[i]! += weight * design[row * width + i]!;
  }
  const gram = new Float64Array(width * width);
  const moments = new Float64Array(width);
  let variation = 0;
  const shifted = new Float64Array(width);
  for (let row = 0; row < targets.length; row += 1) {
    const target = targets[row]! - middle;
    variation += weights[row]! * target * target;
    for (let i = 0; i < width; i += 1) shifted[i] = design[row * width + i]! - centre[i]!;
    for (let i = 0; i < width; i += 1) {
      const weighted = weights[row]! * shifted[i]!;
      moments[i]! += weighted * target;
      for (let j = 0; j <= i; j += 1) gram[i * width + j]! += weighted * shifted[j]!;
    }
  }
  const coefficients = solveRidge(gram, moments, width, penalty);
  return {
    intercept: coefficients.reduce((sum, value, i) => sum - value * centre[i]!, middle),
    coefficients,
    r2: variation > 0 ? 1 - unexplained(gram, moments, coefficients, variation) / variation : null,
  };
}

function solveRidge(gram: Float64Array, moments: Float64Array, width: number, penalty: number): Float64Array {
  const penalised = gram.slice();
  for (let i = 0; i < width; i += 1) penalised[i * width + i]! += penalty;
  return solve(factorize(penalised, width, 0), moments);
}

function unexplained(gram: Float64Array, moments: Float64Array, x: Float64Array, variation: number): number {
  let sum = variation;
  for (let i = 0; i < x.length; i += 1) {
    sum -= 2 * x[i]! * moments[i]!;
    for (let j = 0; j < x.length; j += 1) sum += x[i]! * x[j]! * gram[Math.max(i, j) * x.length + Math.min(i, j)]!;
  }
  return sum;
}
