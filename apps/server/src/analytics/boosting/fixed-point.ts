/**
 * Sums that come out the same in any order. Numbers are rounded to a grid so coarse that sums of them are exact in 53 bits (J. Demmel,
 * H. D. Nguyen, Fast reproducible floating-point summation, 2013): then neither the order of the rows nor the number of threads nor which
 * of two children was counted can change a sum, and columns that split alike tie to the last bit.
 */

/** A power of two: rows of up to `largest` in size, rounded to multiples of it, add up exactly. */
export function exactGrid(rows: number, largest: number): number {
  return powerAbove(largest) * powerAbove(rows) * 2 ** -52;
}

/** The power of two above a number; 1 above 0. */
export function powerAbove(value: number): number {
  if (value === 0) return 1;
  let power = 2 ** Math.floor(Math.log2(value));
  while (power <= value) power *= 2;
  return power;
}

/** Value to the nearest multiple of a grid. */
export function onGrid(value: number, grid: number): number {
  return Math.round(value / grid) * grid;
}

/** Largest size of an entry; 0 of none. */
export function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i += 1) {
    const size = Math.abs(values[i]!);
    if (size > largest) largest = size;
  }
  return largest;
}

/** Sum of values × weights, the same in any order of the rows. */
export function exactSum(values: Float64Array, weights: Float64Array | null): number {
  const grid = exactGrid(values.length, largestOf(values) * (weights ? largestOf(weights) : 1));
  let sum = 0;
  for (let row = 0; row < values.length; row += 1)
    sum += onGrid(weights ? values[row]! * weights[row]! : values[row]!, grid);
  return sum;
}
