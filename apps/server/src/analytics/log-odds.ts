/** 1 ÷ (1 + e^−x), without overflow. */
export function logistic(x: number): number {
  const small = Math.exp(-Math.abs(x));
  return x < 0 ? small / (1 + small) : 1 / (1 + small);
}
