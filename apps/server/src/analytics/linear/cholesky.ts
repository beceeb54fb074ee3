/** L of a symmetric matrix A = L L', row-major lower triangle. A row that follows from those before it is 0 and not `kept`. */
export interface Cholesky {
  size: number;
  lower: Float64Array;
  kept: Uint8Array;
}

/** A column is collinear when those before it leave less than this share of its variance: VIF above 10^8. */
export const COLLINEAR = 1e-8;

/**
 * Cholesky's factor of a positive semi-definite matrix (lower triangle is read), rows in order. A row j whose pivot is not above
 * `tolerance` × what is left of it after row 0 (the intercept: its variance) is left out. O(size³ / 6).
 */
export function factorize(matrix: Float64Array, size: number, tolerance: number): Cholesky {
  const lower = new Float64Array(size * size);
  const kept = new Uint8Array(size);
  for (let row = 0; row < size; row += 1) {
    const own = row * size;
    for (let column = 0; column < row; column += 1) {
      if (kept[column] === 0) continue;
      const other = column * size;
      let sum = matrix[own + column]!;
      for (let k = 0; k < column; k += 1) sum -= lower[own + k]! * lower[other + k]!;
      lower[own + column] = sum / lower[other + column]!;
    }
    let variance = matrix[own + row]!;
    if (row > 0) variance -= lower[own]! ** 2;
    let pivot = variance;
    for (let k = 1; k < row; k += 1) pivot -= lower[own + k]! ** 2;
    if (pivot > tolerance * variance && pivot > 0) {
      kept[row] = 1;
      lower[own + row] = Math.sqrt(pivot);
    } else lower.fill(0, own, own + row);
  }
  return { size, lower, kept };
}

/** x of L L' x = b, 0 where a row is not kept. O(size²). */
export function solve({ size, lower, kept }: Cholesky, right: Float64Array): Float64Array {
  const x = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    if (kept[row] === 0) continue;
    let sum = right[row]!;
    for (let k = 0; k < row; k += 1) sum -= lower[row * size + k]! * x[k]!;
    x[row] = sum / lower[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    if (kept[row] === 0) continue;
    let sum = x[row]!;
    for (let k = row + 1; k < size; k += 1) sum -= lower[k * size + row]! * x[k]!;
    x[row] = sum / lower[row * size + row]!;
  }
  return x;
}

/** Inverse of the kept rows and columns, row-major, 0 elsewhere. O(size³). */
export function invert(factor: Cholesky): Float64Array {
  const { size, kept } = factor;
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column += 1) {
    if (kept[column] === 0) continue;
    const unit = new Float64Array(size);
    unit[column] = 1;
    inverse.set(solve(factor, unit), column * size);
  }
  return inverse;
}
