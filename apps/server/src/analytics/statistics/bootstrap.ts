import type { Random } from '../random.js';
import { badInput, CONFIDENCE, requireFinite, type Interval } from './estimate.js';

export interface BootstrapOptions {
  random: Random;
  /** Samples drawn; 2000 when left out. */
  repeats?: number;
  confidence?: number;
}

/**
 * Percentile interval of any statistic of a sample by drawing it again with replacement (Efron 1979). Null for fewer than two values.
 * Throws `statistics.bad-input` for NaN, in the values or out of the statistic. Cost: repeats × (n + the statistic).
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  statistic: (sample: Float64Array) => number,
  { random, repeats = 2000, confidence = CONFIDENCE }: BootstrapOptions,
): Interval | null {
  const source = Float64Array.from(values);
  for (const value of source) requireFinite('values', value);
  if (!Number.isInteger(repeats) || repeats < 1) throw badInput(`repeats is ${repeats}`);
  if (source.length < 2) return null;
  const sample = new Float64Array(source.length);
  const drawn = new Float64Array(repeats);
  for (let round = 0; round < repeats; round += 1) {
    for (let i = 0; i < sample.length; i += 1) sample[i] = source[random.below(source.length)] ?? 0;
    const value = statistic(sample);
    requireFinite('statistic', value);
    drawn[round] = value;
  }
  return percentileInterval(drawn, confidence);
}

/** The middle part of drawn values, by default 95 % of them. O(n log n). */
export function percentileInterval(drawn: ArrayLike<number>, confidence = CONFIDENCE): Interval {
  const sorted = Float64Array.from(drawn).sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** Quantile of sorted values with linear interpolation between neighbours; `share` in 0-1. */
function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return below + (above - below) * (at - Math.floor(at));
}
