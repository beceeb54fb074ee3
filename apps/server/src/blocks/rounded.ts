/** As doubles leave the engine: 12 significant digits, no negative zero. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12)) + 0;
}
