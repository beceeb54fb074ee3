import { badInput, CONFIDENCE, requireFinite, type Interval } from './estimate.js';
import { percentileInterval, type BootstrapOptions } from './bootstrap.js';

/**
 * Percentile interval of a statistic of rows that come in groups (the days of a machine, the orders of a customer): whole groups are drawn again
 * with replacement, so that rows of a group may depend on each other (cluster bootstrap: A. C. Davison, D. V. Hinkley, Bootstrap Methods and
 * Their Application, 1997, 3.8). `statistic` is given how often each group was drawn, and gives null where it is not defined. The interval
 * is null with fewer than two groups and where more than half of the draws are null. Cost: repeats × (groups + the statistic).
 */
export function groupInterval(
  groups: number,
  statistic: (draws: Uint32Array) => number | null,
  { random, repeats = 1000, confidence = CONFIDENCE }: BootstrapOptions,
): Interval | null {
  if (!Number.isInteger(repeats) || repeats < 1) throw badInput(`repeats is ${repeats}`);
  if (groups < 2) return null;
  const drawn: number[] = [];
  const draws = new Uint32Array(groups);
  for (let round = 0; round < repeats; round += 1) {
    draws.fill(0);
    for (let i = 0; i < groups; i += 1) draws[random.below(groups)]! += 1;
    const value = statistic(draws);
    if (value === null) continue;
    requireFinite('the statistic', value);
    drawn.push(value);
  }
  if (drawn.length * 2 < repeats) return null;
  return percentileInterval(drawn, confidence);
}

/** Interval of the sum of `tops` ÷ the sum of `bottoms`, one of each a group. As `groupInterval`. */
export function groupRatioInterval(
  tops: ArrayLike<number>,
  bottoms: ArrayLike<number>,
  options: BootstrapOptions,
): Interval | null {
  if (tops.length !== bottoms.length) throw badInput(`${tops.length} values cannot be divided by ${bottoms.length}`);
  const ratio = (draws: Uint32Array): number | null => {
    let [top, bottom] = [0, 0];
    for (let group = 0; group < draws.length; group += 1) {
      top += draws[group]! * tops[group]!;
      bottom += draws[group]! * bottoms[group]!;
    }
    return bottom === 0 ? null : top / bottom;
  };
  return groupInterval(tops.length, ratio, options);
}
