import { badInput } from '../statistics/estimate.js';
import type { Tally } from './tally.js';

/** What comes of acting on every row whose score is at or above a threshold; sums of weights. A share of nothing is null. */
export interface Confusion {
  threshold: number;
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
  /** Share of the ones that are found. */
  recall: number | null;
  /** Share of those acted on that are ones. */
  precision: number | null;
  /** Share of the zeros that are left alone. */
  specificity: number | null;
  accuracy: number | null;
  /** Harmonic mean of precision and recall. */
  f1: number | null;
}

/** Confusion at a threshold. Throws `statistics.bad-input` for NaN. O(distinct scores). */
export function confusionAt(tally: Tally, threshold: number): Confusion {
  if (Number.isNaN(threshold)) throw badInput('the threshold is NaN');
  let [hits, alarms] = [0, 0];
  for (let at = 0; at < tally.scores.length && tally.scores[at]! >= threshold; at += 1) {
    hits += tally.ones.weights[at]!;
    alarms += tally.zeros.weights[at]!;
  }
  return describeConfusion(tally, threshold, hits, alarms);
}

/** Confusion from the ones and zeros at or above a threshold. */
export function describeConfusion({ ones, zeros }: Tally, threshold: number, hits: number, alarms: number): Confusion {
  const [misses, rest] = [ones.total - hits, zeros.total - alarms];
  return {
    threshold,
    truePositives: hits,
    falsePositives: alarms,
    falseNegatives: misses,
    trueNegatives: rest,
    recall: share(hits, ones.total),
    precision: share(hits, hits + alarms),
    specificity: share(rest, zeros.total),
    accuracy: share(hits + rest, ones.total + zeros.total),
    f1: share(2 * hits, 2 * hits + alarms + misses),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
