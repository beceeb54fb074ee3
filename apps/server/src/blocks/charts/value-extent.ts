export interface Extent {
  min: number;
  max: number;
  interval: number;
}

const STEPS = [1, 2, 2.5, 5, 10];

/**
 * Round axis ends around the values in about four steps. From zero for `fromZero`, and where zero is near anyway (the smallest value under
 * 40 % of the largest); else cut, as a share that moves by half a point would look flat from zero.
 */
export function valueExtent(values: readonly number[], fromZero: boolean): Extent {
  if (values.length === 0) return roundExtent([]);
  const [min, max] = ends(values);
  return roundExtent([
    fromZero || (min > 0 && min < max * 0.4) ? Math.min(0, min) : min,
    fromZero || (max < 0 && max > min * 0.4) ? Math.max(0, max) : max,
  ]);
}

/** Round axis ends around the values in about so many steps, wherever zero is. */
export function roundExtent(values: readonly number[], steps = 4): Extent {
  if (values.length === 0) return { min: 0, max: 1, interval: 0.5 };
  let [min, max] = ends(values);
  if (min === max) {
    const room = Math.abs(max) * 0.1 || 1;
    min -= min > 0 && min - room < 0 ? min : room;
    max += room;
  }
  const interval = niceStep((max - min) / steps);
  return {
    min: round(Math.floor(min / interval) * interval),
    max: round(Math.ceil(max / interval) * interval),
    interval,
  };
}

function ends(values: readonly number[]): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = STEPS.find((each) => each * power >= rough * 0.999) ?? 10;
  return round(step * power);
}

/** Sums of tenths leave crumbs (0.30000000000000004) that would be printed. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
