import { badInput } from '../statistics/estimate.js';
import { tallyScores, type Scored } from './tally.js';

/** A rising line through points, flat beyond its ends, plain enough to be stored. */
export interface IsotonicMap {
  /** Rising. */
  scores: readonly number[];
  /** Not falling, in 0 to 1. */
  values: readonly number[];
}

/**
 * Best rising fit of outcomes to scores, by pooling adjacent violators (Ayer et al. 1955): turns scores into probabilities. Fit it on rows
 * that neither taught the model nor are judged. Throws `statistics.bad-input`, also for no rows. O(n log n).
 */
export function fitIsotonic(scored: Scored): IsotonicMap {
  const { scores, ones, zeros } = tallyScores(scored);
  if (scores.length === 0) throw badInput('there are no rows to calibrate on');
  const blocks: { from: number; to: number; ones: number; weight: number }[] = [];
  for (let at = scores.length - 1; at >= 0; at -= 1) {
    const weight = ones.weights[at]! + zeros.weights[at]!;
    let block = { from: scores[at]!, to: scores[at]!, ones: ones.weights[at]!, weight };
    // Shares compared without division, so that equal ones are equal.
    for (let last = blocks.at(-1); last && last.ones * block.weight >= block.ones * last.weight; last = blocks.at(-1)) {
      blocks.pop();
      block = { ...block, from: last.from, ones: last.ones + block.ones, weight: last.weight + block.weight };
    }
    blocks.push(block);
  }
  const ends = blocks.flatMap(({ from, to, ones: sum, weight }) =>
    (from === to ? [from] : [from, to]).map((score) => ({ score, value: sum / weight })),
  );
  return { scores: ends.map(({ score }) => score), values: ends.map(({ value }) => value) };
}

/** Values of a map at scores, straight between its points. Throws `statistics.bad-input` for NaN. O(n log points). */
export function applyIsotonic({ scores, values }: IsotonicMap, raw: ArrayLike<number>): Float64Array {
  const last = scores.length - 1;
  return Float64Array.from(raw, (score, row) => {
    if (Number.isNaN(score)) throw badInput(`the score of row ${row + 1} is NaN`);
    if (score <= scores[0]!) return values[0]!;
    if (score >= scores[last]!) return values[last]!;
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (scores[middle]! <= score) low = middle;
      else high = middle;
    }
    const along = (score - scores[low]!) / (scores[high]! - scores[low]!);
    return values[low]! + along * (values[high]! - values[low]!);
  });
}
