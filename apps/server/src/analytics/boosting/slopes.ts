import { powerAbove } from './fixed-point.js';

/**
 * How gradients and hessians become whole numbers, so that histograms are sums of them without any rounding (see fixed-point.ts; XGBoost's
 * GPU trees do the same). A row's two numbers take 32 bits each. A bin has 64 bits for the gradient, and 64 for the number of rows (the
 * upper `countBits`) with the hessian below, so that one addition of two 64-bit lanes counts a row.
 */
export interface SlopeScale {
  /** Size of one unit: powers of two. */
  gradient: number;
  hessian: number;
  countBits: number;
}

/**
 * The finest scale for so many rows, whose gradients and hessians are not above these in size. Up to 130,000 rows 30 bits of each, at a
 * million 30 and 24 (as the float32 of other libraries), at sixteen million 28 and 16.
 */
export function slopeScale(rows: number, largestGradient: number, largestHessian: number): SlopeScale {
  const countBits = bitsOfCount(rows);
  const gradientBits = Math.min(30, 52 - countBits);
  const hessianBits = Math.min(30, 52 - countBits, 64 - 2 * countBits);
  return {
    gradient: powerAbove(largestGradient) * 2 ** -gradientBits,
    hessian: powerAbove(largestHessian) * 2 ** -hessianBits,
    countBits,
  };
}

/** Bits that a number of rows takes. */
export function bitsOfCount(rows: number): number {
  return 32 - Math.clz32(rows);
}

/** What one row adds to the second number of a bin, beside its hessian. */
export function oneRow(rows: number): bigint {
  return 1n << BigInt(64 - bitsOfCount(rows));
}

/** Sums over the rows of each bin of a column; where a bin has no rows, only that is said. */
export interface BinSums {
  gradient: Float64Array;
  hessian: Float64Array;
  rows: Float64Array;
}

/** Reads `bins` bins of a histogram, whose words start at `at`, in the units of the loss. */
export function readBins(words: Uint32Array, at: number, bins: number, scale: SlopeScale, sums: BinSums): void {
  const { gradient, hessian, countBits } = scale;
  const countShift = 32 - countBits;
  const mask = 2 ** countShift - 1;
  for (let bin = 0, word = at; bin < bins; bin += 1, word += 4) {
    const upper = words[word + 3]!;
    sums.rows[bin] = upper >>> countShift;
    if (upper >>> countShift === 0) continue;
    sums.gradient[bin] = ((words[word + 1]! | 0) * 0x1_0000_0000 + words[word]!) * gradient;
    sums.hessian[bin] = ((upper & mask) * 0x1_0000_0000 + words[word + 2]!) * hessian;
  }
}
