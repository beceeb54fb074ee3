import { whyOneClass, type Reason, type Tally } from './tally.js';

/** A figure, or why there is none. */
export interface Figure {
  value: number | null;
  reason: Reason | null;
}

/**
 * Area under the precision-recall curve as average precision: precision at each distinct score, weighted by the recall that it adds, no
 * interpolation. A model that knows nothing gets about the share of ones. Null without ones or without zeros. O(distinct scores).
 */
export function averagePrecision(tally: Tally): Figure {
  const reason = whyOneClass(tally);
  if (reason !== null) return { value: null, reason };
  const { ones, zeros } = tally;
  let [value, found, contacts] = [0, 0, 0];
  for (let at = 0; at < tally.scores.length; at += 1) {
    found += ones.weights[at]!;
    contacts += ones.weights[at]! + zeros.weights[at]!;
    value += (ones.weights[at]! / ones.total) * (found / contacts);
  }
  return { value, reason: null };
}

export interface KolmogorovSmirnov extends Figure {
  /** Score where the shares are furthest apart, itself counted to the upper side; the highest one of equals. */
  score: number | null;
}

/**
 * Greatest distance between the share of ones and the share of zeros at or above a score (Kolmogorov 1933, Smirnov 1939). Null without
 * ones or without zeros. O(distinct scores).
 */
export function kolmogorovSmirnov(tally: Tally): KolmogorovSmirnov {
  const reason = whyOneClass(tally);
  if (reason !== null) return { value: null, score: null, reason };
  const { scores, ones, zeros } = tally;
  let [recall, alarms, value, score] = [0, 0, 0, scores[0]!];
  for (let at = 0; at < scores.length; at += 1) {
    recall += ones.weights[at]! / ones.total;
    alarms += zeros.weights[at]! / zeros.total;
    const distance = Math.abs(recall - alarms);
    // Rounding of running sums must not move the score.
    if (distance > value + 1e-12) [value, score] = [distance, scores[at]!];
  }
  return { value, score, reason: null };
}
