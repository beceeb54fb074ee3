/** Where a function is least, as far as it was followed. */
export interface Minimum {
  point: number[];
  value: number;
}

interface SimplexOptions {
  /** Length of the first steps along each axis. */
  step: number;
  /** Done when the values at the corners differ by less than this share. */
  tolerance: number;
  /** Calls of the function, at most. */
  calls: number;
}

/**
 * Least value of a function of a few numbers without derivatives (J. A. Nelder, R. Mead, Computer Journal 7, 1965). Finds a local minimum,
 * the same one each time. A value of Infinity is a wall.
 */
export function minimize(
  f: (point: readonly number[]) => number,
  start: readonly number[],
  { step, tolerance, calls }: SimplexOptions,
): Minimum {
  const evaluate = (point: number[]): Minimum => ({ point, value: f(point) });
  const corners = [
    evaluate([...start]),
    ...start.map((_, axis) => evaluate(start.map((at, i) => (i === axis ? at + step : at)))),
  ];
  const byValue = (a: Minimum, b: Minimum): number => a.value - b.value;
  corners.sort(byValue);
  for (let used = corners.length; used < calls; used += 2) {
    const [best, worst] = [corners[0]!, corners.at(-1)!];
    if (worst.value - best.value <= tolerance * Math.abs(best.value)) break;
    const middle = start.map(
      (_, i) => corners.slice(0, -1).reduce((sum, { point }) => sum + point[i]!, 0) / start.length,
    );
    const along = (share: number): Minimum => evaluate(middle.map((at, i) => at + share * (worst.point[i]! - at)));
    const next = improve(corners, along);
    if (next) corners[corners.length - 1] = next;
    else {
      corners.splice(
        1,
        corners.length - 1,
        ...corners.slice(1).map((corner) => evaluate(corner.point.map((at, i) => (at + best.point[i]!) / 2))),
      );
      used += start.length;
    }
    corners.sort(byValue);
  }
  return corners[0]!;
}

/** A better corner in the place of the worst: reflected, stretched or drawn in; null when the simplex must shrink. */
function improve(corners: readonly Minimum[], along: (share: number) => Minimum): Minimum | null {
  const [best, second, worst] = [corners[0]!, corners.at(-2)!, corners.at(-1)!];
  const reflected = along(-1);
  if (reflected.value < best.value) {
    const stretched = along(-2);
    return stretched.value < reflected.value ? stretched : reflected;
  }
  if (reflected.value < second.value) return reflected;
  const outside = reflected.value < worst.value;
  const drawn = along(outside ? -0.5 : 0.5);
  return drawn.value < (outside ? reflected.value : worst.value) ? drawn : null;
}
